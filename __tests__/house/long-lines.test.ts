import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
/** Files with lines of more than 120 columns today. The list only gets shorter. */
const list = join(__dirname, 'known-long-lines.txt');

test('no line of the code is longer than 120 columns, except in the files of known-long-lines.txt', () => {
  const args = ['ls-files', '--', '*.ts', '*.js', '*.cjs', '*.mjs', '*.go', '*.py'];
  const names = execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  const code = names.split('\n').filter(name => name !== '' && !/^(dist|imports)\//.test(name));
  const long = code.filter(name => readFileSync(join(root, name), 'utf8').split('\n').some(line => line.length > 120));
  const known = readFileSync(list, 'utf8').split('\n').filter(name => name !== '');
  // A file that is gone is taken out; a new one is never written.
  if (process.env.GOLDEN === 'write') {
    writeFileSync(list, known.filter(name => long.includes(name)).map(name => `${name}\n`).join(''));
  }
  expect({
    'new': long.filter(name => !known.includes(name)),
    'gone: remove this line': known.filter(name => !long.includes(name)),
  }).toEqual({ 'new': [], 'gone: remove this line': [] });
});

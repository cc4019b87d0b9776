import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** A regular expression cannot be continued on a second line, and a test is found by its whole title. */
const whole = /^\s*(?:(?:\w+: |= )?\/.*\/[a-z]*[,;]?|[:?] .* \/.*\/[a-z]*[,;]?|(?:test|it|describe)(?:\.\w+)*\(.*)$/;

test('no line of the code is longer than 120 columns, but for a regular expression or the title of a test', () => {
  // A file that git does not know yet counts too: it is part of the next commit.
  const which = ['--cached', '--others', '--exclude-standard'];
  const args = ['ls-files', ...which, '--', '*.ts', '*.js', '*.cjs', '*.mjs', '*.go'];
  const names = execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  const code = names.split('\n').filter(name => name !== '' && !/^(dist|imports)\//.test(name));
  const long = code.flatMap(name => readFileSync(join(root, name), 'utf8').split('\n').flatMap((line, index) =>
    line.length > 120 && !whole.test(line) ? [`${name}:${index + 1}`] : []));
  expect(code.length).toBeGreaterThan(500);
  expect(long).toEqual([]);
});

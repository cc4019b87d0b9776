import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STAND_IN_NOTICE } from '../../lib/bench/engine';
import { verificationProgram } from '../../lib/verification/verification-program';

const lib = join(__dirname, '..', '..', 'lib');
const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).sort();

test('the copy of each file of another language is up to date (npm run embed)', () => {
  const sources = files.filter(name => /\.(css|js|lua|py)$/.test(name));
  expect(files.filter(name => /\.(css|js|lua|py)\.json$/.test(name))).toEqual(sources.map(name => `${name}.json`));
  const stale = sources.filter((name) => {
    const { text } = JSON.parse(readFileSync(join(lib, `${name}.json`), 'utf8')) as { text: string };
    return text !== readFileSync(join(lib, name), 'utf8');
  });
  expect(stale).toEqual([]);
});

test('the verification program marks the figures of a stand-in with the same words as the commands', () => {
  expect(verificationProgram).toContain(`{"notice": "${STAND_IN_NOTICE}"}`);
});

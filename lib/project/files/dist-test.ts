import type { ProjectFile } from '../project-file';

/** The test of a project: what `npm test` runs after the compiler. */
export const distTest: ProjectFile = {
  path: () => 'dist.test.mjs',
  text: () => `import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const llmd = join(dirname(createRequire(import.meta.url).resolve('cdk8s-llm-d/package.json')), 'bin', 'llmd.cjs');

test('dist/ is what the specs say, and no finding is open', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [llmd, 'synth', '--check', '--strict'], {
    cwd: import.meta.dirname, encoding: 'utf8',
  });
  assert.equal(status, 0, \`\${stdout}\${stderr}\`);
});
`,
};

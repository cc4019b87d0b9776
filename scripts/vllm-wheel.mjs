// The wheel of a vLLM from PyPI, downloaded once into the cache folder.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../programs/cache.mjs';

/** Path of the wheel of a version. */
export function vllmWheel(version) {
  const wheels = cacheFolder('vllm-wheels');
  const found = () => readdirSync(wheels).find(name => name.startsWith(`vllm-${version}-`) && name.endsWith('.whl'));
  if (!found()) {
    console.error(`downloading vLLM ${version}, 250 to 450 MB`);
    const platforms = ['manylinux1', 'manylinux_2_28', 'manylinux_2_31', 'manylinux_2_35'].flatMap(name => [
      '--platform',
      `${name}_x86_64`,
    ]);
    run('python3', [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-deps',
      '--only-binary',
      ':all:',
      '--python-version',
      '3.12',
      ...platforms,
      '--dest',
      wheels,
      `vllm==${version}`,
    ]);
  }
  return join(wheels, found());
}

/** Runs a program to its end and gives back what it printed; an error with its last lines where it fails. */
export function run(command, args) {
  const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (error || status !== 0)
    throw new Error(`${command} ${args[0]}: ${error?.code ?? stderr.trim().split('\n').slice(-5).join('\n')}`);
  return stdout;
}

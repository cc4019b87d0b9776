// npm run test:engine [-- VERSION ... --jest-option ...]: asks the real vLLM of these versions, by default those of the
// releases, what it says to the argument lists of dist/, of random specs and of the examples of the rules.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vllmPython } from './environment.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const isVersion = argument => /^\d+\.\d+\.\d+$/.test(argument);
const given = process.argv.slice(2);
const versions = given.some(isVersion) ? given.filter(isVersion) : ofReleases();
const engines = Object.fromEntries(versions.map(version => [version, vllmPython(version)]));

const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--config',
    join(root, 'jest.engine.config.js'),
    '--runInBand',
    ...given.filter(argument => !isVersion(argument)),
  ],
  { stdio: 'inherit', env: { ...process.env, CDK8S_LLM_D_ENGINES: JSON.stringify(engines) } },
);
process.exitCode = status ?? 1;

/** The versions that dist/ runs: its records name them. */
function ofReleases() {
  const texts = readdirSync(join(root, 'dist')).map(file => readFileSync(join(root, 'dist', file), 'utf8'));
  const named = texts.flatMap(text => [...text.matchAll(/"modelServer":\{[^}]*"version":"([\d.]+)"/g)]);
  return [...new Set(named.map(([, version]) => version))];
}

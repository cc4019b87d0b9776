// npm run vllm-flags [-- --check] [VERSION ...]: writes lib/stack/vllm/flags/, what the command line of each vLLM
// accepts, from its wheel on PyPI.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../programs/cache.mjs';
import { run, vllmWheel } from './vllm-wheel.mjs';

/** Every vLLM whose flags are known: those of the releases, of llm-d 0.10 (0.30.0), and the newest. */
const versions = ['0.11.0', '0.27.1', '0.30.0', '0.33.0'];

/** What the parser of vLLM needs to run; torch and all else are stand-ins. */
const packages = [
  'msgspec==0.21.1',
  'packaging==26.4',
  'pydantic==2.14.4',
  'PyYAML==6.0.4',
  'regex==2026.11.19',
  'typing_extensions==4.16.0',
];

const folder = fileURLToPath(new URL('../lib/stack/vllm/flags', import.meta.url));
const reader = fileURLToPath(new URL('vllm_flags.py', import.meta.url));
const check = process.argv.includes('--check');
const asked = process.argv.slice(2).filter(word => !word.startsWith('-'));

for (const version of asked.length > 0 ? asked : versions) {
  const file = join(folder, `v${version.replaceAll('.', '-')}.json`);
  const text = written(JSON.parse(run(python(), [reader, vllmWheel(version)])));
  const same = existsSync(file) && readFileSync(file, 'utf8') === text;
  console.log(`vLLM ${version}: ${same ? 'unchanged' : check ? 'differs from the wheel' : 'written'}`);
  if (check && !same) process.exitCode = 1;
  if (!check) writeFileSync(file, text);
}

function python() {
  const venv = cacheFolder('vllm-flags', packages.join('-'));
  const path = join(venv, 'bin', 'python');
  if (!existsSync(path)) {
    run('python3', ['-m', 'venv', venv]);
    run(join(venv, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages]);
  }
  return path;
}

/** One flag a line, no line longer than 120 columns. */
function written({ flags, environment, ...facts }) {
  const head = Object.entries(facts).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  const rows = Object.entries(flags).map(([name, flag]) => `    ${JSON.stringify(name)}: ${wrapped(flag)}`);
  const tail = `  "environment": ${list(environment, '  ')}`;
  return `{\n${head.join('\n')}\n  "flags": {\n${rows.join(',\n')}\n  },\n${tail}\n}\n`;
}

function wrapped(flag) {
  const row = `{ ${Object.entries(flag)
    .map(([key, value]) => `${JSON.stringify(key)}: ${spaced(value)}`)
    .join(', ')} }`;
  if (row.length <= 60) return row;
  const lines = Object.entries(flag).map(
    ([key, value]) => `      ${JSON.stringify(key)}: ${Array.isArray(value) ? list(value, '      ') : spaced(value)}`,
  );
  return `{\n${lines.join(',\n')}\n    }`;
}

function list(values, indent) {
  const line = spaced(values);
  if (line.length <= 80) return line;
  const lines = [];
  for (const value of values.map(each => JSON.stringify(each))) {
    const last = lines.at(-1);
    if (last !== undefined && indent.length + 2 + last.length + 3 + value.length <= 119)
      lines[lines.length - 1] = `${last}, ${value}`;
    else lines.push(value);
  }
  return `[\n${lines.map(each => `${indent}  ${each}`).join(',\n')}\n${indent}]`;
}

function spaced(value) {
  return JSON.stringify(value, undefined, 1)
    .replaceAll(/\n\s*/g, ' ')
    .replaceAll(/\[ | \]/g, bracket => bracket.trim());
}

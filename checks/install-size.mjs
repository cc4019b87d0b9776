// Packs the package, installs it in two empty projects, with and without the packages that commands about a cluster
// need, and prints what each adds to a project that has cdk8s already.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'install-size-'));
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const { devDependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
const named = names => names.map(name => `${name}@${devDependencies[name]}`);
const optional = Object.keys(peerDependenciesMeta);
const peers = Object.keys(peerDependencies).filter(name => !optional.includes(name));

try {
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], root));
  const steps = [
    ['cdk8s', named(peers)],
    ['cdk8s-llm-d', [join(folder, filename)]],
    ['for commands about a cluster', named(optional)],
  ];
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  let before = 0;
  for (const [what, packages] of steps) {
    run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], folder);
    const size = Number(run('du', ['-sm', 'node_modules'], folder).split('\t')[0]);
    console.log(`${what}: ${size - before} MB`);
    before = size;
  }
} finally {
  rmSync(folder, { recursive: true });
}

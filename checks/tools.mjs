import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../programs/cache.mjs';

/** The checkers, each at one version: Go programs by module, and Python packages. */
const go = {
  kubeconform: 'github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0',
  'kube-score': 'github.com/zegl/kube-score/cmd/kube-score@v1.20.0',
  gitleaks: 'github.com/zricethezav/gitleaks/v8@v8.30.1',
};
const python = { checkov: 'checkov==3.3.30', ruff: 'ruff==0.17.6' };

/** The path of a checker, built or installed once. */
export function tool(name) {
  return name in python ? pythonProgram(name) : goProgram(name);
}

/** What a command said; an error where it could not be run. */
export function said(command, args, input) {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...(input !== undefined && { input }),
  });
  if (error) throw new Error(`${command} cannot be run: ${error.code}`);
  return { status, stdout, stderr };
}

function goProgram(name) {
  const [, version] = go[name].split('@');
  const folder = cacheFolder('checkers', `${name}-${version}`);
  const path = join(folder, name);
  if (!existsSync(path))
    run('go', ['install', '-trimpath', go[name]], { GOBIN: folder, CGO_ENABLED: '0' }, `${name} needs Go on the PATH`);
  return path;
}

function pythonProgram(name) {
  const folder = cacheFolder('checkers', python[name]);
  const path = join(folder, 'bin', name);
  if (!existsSync(path)) {
    run('python3', ['-m', 'venv', folder], {}, `${name} needs Python 3 with venv`);
    run(
      join(folder, 'bin', 'pip'),
      ['install', '--quiet', '--disable-pip-version-check', python[name]],
      {},
      `${name} needs a package index`,
    );
  }
  return path;
}

function run(command, args, env, need) {
  console.error(`installing: ${args.at(-1)}`);
  const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  if (error || status !== 0)
    throw new Error(`${need}: ${error?.code ?? stderr.trim().split('\n').slice(-3).join(' ')}`);
}

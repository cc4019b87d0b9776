import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { cacheFolder } from './cache.mjs';

/**
 * A copy of the control plane's module for another Kubernetes release, in the cache folder. The staging modules and the
 * etcd to use are read from that release's own go.mod, so nothing but the version number has to be known here.
 * @param {string} source the module's folder
 * @param {string} version such as 1.33.5
 */
export function moduleFor(source, version) {
  const folder = join(cacheFolder('kubernetes'), version);
  if (existsSync(folder)) {
    copyCode(source, folder);
    return folder;
  }
  const staged = `${folder}.${process.pid}`;
  copyCode(source, staged);
  writeFileSync(join(staged, 'go.mod'), goMod(version));
  run('go', ['mod', 'tidy'], staged);
  renameSync(staged, folder);
  return folder;
}

function copyCode(from, to) {
  cpSync(from, to, { recursive: true, filter: path => !/go\.(mod|sum)$/.test(path) });
}

function goMod(version) {
  const { GoMod } = JSON.parse(run('go', ['mod', 'download', '-json', `k8s.io/kubernetes@v${version}`], tmpdir()));
  const upstream = readFileSync(GoMod, 'utf8');
  const go = /^go (\S+)$/m.exec(upstream)[1];
  const etcd = /^\tgo\.etcd\.io\/etcd\/client\/v3 (\S+)/m.exec(upstream)[1];
  const staging = [...upstream.matchAll(/^\t(k8s\.io\/\S+) => \.\/staging/gm)].map(([, module]) => module);
  const stagingVersion = `v0${version.slice(version.indexOf('.'))}`;
  return [
    'module cdk8s-llm-d/cluster/control-plane', '', `go ${go}`, '', `godebug default=go${/^\d+\.\d+/.exec(go)[0]}`, '',
    'require (', `\tgo.etcd.io/etcd/server/v3 ${etcd}`, `\tk8s.io/kubernetes v${version}`, ')', '',
    'replace (', ...staging.map(module => `\t${module} => ${module} ${stagingVersion}`), ')', '',
  ].join('\n');
}

function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error || status !== 0)
    throw new Error(
      `${command} ${args.join(' ')} failed: ${error?.message ?? (stderr || stdout).trim().split('\n').at(-1)}`,
    );
  return stdout;
}

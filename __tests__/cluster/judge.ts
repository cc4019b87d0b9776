import { spawnSync } from 'node:child_process';
import { Manifest } from '../manifests';
import { clusterFile } from './cluster';

/**
 * Asks the libraries of Kubernetes and Argo CD: `psa`, `argo-diff`, `argo-sync` or `lua-health`, as `programs/judge`
 * documents them.
 */
export function judge(question: 'psa' | 'argo-diff' | 'argo-sync' | 'lua-health', request: object): Manifest {
  const { status, stdout, stderr } = spawnSync(clusterFile().programs.judge!, [question], {
    input: JSON.stringify(request),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Manifest;
}

import { spawnSync } from 'node:child_process';
import { clusterFile } from './cluster';

/** What a command said. */
export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the kubectl of the same Kubernetes version as the API server. */
export function kubectl(args: readonly string[], input?: string): Said {
  const { kubeconfig, programs } = clusterFile();
  const { status, stdout, stderr } = spawnSync(programs['control-plane']!, ['kubectl', ...args], {
    env: { ...process.env, KUBECONFIG: kubeconfig }, encoding: 'utf8', ...(input !== undefined && { input }),
  });
  return { status, stdout, stderr };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Manifest } from '../manifests';
import { Answer, Api } from './api';
import { resourcePath } from './resource-path';

/** Where a test run finds its cluster; written by the start of the run. */
export interface ClusterFile {
  readonly kubeconfig: string;
  /** The executables that were built, by name. */
  readonly programs: Readonly<Record<string, string>>;
  /** Whether the cluster is one that somebody else owns. */
  readonly borrowed: boolean;
}

/** The cluster of this test run. */
export function clusterFile(): ClusterFile {
  const path = process.env.CDK8S_LLM_D_CLUSTER;
  if (!path) throw new Error('these tests need a cluster: run them with `npm run test:cluster`');
  return JSON.parse(readFileSync(join(path), 'utf8')) as ClusterFile;
}

/** Applies objects in order, server side and strictly. The first refusal is an error with the server's own words. */
export async function applyAll(api: Api, manifests: readonly Manifest[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const manifest of manifests) {
    const answer = await api.apply(resourcePath(manifest), manifest);
    if (answer.status >= 300) throw new Error(`${manifest.kind}/${manifest.metadata.name}: ${answer.body.message}`);
    answers.push(answer);
  }
  return answers;
}

/**
 * Deletes a namespace and waits until it and all that was in it are gone. The namespace controller, when it meets pods
 * or something with a finalizer, waits about half of their grace period, or half of 15 seconds, before it looks again;
 * so they go first.
 */
export async function deleteNamespace(api: Api, name: string): Promise<void> {
  const path = `/api/v1/namespaces/${name}`;
  const claims = `${path}/persistentvolumeclaims`;
  await deleteWorkloads(api, name);
  await api.delete(claims);
  await emptied(api, claims);
  await api.delete(path);
  await until(`namespace ${name} to be gone`, async () => (await api.get(path)).status === 404);
}

/** Deletes the Deployments of a namespace and waits for their pods to end. */
export async function deleteWorkloads(api: Api, namespace: string): Promise<void> {
  await api.delete(`/apis/apps/v1/namespaces/${namespace}/deployments`, { propagationPolicy: 'Foreground' });
  await emptied(api, `/api/v1/namespaces/${namespace}/pods`);
}

function emptied(api: Api, path: string): Promise<void> {
  return until(`${path} to be empty`, async () => ((await api.get(path)).body.items ?? []).length === 0);
}

/** Waits for something to become true, up to a minute. */
export async function until(what: string, isTrue: () => Promise<boolean>, seconds = 60): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!await isTrue()) {
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s for ${what}`);
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

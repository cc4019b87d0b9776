import { deployment } from './deployment';
import { leaderWorkerSet } from './leader-worker-set';
import type { Workload, WorkloadObject } from './workload';

/** Every kind of object that runs the pods of a role, each with a module of its own in this folder. */
export const workloads: readonly Workload[] = [deployment, leaderWorkerSet];

/**
 * The kind that a plan names.
 *
 * @throws Error for a kind that no module has: a plan names no other
 */
export function workloadNamed(name: string): Workload {
  const found = workloads.find(({ kind }) => kind === name);
  if (found === undefined) throw new Error(`there is no workload '${name}'; there are: ${kinds().join(', ')}`);
  return found;
}

/** What is known of an object by its kind; undefined for one that runs no pods of a role. */
export function workloadOf(object: WorkloadObject): Workload | undefined {
  return workloads.find(({ kind }) => kind === object.kind);
}

/** Every kind. */
export function kinds(): readonly string[] {
  return workloads.map(({ kind }) => kind);
}

/** What runs engines of so many pods. */
export function workloadFor(podsOfEngine: number): Workload {
  return podsOfEngine > 1 ? leaderWorkerSet : deployment;
}

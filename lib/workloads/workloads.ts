import { deployment } from './deployment';
import { disaggregatedSet } from './disaggregated-set';
import { leaderWorkerSet } from './leader-worker-set';
import type { Workload, WorkloadObject } from './workload';

/** Every kind of object that runs the pods of a role, each with a module of its own in this folder. */
export const workloads: readonly Workload[] = [deployment, leaderWorkerSet, disaggregatedSet];

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

/** What runs pods in an object: itself, or what its controller makes of it. Nothing of one that runs no pods. */
export function workloadsIn<T extends WorkloadObject>(object: T): readonly T[] {
  const workload = workloadOf(object);
  if (workload === undefined) return [];
  if (workload.makes === undefined) return [object];
  if (!read.has(object)) read.set(object, workload.makes.partsOf(object));
  return read.get(object) as readonly T[];
}

/** The kind that an autoscaler has as its target: the object's own, or that of what a controller makes for a role. */
export function scalerKindOf(object: WorkloadObject): string | undefined {
  const workload = workloadOf(object);
  return workload?.scaleTarget?.kind ?? workload?.kind;
}

// What is read of a part is kept by the part.
const read = new WeakMap<WorkloadObject, readonly WorkloadObject[]>();

/** Every kind. */
export function kinds(): readonly string[] {
  return workloads.map(({ kind }) => kind);
}

/** What runs engines of so many pods, in a set of both roles or not. */
export function workloadFor(podsOfEngine: number, inSet = false): Workload {
  return inSet ? disaggregatedSet : podsOfEngine > 1 ? leaderWorkerSet : deployment;
}

import { pause, time } from '../../kube/poll';
import { ClusterClient } from '../../kube/cluster-client';
import { DistDeployment } from '../dist-deployment';
import { KubernetesObject } from '../../kube/kubernetes-objects';
import { isRecord, withOthers } from '../applied-objects';
import { objectText } from '../../kube/object-key';
import { DeployPlan } from './deploy-plan';
import { refusal } from './refusal';
import { lookAt, Progress } from './rollout';
import { BY_COMMAND } from './verification-run';

/** What an apply did to an object. */
export interface Applied {
  /** The name of the object, as kubectl writes it. */
  readonly object: string;
  readonly change: 'created' | 'changed' | 'unchanged';
}

/**
 * Applies the objects of a plan in their order with server-side apply. Only the record is applied before the objects
 * that it lists, and it keeps listing what an earlier apply made beside them.
 *
 * @throws ClusterError that names the object which was refused, and what to do
 */
export async function applyPlan(
  client: ClusterClient, { beside, changes }: Pick<DeployPlan, 'beside' | 'changes'>, force: boolean,
  onApplied: (applied: Applied) => void,
): Promise<void> {
  for (const { object, present } of changes) {
    const whole = isRecord(object) ? withOthers(object, beside) : object;
    onApplied(await applyObject(client, whole, present !== undefined, force));
  }
}

/**
 * Creates the namespace of a deployment where it does not exist and the file has it: nothing else can be in the cluster
 * before. It is marked, so that `llmd destroy` may delete it.
 *
 * @returns whether it did not exist
 */
export async function createNamespace(
  client: ClusterClient, { namespace: name, objects }: DistDeployment,
): Promise<boolean> {
  if (!objects.some(({ kind }) => kind === 'Namespace')) return false;
  if (await client.read('v1', 'Namespace', name) !== undefined) return false;
  return client.create({
    apiVersion: 'v1', kind: 'Namespace', metadata: { name, annotations: { [BY_COMMAND]: 'deploy' } },
  });
}

/**
 * Deletes the objects of a plan that are not in the file. The record in the cluster then lists only the claims beside
 * the objects of the file.
 */
export async function prune(
  client: ClusterClient, { beside, changes, strays: { deleted, kept } }: DeployPlan,
): Promise<void> {
  for (const object of deleted) await client.delete(object, { uid: object.metadata.uid });
  // The plan has the record as it is in the end.
  const record = changes.find(({ object }) => isRecord(object))!.object;
  if (kept.length < beside.length) await client.apply(record);
}

async function applyObject(
  client: ClusterClient, object: KubernetesObject, existed: boolean, force: boolean,
): Promise<Applied> {
  const { apiVersion, kind, metadata: { name, namespace } } = object;
  try {
    const before = existed ? await client.read(apiVersion, kind, name, namespace) : undefined;
    const after = await client.apply(object, { force });
    if (before === undefined) return { object: objectText(object), change: 'created' };
    const isSame = before.metadata.resourceVersion === after.metadata.resourceVersion;
    return { object: objectText(object), change: isSame ? 'unchanged' : 'changed' };
  } catch (error) {
    throw refusal(object, error as Error);
  }
}

/** How the wait for pods ended. */
export interface Waited {
  readonly progress: Progress;
  readonly seconds: number;
  /** Why the wait ended early; empty if all pods are ready. */
  readonly causes: readonly string[];
}

/**
 * Waits until all pods are ready. Gives up if a container has ended several times, or the time is up.
 *
 * @param onProgress is called after each look
 */
export async function waitForPods(
  client: ClusterClient, deployment: DistDeployment, timeoutSeconds: number, onProgress: (progress: Progress) => void,
): Promise<Waited> {
  const began = time.now();
  for (;;) {
    const progress = await lookAt(client, deployment);
    const seconds = (time.now() - began) / 1000;
    onProgress(progress);
    if (progress.complete) return { progress, seconds, causes: [] };
    if (seconds > timeoutSeconds) {
      const causes
        = progress.causes.length > 0
          ? progress.causes
          : [`after ${timeoutSeconds} s not all pods are ready, and no pod reports a reason`];
      return { progress, seconds, causes };
    }
    if (isHopeless(progress)) return { progress, seconds, causes: progress.causes };
    await pause(POLL_SECONDS);
  }
}

/** The API server answers from its cache, and a user needs no faster updates. */
const POLL_SECONDS = 2;

/** A container that was restarted twice and does not run is not expected to recover. */
const ENOUGH_RESTARTS = 2;

function isHopeless({ evidence: { pods }, causes }: Progress): boolean {
  const statuses = pods.flatMap(({ status }) => [
    ...(status.initContainerStatuses ?? []),
    ...(status.containerStatuses ?? []),
  ]);
  return (
    causes.length > 0
    && statuses.some(
      ({ ready, restartCount, state }) => !ready && restartCount >= ENOUGH_RESTARTS && state.running === undefined,
    )
  );
}

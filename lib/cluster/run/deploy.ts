import { pause, time } from '../../kube/poll';
import { ClusterClient } from '../../kube/cluster-client';
import { ClusterError } from '../../kube/cluster-reader';
import { DistDeployment } from '../dist-deployment';
import { KubernetesObject } from '../../kube/kubernetes-objects';
import { appliedObjects, identityOf, isRecord, notIn, ObjectIdentity, withOthers } from '../applied-objects';
import { discoveredObjects, straysAmong } from '../owned-objects';
import { objectText } from '../../kube/object-key';
import { lookAt, Progress } from './rollout';
import { BY_COMMAND } from './verification-run';

/** What an apply did to an object. */
export interface Applied {
  /** The name of the object, as kubectl writes it. */
  readonly object: string;
  readonly change: 'created' | 'changed' | 'unchanged';
}

/** Objects of a deployment that may be in the cluster and are not in its file. */
export interface Beside {
  readonly objects: readonly ObjectIdentity[];
  /** What the user must know about how they were found. */
  readonly notes: readonly string[];
}

/**
 * Finds the objects that the record in the cluster lists and the file does not contain. If the cluster has no record,
 * the objects with the labels of the deployment are used instead: older versions wrote no record.
 */
export async function besideFile(client: ClusterClient, deployment: DistDeployment): Promise<Beside> {
  const { noRecord, objects } = await appliedObjects(client, deployment);
  if (noRecord === undefined) return { objects: notIn(objects, deployment), notes: [] };
  const discovered = await discoveredObjects(client, deployment);
  const beside = notIn([...objects, ...discovered.objects.map(identityOf)], deployment);
  const refused = discovered.unknown.join('; ');
  const unknown = refused === '' ? '' : `; these kinds could not be listed: ${refused}`;
  const isWorthSaying = beside.length > 0 || (discovered.objects.length > 0 && unknown !== '');
  const note = `${noRecord}; so all objects with the labels of ${deployment.name} are treated as applied${unknown}`;
  return { objects: beside, notes: isWorthSaying ? [note] : [] };
}

/**
 * Applies the objects of a deployment in their order with server-side apply. Only the record is applied before the
 * objects that it lists. Jobs that Argo CD runs after a sync are not applied.
 *
 * @param beside objects that the cluster may have and the file does not contain: the record in the cluster keeps
 * listing them
 * @throws ClusterError that names the object which was refused, and what to do
 */
export async function applyDeployment(
  client: ClusterClient, { objects }: DistDeployment, beside: readonly ObjectIdentity[], force: boolean,
  onApplied: (applied: Applied) => void,
): Promise<readonly Applied[]> {
  const all: Applied[] = [];
  for (const object of inOrder(objects)) {
    const applied = await applyObject(client, isRecord(object) ? withOthers(object, beside) : object, force);
    onApplied(applied);
    all.push(applied);
  }
  return all;
}

/**
 * The record comes first, after the namespace only: an interrupted deploy then leaves a record of all that it may have
 * created.
 */
function inOrder(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const applied = objects.filter(({ metadata }) => metadata.annotations?.[HOOK] === undefined);
  const isFirst = (object: KubernetesObject): boolean => object.kind === 'Namespace' || isRecord(object);
  return [...applied.filter(isFirst), ...applied.filter(object => !isFirst(object))];
}

/**
 * Deletes objects that are not in the file and still have the labels of the deployment, except claims and namespaces.
 * The record in the cluster then lists only the claims beside the objects of the file.
 *
 * @param onStray is called with each object before any is deleted
 */
export async function prune(
  client: ClusterClient, deployment: DistDeployment, beside: readonly ObjectIdentity[],
  onStray: (object: KubernetesObject) => void,
): Promise<readonly KubernetesObject[]> {
  if (beside.length === 0) return [];
  const { deleted, kept } = await straysAmong(client, deployment, beside);
  deleted.forEach(onStray);
  for (const object of deleted) await client.delete(object, object.metadata.uid);
  const record = deployment.objects.find(isRecord)!;
  if (kept.length < beside.length) await client.apply(withOthers(record, kept.map(identityOf)));
  return deleted;
}

/** Marks objects that Argo CD runs at a point of a sync instead of applying them with the others. */
const HOOK = 'argocd.argoproj.io/hook';

async function applyObject(client: ClusterClient, object: KubernetesObject, force: boolean): Promise<Applied> {
  const { apiVersion, kind, metadata: { name, namespace } } = object;
  try {
    const before = await client.read<Versioned>(apiVersion, kind, name, namespace);
    if (before === undefined && kind === 'Namespace')
      await client.create({ apiVersion, kind, metadata: { name, annotations: { [BY_COMMAND]: 'deploy' } } });
    const after = await client.apply<Versioned>(object, { force });
    const change
      = before === undefined
        ? 'created'
        : before.metadata.resourceVersion === after.metadata.resourceVersion
          ? 'unchanged'
          : 'changed';
    return { object: objectText(object), change };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    throw new ClusterError(
      error.code,
      `${objectText(object)} was refused: `
      + `${error.message}${remedies[error.code] === undefined ? '' : `. Fix: ${remedies[error.code]}`}`,
    );
  }
}

interface Versioned extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & { readonly resourceVersion?: string };
}

const remedies: Readonly<Partial<Record<number, string>>> = {
  403: 'ask a cluster administrator for the permission; `llmd doctor` lists all that are required',
  404: 'install the CRDs; `llmd doctor` says which',
  409:
    'the field manager named above owns this field: remove the field there, or take it over with '
    + '`--force-conflicts`',
  422: 'an immutable field has changed: delete the object, and deploy again',
};

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

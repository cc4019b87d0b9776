import { pause } from '../../kube/poll';
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
  /** As kubectl writes it. */
  readonly object: string;
  readonly change: 'created' | 'changed' | 'unchanged';
}

/** What the cluster may have of a deployment beside the objects of its file. */
export interface Beside {
  readonly objects: readonly ObjectIdentity[];
  /** What a reader must know of how they were found. */
  readonly notes: readonly string[];
}

/**
 * Looks what the record in the cluster lists and the file does not have. Where the cluster has no record, what has the
 * labels of the deployment is as good: before there were records nothing else told what a deploy had made.
 */
export async function besideFile(client: ClusterClient, deployment: DistDeployment): Promise<Beside> {
  const { noRecord, objects } = await appliedObjects(client, deployment);
  if (noRecord === undefined) return { objects: notIn(objects, deployment), notes: [] };
  const discovered = await discoveredObjects(client, deployment);
  const beside = notIn([...objects, ...discovered.objects.map(identityOf)], deployment);
  const refused = discovered.unknown.join('; ');
  const unknown = refused === '' ? '' : `; these kinds could not be looked at: ${refused}`;
  const isWorthSaying = beside.length > 0 || (discovered.objects.length > 0 && unknown !== '');
  const note = `${noRecord}; so what has the labels of ${deployment.name} is taken for what was applied${unknown}`;
  return { objects: beside, notes: isWorthSaying ? [note] : [] };
}

/**
 * Applies a deployment's objects in their order, server-side, but for the record, which comes before what it lists. Jobs
 * that Argo CD runs after a sync are left to it.
 *
 * @param beside objects that the cluster may have and the file has not: the record in the cluster goes on listing them
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

/** A deploy that ends in the middle leaves a record of all that it may have made; the namespace alone is before it. */
function inOrder(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const applied = objects.filter(({ metadata }) => metadata.annotations?.[HOOK] === undefined);
  const isFirst = (object: KubernetesObject): boolean => object.kind === 'Namespace' || isRecord(object);
  return [...applied.filter(isFirst), ...applied.filter(object => !isFirst(object))];
}

/**
 * Deletes what the cluster has beside the file: what has the labels of the deployment still, but no claim and no
 * namespace. The record in the cluster then lists the claims alone.
 *
 * @param onStray is told of each object before any is deleted
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

/** What Argo CD runs at a point of a sync instead of applying it with the rest. */
const HOOK = 'argocd.argoproj.io/hook';

async function applyObject(client: ClusterClient, object: KubernetesObject, force: boolean): Promise<Applied> {
  const { apiVersion, kind, metadata: { name, namespace } } = object;
  try {
    const before = await client.read<Versioned>(apiVersion, kind, name, namespace);
    if (before === undefined && kind === 'Namespace') await client.create({ apiVersion, kind, metadata: { name, annotations: { [BY_COMMAND]: 'deploy' } } });
    const after = await client.apply<Versioned>(object, { force });
    const change = before === undefined ? 'created' : before.metadata.resourceVersion === after.metadata.resourceVersion ? 'unchanged' : 'changed';
    return { object: objectText(object), change };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    throw new ClusterError(error.code, `${objectText(object)} was refused: ${error.message}${remedies[error.code] === undefined ? '' : `. Fix: ${remedies[error.code]}`}`);
  }
}

interface Versioned extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & { readonly resourceVersion?: string };
}

const remedies: Readonly<Partial<Record<number, string>>> = {
  403: 'have a cluster administrator grant it; `llmd doctor` lists all that is needed',
  404: 'install the CRDs; `llmd doctor` says which',
  409: 'whoever is named there manages this field: take it out of their hands, or take it over with `--force-conflicts`',
  422: 'a field that cannot be changed has changed: delete the object, and deploy again',
};

/** How the wait for pods ended. */
export interface Waited {
  readonly progress: Progress;
  readonly seconds: number;
  /** Why it was given up; none when all pods are ready. */
  readonly causes: readonly string[];
}

/**
 * Waits until all pods are ready, or will not become so: until a container has ended time and again, or the time is up.
 *
 * @param onProgress is told whenever something has changed
 */
export async function waitForPods(
  client: ClusterClient, deployment: DistDeployment, timeoutSeconds: number, onProgress: (progress: Progress) => void,
): Promise<Waited> {
  const began = Date.now();
  for (;;) {
    const progress = await lookAt(client, deployment);
    const seconds = (Date.now() - began) / 1000;
    onProgress(progress);
    if (progress.complete) return { progress, seconds, causes: [] };
    if (seconds > timeoutSeconds) {
      const causes = progress.causes.length > 0 ? progress.causes : [`after ${timeoutSeconds} s not all pods are ready, and none of them says why`];
      return { progress, seconds, causes };
    }
    if (isHopeless(progress)) return { progress, seconds, causes: progress.causes };
    await pause(POLL_SECONDS);
  }
}

/** An API server answers this from its memory, and a reader does not look more often. */
const POLL_SECONDS = 2;

/** A container that ended twice ends a third time. */
const ENOUGH_RESTARTS = 2;

function isHopeless({ evidence: { pods }, causes }: Progress): boolean {
  const statuses = pods.flatMap(({ status }) => [...status.initContainerStatuses ?? [], ...status.containerStatuses ?? []]);
  return causes.length > 0 && statuses.some(({ ready, restartCount, state }) => !ready && restartCount >= ENOUGH_RESTARTS && state.running === undefined);
}

import { ClusterClient, FIELD_MANAGER } from '../../kube/cluster-client';
import { objectText } from '../../kube/object-key';
import { DistDeployment } from '../dist-deployment';
import { Kept, keptByGitOps } from '../gitops/managers';
import { recordVersionOf } from './deploy-plan';
import { refusal } from './refusal';
import { KubernetesObject, Pod, selects } from '../../kube/kubernetes-objects';
import { NamespaceRemoval, planRemoval } from './namespace-removal';
import { AppliedObjects, appliedObjects, identityKey, identityOf, isRecord } from '../applied-objects';
import { discoveredObjects, isClaim, Kind, kindsOf, ownedObjects } from '../owned-objects';
import { pause, time } from '../../kube/poll';

/** What `llmd destroy` will do. */
export interface DestroyPlan {
  /** Objects in the order of their deletion: those that receive requests first. */
  readonly deleted: readonly KubernetesObject[];
  /** Claims of the deployment that are kept. */
  readonly kept: readonly KubernetesObject[];
  /** Objects with the labels of the deployment that no apply made: somebody copied the labels. */
  readonly copies: readonly KubernetesObject[];
  /** Kinds that were searched for objects of the deployment. */
  readonly kinds: readonly Kind[];
  /** What keeps objects as they are in Git, and would create them again. */
  readonly keepers: readonly Kept[];
  /** What the user must know about how they were found. */
  readonly notes: readonly string[];
  /** What happens to the namespace at the end; absent if the namespace is not to be deleted. */
  readonly removal?: NamespaceRemoval;
  /** The record in the cluster at the time of the plan; absent where there was none. */
  readonly recordVersion?: string;
}

/** What is deleted beside the objects that serve. */
export interface DestroyScope {
  /** Whether the claim of the model cache is deleted. */
  readonly withCache: boolean;
  /** Whether the namespace is deleted. */
  readonly withNamespace: boolean;
}

/** Finds the objects of a deployment in the cluster, whether or not they are still in the file. */
export async function planDestroy(
  client: ClusterClient, deployment: DistDeployment, { withCache, withNamespace }: DestroyScope,
): Promise<DestroyPlan> {
  const recordVersion = await recordVersionOf(client, deployment);
  const applied = await appliedObjects(client, deployment);
  const { copies, kinds, notes, owned } = await ownedOf(client, deployment, applied);
  const inOrder = requestsStopFirst(owned, deployment, applied);
  const isKept = (object: KubernetesObject): boolean => !withCache && isClaim(object);
  const [deleted, kept] = [inOrder.filter(object => !isKept(object)), inOrder.filter(isKept)];
  const found = { deleted, kept, copies, kinds, keepers: keptByGitOps(deleted), notes, recordVersion };
  if (!withNamespace) return found;
  const uids = new Set(owned.flatMap(({ metadata: { uid } }) => uid ?? []));
  const removal = await planRemoval(client, deployment, uids);
  if (removal.namespace === undefined || kept.length === 0) return { ...found, removal };
  const stays = `it contains ${kept.map(objectText).join(' and ')}, which is kept. Set --with-cache to delete that too`;
  return { ...found, removal: { ...removal, stays } };
}

/** Group of Gateways and routes. */
const ENTRANCE = 'gateway.networking.k8s.io/';

interface Owned extends Pick<DestroyPlan, 'copies' | 'kinds' | 'notes'> {
  readonly owned: readonly KubernetesObject[];
}

/**
 * The objects of the kinds that the file and the record in the cluster list; without a record, objects of all kinds.
 * Labels alone do not make an object one of the deployment where there is a record: it must list the object, or `llmd`
 * must have applied it.
 */
async function ownedOf(client: ClusterClient, deployment: DistDeployment, applied: AppliedObjects): Promise<Owned> {
  const listed = kindsOf(deployment, applied);
  const found = await ownedObjects(client, deployment, listed);
  if (applied.noRecord === undefined) {
    const names = new Set([...applied.objects, ...deployment.record.objects].map(identityKey));
    const isOwn = (object: KubernetesObject): boolean =>
      names.has(identityKey(identityOf(object))) || isApplied(object);
    return { kinds: listed, notes: [], owned: found.filter(isOwn), copies: found.filter(object => !isOwn(object)) };
  }
  const { objects, unknown } = await discoveredObjects(client, deployment);
  const owned = [...new Map([...found, ...objects].map(object => [identityKey(identityOf(object)), object])).values()];
  const note = `${applied.noRecord}. These kinds could not be listed: ${unknown.join('; ')}`;
  const notes = owned.length === 0 || unknown.length === 0 ? [] : [note];
  const kinds = [...listed, ...owned.map(({ apiVersion, kind }) => ({ apiVersion, kind }))];
  return { copies: [], kinds, notes, owned };
}

function isApplied({ metadata: { managedFields = [] } }: KubernetesObject): boolean {
  return managedFields.some(({ manager }) => manager === FIELD_MANAGER);
}

/**
 * Gateway and route first, then the others in the reverse order of the file. The record is last, because the others are
 * found by it.
 */
function requestsStopFirst(
  owned: readonly KubernetesObject[], { record }: DistDeployment, { objects }: AppliedObjects,
): readonly KubernetesObject[] {
  const order = new Map([...objects, ...record.objects].map((object, index) => [identityKey(object), index]));
  const rank = (object: KubernetesObject): number => {
    const place = order.get(identityKey(identityOf(object))) ?? order.size;
    return isRecord(object) ? 1 : object.apiVersion.startsWith(ENTRANCE) ? -order.size - 1 - place : -place;
  };
  return [...owned].sort((a, b) => rank(a) - rank(b));
}

/**
 * Asks the API server whether it would delete the objects of a plan.
 *
 * @throws ClusterError that names an object which it would not
 */
export async function tryDestroy(client: ClusterClient, { deleted, removal }: DestroyPlan): Promise<void> {
  const namespaces = removal?.namespace !== undefined && removal.stays === undefined ? [removal.namespace] : [];
  for (const object of [...deleted, ...namespaces]) {
    await client.delete(object, { uid: object.metadata.uid, dryRun: true }).catch((error: Error) => {
      throw refusal(object, error);
    });
  }
}

/** The result of a deletion. */
export interface Destroyed {
  /** Objects that still exist when the time is up. */
  readonly left: readonly string[];
  /** Why the namespace is not deleted. */
  readonly namespaceStays?: string;
}

/**
 * Deletes the objects of a plan, waits until they and their pods are gone, then deletes the namespace if no other
 * object was created in it.
 */
export async function destroy(
  client: ClusterClient, deployment: DistDeployment, { deleted, kinds, removal }: DestroyPlan, timeoutSeconds: number,
  onProgress: (text: string) => void,
): Promise<Destroyed> {
  const deadline = time.now() + timeoutSeconds * 1000;
  for (const object of deleted) await client.delete(object, { uid: object.metadata.uid });
  const left = await waitUntilGone(() => stillThere(client, deployment, kinds, deleted), deadline, onProgress);
  if (left.length > 0 || removal?.namespace === undefined || removal.stays !== undefined) {
    return { left, namespaceStays: removal?.stays };
  }
  const { namespace, stays } = await planRemoval(client, deployment, removal.own);
  const { metadata: { name, uid } } = removal.namespace;
  if (namespace === undefined || stays !== undefined) return { left, namespaceStays: stays };
  await client.delete(namespace, { uid });
  const isThere = async (): Promise<boolean> => (await client.read('v1', 'Namespace', name))?.metadata.uid === uid;
  return { left: await waitUntilGone(async () => await isThere() ? [`namespace/${name}`] : [], deadline, onProgress) };
}

async function waitUntilGone(
  look: () => Promise<readonly string[]>, deadline: number, onProgress: (text: string) => void,
): Promise<readonly string[]> {
  for (;;) {
    const left = await look();
    if (left.length === 0 || time.now() > deadline) return left;
    onProgress(`${left.length} left: ${left.slice(0, 3).join(', ')}${left.length > 3 ? ', ...' : ''}`);
    await pause(2);
  }
}

async function stillThere(
  client: ClusterClient, deployment: DistDeployment, kinds: readonly Kind[], deleted: readonly KubernetesObject[],
): Promise<readonly string[]> {
  const [pods, owned] = await Promise.all([
    client.list<Pod>('v1', 'Pod', deployment.namespace), ownedObjects(client, deployment, kinds),
  ]);
  const selectors = [
    ...[...Object.values(deployment.roles), deployment.picker].map(({ selector }) => selector),
    ...(deployment.wayIn.isOwn ? [deployment.wayIn.pods] : []),
  ];
  const own = pods.filter(({ metadata }) => selectors.some(selector => selects(selector, metadata.labels)));
  const names = new Set(deleted.map(object => identityKey(identityOf(object))));
  const left = owned.filter(object => names.has(identityKey(identityOf(object))));
  return [...own, ...left].map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
}

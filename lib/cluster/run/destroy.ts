import { ClusterClient } from '../../kube/cluster-client';
import { DistDeployment } from '../dist-deployment';
import { KubernetesObject, Pod, selects } from '../../kube/kubernetes-objects';
import { NamespaceRemoval, planRemoval } from './namespace-removal';
import { AppliedObjects, appliedObjects, identityKey, identityOf, isRecord } from '../applied-objects';
import { discoveredObjects, isClaim, Kind, kindsOf, ownedObjects } from '../owned-objects';
import { GATEWAY_NAME_LABEL } from './rollout';
import { pause, time } from '../../kube/poll';

/** What `llmd destroy` will do. */
export interface DestroyPlan {
  /** Objects in the order of their deletion: those that receive requests first. */
  readonly deleted: readonly KubernetesObject[];
  /** Objects of the deployment that are kept. */
  readonly kept: readonly KubernetesObject[];
  /** Kinds that were searched for objects of the deployment. */
  readonly kinds: readonly Kind[];
  /** What the user must know about how they were found. */
  readonly notes: readonly string[];
  /** What happens to the namespace at the end; absent if the namespace is not to be deleted. */
  readonly removal?: NamespaceRemoval;
}

/**
 * Finds the objects of a deployment in the cluster, whether or not they are still in the file.
 *
 * @param cache whether the claim is deleted too, and then the namespace if possible
 */
export async function planDestroy(
  client: ClusterClient,
  deployment: DistDeployment,
  cache: boolean,
): Promise<DestroyPlan> {
  const applied = await appliedObjects(client, deployment);
  const { kinds, notes, owned } = await ownedOf(client, deployment, applied);
  const inOrder = requestsStopFirst(owned, deployment, applied);
  if (!cache) {
    const deleted = inOrder.filter(object => !isClaim(object));
    return { deleted, kept: inOrder.filter(isClaim), kinds, notes };
  }
  const uids = new Set(owned.flatMap(({ metadata: { uid } }) => uid ?? []));
  return { deleted: inOrder, kept: [], kinds, notes, removal: await planRemoval(client, deployment, uids) };
}

/** Group of Gateways and routes. */
const ENTRANCE = 'gateway.networking.k8s.io/';

interface Owned extends Pick<DestroyPlan, 'kinds' | 'notes'> {
  readonly owned: readonly KubernetesObject[];
}

/**
 * The objects of the kinds that the file and the record in the cluster list; without a record, objects of all kinds.
 */
async function ownedOf(client: ClusterClient, deployment: DistDeployment, applied: AppliedObjects): Promise<Owned> {
  const listed = kindsOf(deployment, applied);
  const found = await ownedObjects(client, deployment, listed);
  if (applied.noRecord === undefined) return { kinds: listed, notes: [], owned: found };
  const { objects, unknown } = await discoveredObjects(client, deployment);
  const owned = [...new Map([...found, ...objects].map(object => [identityKey(identityOf(object)), object])).values()];
  const note = `${applied.noRecord}. These kinds could not be listed: ${unknown.join('; ')}`;
  const notes = owned.length === 0 || unknown.length === 0 ? [] : [note];
  return { kinds: [...listed, ...owned.map(({ apiVersion, kind }) => ({ apiVersion, kind }))], notes, owned };
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
  for (const object of deleted) await client.delete(object);
  const left = await waitUntilGone(() => stillThere(client, deployment, kinds, deleted), deadline, onProgress);
  if (left.length > 0 || removal?.namespace === undefined || removal.stays !== undefined) {
    return { left, namespaceStays: removal?.stays };
  }
  const { namespace, stays } = await planRemoval(client, deployment, removal.own);
  const { metadata: { name, uid } } = removal.namespace;
  if (namespace === undefined || stays !== undefined) return { left, namespaceStays: stays };
  await client.delete(namespace, uid);
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
    { [GATEWAY_NAME_LABEL]: deployment.gateway.metadata.name },
  ];
  const own = pods.filter(({ metadata }) => selectors.some(selector => selects(selector, metadata.labels)));
  const left = owned.filter(({ kind }) => deleted.some(object => object.kind === kind));
  return [...own, ...left].map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
}

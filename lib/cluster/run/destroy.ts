import { ClusterClient } from '../../kube/cluster-client';
import { DistDeployment } from '../dist-deployment';
import { KubernetesObject, Pod, selects } from '../../kube/kubernetes-objects';
import { NamespaceRemoval, planRemoval } from './namespace-removal';
import { ownedObjects } from '../owned-objects';
import { GATEWAY_NAME_LABEL } from './rollout';
import { pause } from '../../kube/poll';

/** What a take-down does. */
export interface DestroyPlan {
  /** In the order in which they are deleted: requests stop first. */
  readonly deleted: readonly KubernetesObject[];
  /** What stays although it is the deployment's. */
  readonly kept: readonly KubernetesObject[];
  /** What becomes of the namespace, last; absent where it was not asked for. */
  readonly removal?: NamespaceRemoval;
}

/**
 * Looks what there is of a deployment, in the file or no longer.
 *
 * @param cache whether the claim goes too, and then the namespace where it can
 */
export async function planDestroy(client: ClusterClient, deployment: DistDeployment, cache: boolean): Promise<DestroyPlan> {
  const owned = await ownedObjects(client, deployment);
  const isClaim = ({ kind }: KubernetesObject): boolean => kind === 'PersistentVolumeClaim';
  if (!cache) return { deleted: owned.filter(object => !isClaim(object)), kept: owned.filter(isClaim) };
  const uids = new Set(owned.flatMap(({ metadata: { uid } }) => uid ?? []));
  return { deleted: owned, kept: [], removal: await planRemoval(client, deployment, uids) };
}

/** How a take-down ended. */
export interface Destroyed {
  /** What is still there when the time is up. */
  readonly left: readonly string[];
  /** Why the namespace is not deleted. */
  readonly namespaceStays?: string;
}

/** Deletes what a plan says, waits until it is gone with its pods, then the namespace if nothing has come into it meanwhile. */
export async function destroy(
  client: ClusterClient, deployment: DistDeployment, { deleted, removal }: DestroyPlan, timeoutSeconds: number,
  onProgress: (text: string) => void,
): Promise<Destroyed> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  for (const object of deleted) await client.delete(object);
  const left = await waitUntilGone(() => stillThere(client, deployment, deleted), deadline, onProgress);
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
    if (left.length === 0 || Date.now() > deadline) return left;
    onProgress(`${left.length} left: ${left.slice(0, 3).join(', ')}${left.length > 3 ? ', ...' : ''}`);
    await pause(2);
  }
}

async function stillThere(
  client: ClusterClient, deployment: DistDeployment, deleted: readonly KubernetesObject[],
): Promise<readonly string[]> {
  const [pods, owned] = await Promise.all([
    client.list<Pod>('v1', 'Pod', deployment.namespace), ownedObjects(client, deployment),
  ]);
  const selectors = [
    ...[...Object.values(deployment.roles), deployment.picker].map(({ spec }) => spec.selector.matchLabels),
    { [GATEWAY_NAME_LABEL]: deployment.gateway.metadata.name },
  ];
  const own = pods.filter(({ metadata }) => selectors.some(selector => selects(selector, metadata.labels)));
  const left = owned.filter(({ kind }) => deleted.some(object => object.kind === kind));
  return [...own, ...left].map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
}

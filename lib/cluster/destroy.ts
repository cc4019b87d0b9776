import { ClusterClient } from './cluster-client';
import { DistDeployment } from './dist-deployment';
import { Deployment, KubernetesObject, Pod, selects } from './kubernetes-objects';
import { ownedObjects } from './owned-objects';
import { GATEWAY_NAME_LABEL } from './rollout';
import { pause } from './waiting';

/** What a take-down does. */
export interface DestroyPlan {
  /** In the order in which they are deleted: requests stop first. */
  readonly deleted: readonly KubernetesObject[];
  readonly kept: readonly KubernetesObject[];
  /** What the namespace also holds, where it is deleted: of others, and gone with it. */
  readonly alsoGone: readonly KubernetesObject[];
  /** Why the namespace stays although it was asked for; absent where it goes or was not. */
  readonly namespaceStays?: string;
}

/** Looks what there is of a deployment, in the file or no longer. With `cache` the claim goes too, and then the namespace. */
export async function planDestroy(client: ClusterClient, deployment: DistDeployment, cache: boolean): Promise<DestroyPlan> {
  const owned = await ownedObjects(client, deployment);
  const isClaim = ({ kind }: KubernetesObject): boolean => kind === 'PersistentVolumeClaim';
  const file = deployment.objects.find(({ kind }) => kind === 'Namespace');
  const namespace = file && await client.read('v1', 'Namespace', file.metadata.name);
  if (!cache) return { deleted: owned.filter(object => !isClaim(object)), kept: [...owned.filter(isClaim), ...namespace ? [namespace] : []], alsoGone: [] };
  if (namespace === undefined) return { deleted: owned, kept: [], alsoGone: [] };
  const others = (await client.list<Deployment>('apps/v1', 'Deployment', deployment.namespace)).filter(found => isOfOthers(found, deployment));
  if (others.length > 0) {
    const names = others.map(({ metadata }) => metadata.name).join(', ');
    return { deleted: owned, kept: [namespace], alsoGone: [], namespaceStays: `the namespace has other Deployments: ${names}` };
  }
  const secrets = await client.list('v1', 'Secret', deployment.namespace);
  return { deleted: [...owned, namespace], kept: [], alsoGone: secrets };
}

/** Deletes what a plan says, and waits until it is gone, with its pods. */
export async function destroy(
  client: ClusterClient, deployment: DistDeployment, { deleted }: DestroyPlan, timeoutSeconds: number, onProgress: (text: string) => void,
): Promise<readonly string[]> {
  for (const object of deleted) await client.delete(object);
  const began = Date.now();
  for (;;) {
    const left = await stillThere(client, deployment, deleted);
    if (left.length === 0) return [];
    onProgress(`${left.length} left: ${left.slice(0, 3).join(', ')}${left.length > 3 ? ', ...' : ''}`);
    if (Date.now() - began > timeoutSeconds * 1000) return left;
    await pause(2);
  }
}

async function stillThere(client: ClusterClient, deployment: DistDeployment, deleted: readonly KubernetesObject[]): Promise<readonly string[]> {
  const namespace = deleted.find(({ kind }) => kind === 'Namespace');
  if (namespace && await client.read('v1', 'Namespace', namespace.metadata.name) === undefined) return [];
  const [pods, owned] = await Promise.all([client.list<Pod>('v1', 'Pod', deployment.namespace), ownedObjects(client, deployment)]);
  const selectors = [
    ...[...Object.values(deployment.roles), deployment.picker].map(({ spec }) => spec.selector.matchLabels),
    { [GATEWAY_NAME_LABEL]: deployment.gateway.metadata.name },
  ];
  const own = pods.filter(({ metadata }) => selectors.some(selector => selects(selector, metadata.labels)));
  const kept = namespace === undefined ? owned.filter(({ kind }) => deleted.some(object => object.kind === kind)) : [...owned, namespace];
  return [...own, ...kept].map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
}

function isOfOthers({ metadata: { labels = {}, ownerReferences = [] } }: Deployment, { name }: DistDeployment): boolean {
  return ownerReferences.length === 0 && labels['app.kubernetes.io/part-of'] !== name;
}

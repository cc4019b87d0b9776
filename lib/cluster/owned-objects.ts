import { inferencePoolVersions } from '../gateways/inference-pool-api';
import { ClusterError, ClusterReader } from '../kube/cluster-reader';
import { DistDeployment } from './dist-deployment';
import { KubernetesObject } from '../kube/kubernetes-objects';
import { objectKey } from '../kube/object-key';

/** The objects of a deployment that are in the cluster, by the labels that the library writes on all of them. */
export async function ownedObjects(reader: ClusterReader, { namespace, name }: Pick<DistDeployment, 'name' | 'namespace'>): Promise<readonly KubernetesObject[]> {
  const selector = `app.kubernetes.io/managed-by=cdk8s-llm-d,app.kubernetes.io/part-of=${name}`;
  const lists = await Promise.all(ownedKinds.map(([apiVersion, kind]) => reader.list(apiVersion, kind, namespace, selector).catch(noneIfNotServed)));
  // What a controller made goes with its owner.
  return lists.flat().filter(({ metadata }) => (metadata.ownerReferences ?? []).length === 0);
}

/** Objects of the deployment that its file does not have any more. Claims are left alone: what they hold cannot be had again at once. */
export async function strayObjects(reader: ClusterReader, deployment: DistDeployment): Promise<readonly KubernetesObject[]> {
  const wanted = new Set(deployment.objects.map(objectKey));
  return (await ownedObjects(reader, deployment))
    .filter(object => object.kind !== 'PersistentVolumeClaim' && !wanted.has(objectKey(object)) && object.metadata.deletionTimestamp === undefined);
}

/** Every kind in a namespace that the library writes. */
export const ownedKinds: readonly (readonly [apiVersion: string, kind: string])[] = [
  ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
  ['gateway.networking.k8s.io/v1', 'Gateway'],
  ...Object.entries(inferencePoolVersions).map(([group, version]) => [`${group}/${version}`, 'InferencePool'] as const),
  ['networking.istio.io/v1', 'DestinationRule'],
  ['security.istio.io/v1', 'AuthorizationPolicy'],
  ['batch/v1', 'Job'],
  ['apps/v1', 'Deployment'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['keda.sh/v1alpha1', 'ScaledObject'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['monitoring.coreos.com/v1', 'PodMonitor'],
  ['monitoring.coreos.com/v1', 'ServiceMonitor'],
  ['monitoring.coreos.com/v1', 'PrometheusRule'],
  ['v1', 'Service'],
  ['v1', 'ConfigMap'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
  ['rbac.authorization.k8s.io/v1', 'Role'],
  ['v1', 'ServiceAccount'],
  ['v1', 'PersistentVolumeClaim'],
];

function noneIfNotServed(error: unknown): readonly KubernetesObject[] {
  if (error instanceof ClusterError && error.code === 404) return [];
  throw error;
}

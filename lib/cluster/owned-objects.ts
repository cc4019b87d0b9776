import { ClusterError, ClusterReader } from '../kube/cluster-reader';
import { KubernetesObject, Labels, selects } from '../kube/kubernetes-objects';
import { namespacedResources } from '../kube/namespaced-resources';
import { AppliedObjects, identityOf, ObjectIdentity } from './applied-objects';
import { DistDeployment } from './dist-deployment';

/** A kind of objects. */
export type Kind = Pick<ObjectIdentity, 'apiVersion' | 'kind'>;

/** The kinds that `llmd verify` and `llmd bench` make beside the file, and take away again. */
export const verificationKinds: readonly Kind[] = [
  { apiVersion: 'batch/v1', kind: 'Job' },
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'v1', kind: 'ServiceAccount' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding' },
];

/** The kinds in the namespace of a deployment: of its file, of its record in the cluster, and of what commands make. */
export function kindsOf({ record }: Pick<DistDeployment, 'record'>, { objects }: AppliedObjects): readonly Kind[] {
  const listed = [...record.objects, ...objects].filter(({ namespace }) => namespace !== undefined);
  const kinds = [...listed, ...verificationKinds].map(({ apiVersion, kind }) => ({ apiVersion, kind }));
  return [...new Map(kinds.map(kind => [`${kind.apiVersion} ${kind.kind}`, kind])).values()];
}

/**
 * The objects of some kinds in the namespace of a deployment that have its labels, which the library writes on all of
 * them.
 *
 * @param onRefused is told of a kind that may not be listed
 * @throws ClusterError where one may not be listed and nobody is told
 */
export async function ownedObjects(
  reader: ClusterReader, { namespace, name }: Pick<DistDeployment, 'name' | 'namespace'>, kinds: readonly Kind[],
  onRefused?: (why: string) => void,
): Promise<readonly KubernetesObject[]> {
  const selector = Object.entries(ownLabels(name)).map(([label, value]) => `${label}=${value}`).join(',');
  const listed = async ({ apiVersion, kind }: Kind): Promise<readonly KubernetesObject[]> => {
    try {
      return await reader.list(apiVersion, kind, namespace, selector);
    } catch (error) {
      const code = error instanceof ClusterError ? error.code : undefined;
      if (code !== 404 && (code !== 403 || onRefused === undefined)) throw error;
      // A kind that is not served has no objects.
      if (code === 403) onRefused?.(`${kind}: ${(error as Error).message}`);
      return [];
    }
  };
  const found = new Map<string, KubernetesObject>();
  for (let first = 0; first < kinds.length; first += AT_A_TIME) {
    const lists = await Promise.all(kinds.slice(first, first + AT_A_TIME).map(listed));
    for (const object of lists.flat()) found.set(object.metadata.uid ?? JSON.stringify(identityOf(object)), object);
  }
  // What a controller made goes with its owner; what is of the whole cluster may be that of a deployment of the same
  // name in another namespace.
  return [...found.values()].filter(object => !hasOwner(object) && object.metadata.namespace === namespace);
}

/** An API server that is asked for hundreds of kinds at once refuses some. */
const AT_A_TIME = 16;

/** What an apply leaves of a deployment that the file does not have. */
export interface Strays {
  readonly deleted: readonly KubernetesObject[];
  /** Claims: what they hold cannot be had again at once. */
  readonly kept: readonly KubernetesObject[];
}

/**
 * The objects among these that are in the cluster, with the labels of the deployment and of no owner. An object that
 * has become another deployment's is left alone, and so is a namespace.
 */
export async function straysAmong(
  reader: ClusterReader, { name }: Pick<DistDeployment, 'name'>, others: readonly ObjectIdentity[],
): Promise<Strays> {
  const found = await Promise.all(others.filter(({ kind }) => kind !== 'Namespace')
    .map(({ apiVersion, kind, namespace, name }) => reader.read(apiVersion, kind, name, namespace)));
  const isOwn = (object: KubernetesObject): boolean =>
    selects(ownLabels(name), object.metadata.labels)
    && !hasOwner(object)
    && object.metadata.deletionTimestamp === undefined;
  const own = found.filter(object => object !== undefined).filter(isOwn);
  return { deleted: own.filter(object => !isClaim(object)), kept: own.filter(isClaim) };
}

/** Whether an object is a claim of storage. */
export function isClaim({ kind }: KubernetesObject): boolean {
  return kind === 'PersistentVolumeClaim';
}

/** What was found by labels where the cluster has no record. */
export interface Discovered {
  /** Objects with the labels of the deployment, of any kind that may be listed. */
  readonly objects: readonly KubernetesObject[];
  /** What could not be looked for, with the reason. */
  readonly unknown: readonly string[];
}

/**
 * Looks for the objects of a deployment among all kinds of a namespace, by their labels: nothing in the cluster lists
 * them. Endpoints are left out, to which Kubernetes copies the labels of their Service, and Secrets, which no file has.
 */
export async function discoveredObjects(
  reader: ClusterReader, deployment: Pick<DistDeployment, 'name' | 'namespace'>,
): Promise<Discovered> {
  const { resources, unknown } = await namespacedResources(reader);
  const refused: string[] = [];
  const kinds = resources.filter(({ kind }) => kind !== 'Endpoints' && kind !== 'Secret');
  const objects = await ownedObjects(reader, deployment, kinds, why => void refused.push(why));
  return { objects, unknown: [...unknown, ...refused] };
}

function ownLabels(deployment: string): Labels {
  return { 'app.kubernetes.io/managed-by': 'cdk8s-llm-d', 'app.kubernetes.io/part-of': deployment };
}

function hasOwner({ metadata: { ownerReferences = [] } }: KubernetesObject): boolean {
  return ownerReferences.length > 0;
}

import { gateways } from '../../gateways/gateways';
import { ClusterClient } from '../../kube/cluster-client';
import { KubernetesObject } from '../../kube/kubernetes-objects';
import { NamespacedResource, namespacedResources } from '../../kube/namespaced-resources';
import { objectKey, objectText } from '../../kube/object-key';

/** The objects of a namespace, divided into those of a deployment and others. */
export interface NamespaceContents {
  /** Objects that do not belong to the deployment and do not exist in every namespace. */
  readonly foreign: readonly KubernetesObject[];
  /** Kinds that could not be listed, with the reason. */
  readonly unknown: readonly string[];
  /** The `metadata.uid` of the objects of the deployment and of all objects that controllers created for them. */
  readonly own: ReadonlySet<string>;
}

/**
 * Lists the objects of every kind that the API server serves. Only metadata is requested: no value of a Secret is read.
 *
 * @param own the `metadata.uid` of objects that are known to belong to the deployment, including those already deleted
 */
export async function namespaceContents(
  client: ClusterClient, namespace: string, own: ReadonlySet<string>,
): Promise<NamespaceContents> {
  const { resources, unknown } = await namespacedResources(client);
  const objects = new Map<string, KubernetesObject>();
  const refused: string[] = [];
  for (let first = 0; first < resources.length; first += AT_A_TIME) {
    const some = resources.slice(first, first + AT_A_TIME);
    const answers = await Promise.all(some.map(resource => listed(client, resource, namespace)));
    for (const answer of answers) {
      if (typeof answer === 'string') refused.push(answer);
      // Events are served by two API groups.
      else for (const object of answer) objects.set(object.metadata.uid ?? objectKey(object), object);
    }
  }
  const all = [...objects.values()];
  const known = ownOf(all, own);
  const foreign = all.filter(object => !known.has(object.metadata.uid ?? '') && !isEverywhere(object));
  return { foreign, unknown: [...unknown, ...refused], own: known };
}

/**
 * Requests at a time. A cluster may serve hundreds of kinds, and the API server refuses some of that many requests at
 * once.
 */
const AT_A_TIME = 16;

async function listed(
  client: ClusterClient, resource: NamespacedResource, namespace: string,
): Promise<readonly KubernetesObject[] | string> {
  try {
    return await client.listMetadata(resource, namespace);
  } catch (error) {
    return `${resource.kind}: ${(error as Error).message}`;
  }
}

function ownOf(objects: readonly KubernetesObject[], roots: ReadonlySet<string>): ReadonlySet<string> {
  const own = new Set(roots);
  for (let before = -1; before < own.size;) {
    before = own.size;
    for (const object of objects) {
      if (object.metadata.uid !== undefined && isMadeFor(object, own, objects)) own.add(object.metadata.uid);
    }
  }
  return own;
}

/** Whether a controller created an object for one of the deployment, and will delete it together with that. */
function isMadeFor(object: KubernetesObject, own: ReadonlySet<string>, objects: readonly KubernetesObject[]): boolean {
  const { kind, metadata: { annotations = {}, name, ownerReferences = [] } } = object;
  if (ownerReferences.length > 0) return ownerReferences.every(({ uid }) => own.has(uid));
  if (kind === 'Secret') return own.has(annotations[SERVICE_ACCOUNT_UID] ?? '');
  const isOwnService = ({ kind, metadata }: KubernetesObject): boolean =>
    kind === 'Service' && metadata.name === name && own.has(metadata.uid ?? '');
  return kind === 'Endpoints' && objects.some(isOwnService);
}

/** The token controller sets it on the Secret of a ServiceAccount's token (k8s.io/api v0.34.4 `core/v1/types.go`). */
const SERVICE_ACCOUNT_UID = 'kubernetes.io/service-account.uid';

/**
 * Whether an object only records an event, or a controller creates it in every namespace: deleting it loses nothing.
 */
function isEverywhere(object: KubernetesObject): boolean {
  const text = objectText(object);
  return everywhere.includes(text) || records.includes(text.split('/')[0]!);
}

const records: readonly string[] = ['event', 'event.events.k8s.io', 'lease.coordination.k8s.io'];

/**
 * ServiceAccount and certificate of the API server (kubernetes v1.34.4 `pkg/controller/serviceaccount`,
 * `pkg/controller/certificates/rootcacertpublisher`), what gateways create there, and the certificate of OpenShift.
 */
const everywhere: readonly string[] = [
  'serviceaccount/default', 'configmap/kube-root-ca.crt', 'configmap/openshift-service-ca.crt',
  ...gateways.flatMap(({ objectsOfNamespaces }) => objectsOfNamespaces),
];

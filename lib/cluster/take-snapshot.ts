import { AccessQuestion, ClusterError, ClusterReader } from './cluster-reader';
import { ClusterSnapshot, SnapshotNode } from './cluster-snapshot';
import { DistDeployment } from './dist-deployment';
import { Condition, Deployment, KubernetesObject, Labels, Pod, selects } from './kubernetes-objects';
import { ownedKinds } from './owned-objects';
import { requestsOf, sum } from './pod-requests';
import { amountOf } from './quantity';

/** Looks at everything in a cluster that decides whether a deployment can work there. */
export async function takeSnapshot(reader: ClusterReader, deployment: DistDeployment): Promise<ClusterSnapshot> {
  const { namespace } = deployment;
  const unreadable: { what: string; why: string }[] = [];
  // What the caller may not see is not known, and a kind that is not served has no objects.
  const list = async <T extends KubernetesObject>(apiVersion: string, kind: string, within?: string, labels?: string): Promise<readonly T[]> => {
    try {
      return await reader.list<T>(apiVersion, kind, within, labels);
    } catch (error) {
      if (!(error instanceof ClusterError) || (error.code !== 403 && error.code !== 404)) throw error;
      if (error.code === 403) unreadable.push({ what: `${kind} of ${within ?? 'the cluster'}`, why: error.message });
      return [];
    }
  };
  const apis = await servedApis(reader, deployment);
  const [version, nodes, pods, classes, controllers, found, storageClasses, claims, crds, secrets, permissions] = await Promise.all([
    reader.get<{ readonly gitVersion: string }>('/version'),
    list<Node>('v1', 'Node'),
    list<Pod>('v1', 'Pod'),
    list<GatewayClass>('gateway.networking.k8s.io/v1', 'GatewayClass'),
    list<Deployment>('apps/v1', 'Deployment', undefined, 'app=istiod'),
    reader.read('v1', 'Namespace', namespace).catch(() => undefined),
    list<StorageClass>('storage.k8s.io/v1', 'StorageClass'),
    list<Claim>('v1', 'PersistentVolumeClaim', namespace),
    list('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
    keysOf(reader, deployment, unreadable),
    permissionsOf(reader, deployment, apis),
  ]);
  return {
    kind: 'ClusterSnapshot', takenAt: new Date().toISOString(), of: namespace, kubernetes: version?.gitVersion ?? '', apis, secrets, permissions, unreadable,
    bundles: Object.fromEntries(crds.flatMap(({ metadata: { name, annotations = {} } }) => {
      const bundle = annotations['gateway.networking.k8s.io/bundle-version'] ?? annotations['inference.networking.k8s.io/bundle-version'];
      return bundle === undefined ? [] : [[name, bundle]];
    })),
    gatewayClasses: classes.map(({ metadata: { name }, spec, status }) => ({ name, controller: spec.controllerName, accepted: isTrue(status?.conditions, 'Accepted') })),
    gatewayControllers: controllers.map(controllerOf),
    nodes: nodes.map(node => snapshotNode(node, pods.filter(pod => pod.spec.nodeName === node.metadata.name && !isOwn(pod, deployment) && !isOver(pod)))),
    ...found && { namespace: { labels: found.metadata.labels ?? {} } },
    storageClasses: storageClasses.map(({ metadata: { name, annotations = {} }, provisioner }) =>
      ({ name, provisioner, isDefault: annotations['storageclass.kubernetes.io/is-default-class'] === 'true' })),
    claims: claims.map(({ metadata: { name }, spec: { storageClassName, accessModes }, status }) =>
      ({ name, ...storageClassName !== undefined && { storageClass: storageClassName }, accessModes, phase: status?.phase ?? '' })),
  };
}

interface Node extends KubernetesObject {
  readonly spec: { readonly unschedulable?: boolean; readonly taints?: SnapshotNode['taints'] };
  readonly status: { readonly allocatable?: Labels; readonly conditions?: readonly Condition[] };
}

interface GatewayClass extends KubernetesObject {
  readonly spec: { readonly controllerName: string };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

interface StorageClass extends KubernetesObject {
  readonly provisioner: string;
}

interface Claim extends KubernetesObject {
  readonly spec: { readonly storageClassName?: string; readonly accessModes: readonly string[] };
  readonly status?: { readonly phase?: string };
}

async function servedApis(reader: ClusterReader, { objects }: DistDeployment): Promise<ClusterSnapshot['apis']> {
  const versions = [...new Set([...ownedKinds.map(([apiVersion]) => apiVersion), ...objects.map(({ apiVersion }) => apiVersion)])];
  const lists = await Promise.all(versions.map(async (version) => {
    const list = await reader.get<ApiResourceList>(version.includes('/') ? `/apis/${version}` : `/api/${version}`);
    const resources = (list?.resources ?? []).filter(({ name }) => !name.includes('/'));
    return list === undefined ? [] : [[version, Object.fromEntries(resources.map(({ kind, name }) => [kind, name]))] as const];
  }));
  return Object.fromEntries(lists.flat());
}

interface ApiResourceList {
  readonly resources: readonly { readonly name: string; readonly kind: string }[];
}

/** Only the names of keys are kept. */
async function keysOf(reader: ClusterReader, { secrets, namespace }: DistDeployment, unreadable: { what: string; why: string }[]): Promise<ClusterSnapshot['secrets']> {
  const found = await Promise.all(secrets.map(async ({ name }) => {
    try {
      const secret = await reader.read<KubernetesObject & { readonly data?: object }>('v1', 'Secret', name, namespace);
      return secret === undefined ? [] : [[name, Object.keys(secret.data ?? {})] as const];
    } catch (error) {
      unreadable.push({ what: `Secret ${name}`, why: (error as Error).message });
      return [];
    }
  }));
  return Object.fromEntries(found.flat());
}

function permissionsOf(reader: ClusterReader, deployment: DistDeployment, apis: ClusterSnapshot['apis']): Promise<ClusterSnapshot['permissions']> {
  return Promise.all(neededPermissions(deployment, apis).map(async question => ({ ...question, allowed: await reader.mayI(question) })));
}

/** What `llmd` does in a cluster: apply, look, ask by a Job, and delete. */
function neededPermissions({ objects, namespace }: DistDeployment, apis: ClusterSnapshot['apis']): readonly AccessQuestion[] {
  const kinds = new Map([...objects, ...made].map(({ apiVersion, kind }) => [`${apiVersion} ${kind}`, { apiVersion, kind }]));
  const applied = [...kinds.values()].flatMap(({ apiVersion, kind }) => {
    const resource = apis[apiVersion]?.[kind];
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
    if (resource === undefined) return [];
    return verbs.map(verb => ({ verb, group, resource, ...kind !== 'Namespace' && { namespace } }));
  });
  return [...applied, ...looked.map(([verb, resource]) => ({ verb, group: '', resource, namespace }))];
}

const verbs = ['get', 'list', 'create', 'patch', 'delete'];
const made = [
  { apiVersion: 'batch/v1', kind: 'Job' }, { apiVersion: 'v1', kind: 'ConfigMap' }, { apiVersion: 'v1', kind: 'ServiceAccount' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role' }, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding' },
];
const looked = [['list', 'pods'], ['get', 'pods/log'], ['create', 'pods/exec'], ['list', 'events'], ['get', 'secrets']] as const;

/** Istio's own image is `.../pilot:1.27.3`, of some distributions with more behind it. */
function controllerOf({ metadata, spec }: Deployment): ClusterSnapshot['gatewayControllers'][number] {
  const [container] = spec.template.spec.containers;
  const readsInferencePools = container?.env?.some(({ name, value }) => name === 'ENABLE_GATEWAY_API_INFERENCE_EXTENSION' && value === 'true') ?? false;
  return { namespace: metadata.namespace ?? '', image: container?.image ?? '', readsInferencePools };
}

function snapshotNode({ metadata: { labels = {}, name }, spec, status }: Node, pods: readonly Pod[]): SnapshotNode {
  return {
    name, labels, ready: isTrue(status.conditions, 'Ready'), unschedulable: spec.unschedulable ?? false, taints: spec.taints ?? [],
    allocatable: Object.fromEntries(Object.entries(status.allocatable ?? {}).map(([resource, quantity]) => [resource, amountOf(quantity)])),
    requested: { ...sum(pods.map(({ spec }) => requestsOf(spec))), pods: pods.length },
  };
}

function isTrue(conditions: readonly Condition[] = [], wanted: string): boolean {
  return conditions.some(({ type, status }) => type === wanted && status === 'True');
}

function isOwn({ metadata }: Pod, { roles, picker, namespace }: DistDeployment): boolean {
  return metadata.namespace === namespace && [roles.prefill, roles.decode, picker].some(({ spec }) => selects(spec.selector.matchLabels, metadata.labels));
}

function isOver({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
}

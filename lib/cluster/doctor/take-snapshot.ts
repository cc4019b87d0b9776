import { gateways } from '../../gateways/gateways';
import { inferencePoolVersions } from '../../gateways/inference-pool-api';
import { ClusterError, ClusterReader } from '../../kube/cluster-reader';
import { ClusterSnapshot, SnapshotNode } from './cluster-snapshot';
import { DistDeployment, rolesIn } from '../dist-deployment';
import { Condition, Deployment, Gateway, KubernetesObject, Labels, Pod, selects } from '../../kube/kubernetes-objects';
import { publishedIn } from './device-claims';
import { controllerOf } from './gateway-controller';
import { controlledIn } from './groups';
import { LimitRange, limitRangesOf, podIpFamilies, quotasOf, ResourceQuota } from './namespace-limits';
import { neededPermissions } from './needed-permissions';
import { verificationKinds } from '../owned-objects';
import { leaseKind } from '../run/deploy-lease';
import { requestsOf, sum } from './pod-requests';
import { amountOf } from '../../kube/quantity';
import { wantedConfigMaps } from './config-maps';
import { wantedSecrets } from './wanted-secrets';

/** Reads everything in a cluster that decides whether a deployment can work there. */
export async function takeSnapshot(reader: ClusterReader, deployment: DistDeployment): Promise<ClusterSnapshot> {
  const { namespace } = deployment;
  const unreadable: { what: string; why: string }[] = [];
  // What the caller has no permission to read is recorded as unreadable.
  const permitted = async <T>(what: string, look: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof ClusterError) || error.code !== 403) throw error;
      // Deployments are looked for once for each gateway.
      if (!unreadable.some(other => other.what === what)) unreadable.push({ what, why: error.message });
      return otherwise;
    }
  };
  const list = <T extends KubernetesObject>(
    apiVersion: string,
    kind: string,
    within?: string,
    labels?: string,
  ): Promise<readonly T[]> =>
    permitted(
      `${kind} of ${within ?? 'the cluster'}`,
      () => reader.list<T>(apiVersion, kind, within, labels).catch(noneIfNotServed),
      [],
    );
  const read = <T extends KubernetesObject>(
    apiVersion: string,
    kind: string,
    name: string,
    within?: string,
  ): Promise<T | undefined> =>
    permitted(`${kind} ${name}`, () => reader.read<T>(apiVersion, kind, name, within), undefined);
  const apis = await servedApis(reader, deployment);
  const { wayIn, wayIn: { object: attachedTo } } = deployment;
  const [
    version, nodes, pods, classes, controllers, workloadControllers, found, storageClasses, claims, quotas, ranges,
    crds, secrets, configMaps, permissions, published, gateway,
  ] = await Promise.all([
    reader.get<{ readonly gitVersion: string }>('/version'),
    list<Node>('v1', 'Node'),
    list<Pod>('v1', 'Pod'),
    list<GatewayClass>('gateway.networking.k8s.io/v1', 'GatewayClass'),
    Promise.all(
      gateways.map(async ({ controller, name }) => controller?.selector === undefined
        ? []
        : (await list<Deployment>('apps/v1', 'Deployment', undefined, controller.selector)).map(deployment =>
            controllerOf(controller, name, deployment),
          ),
      ),
    ),
    Promise.all(controlledIn(deployment).map(async ({ controller, kind }) =>
      (await list<Deployment>('apps/v1', 'Deployment', undefined, controller.selector)).map(deployment => ({
        workload: kind,
        namespace: deployment.metadata.namespace ?? '',
        image: deployment.spec.template.spec.containers[0]?.image ?? '',
      })),
    )),
    read('v1', 'Namespace', namespace),
    list<StorageClass>('storage.k8s.io/v1', 'StorageClass'),
    list<Claim>('v1', 'PersistentVolumeClaim', namespace),
    list<ResourceQuota>('v1', 'ResourceQuota', namespace),
    list<LimitRange>('v1', 'LimitRange', namespace),
    Promise.all(bundledCrds.map(name => read('apiextensions.k8s.io/v1', 'CustomResourceDefinition', name))),
    Promise.all(
      wantedSecrets(deployment).map(async ({ name }) => keysOf(await read<Secret>('v1', 'Secret', name, namespace))),
    ),
    Promise.all(wantedConfigMaps(deployment).map(name => read('v1', 'ConfigMap', name, namespace))),
    permissionsOf(reader, deployment, apis), publishedIn(deployment, list),
    wayIn.isOwn ? undefined : read<Gateway>(attachedTo.apiVersion, attachedTo.kind, attachedTo.metadata.name,
      attachedTo.metadata.namespace),
  ]);
  return {
    kind: 'ClusterSnapshot',
    takenAt: new Date().toISOString(),
    of: namespace,
    kubernetes: version?.gitVersion ?? '',
    apis,
    permissions,
    unreadable,
    secrets: Object.fromEntries(secrets.flat()),
    configMaps: configMaps.flatMap(object => object === undefined ? [] : [object.metadata.name]),
    bundles: Object.fromEntries(
      crds.flatMap((crd) => {
        const { name = '', annotations = {} } = crd?.metadata ?? {};
        const bundle
          = annotations['gateway.networking.k8s.io/bundle-version']
            ?? annotations['inference.networking.k8s.io/bundle-version'];
        return bundle === undefined ? [] : [[name, bundle]];
      }),
    ),
    ...(gateway && { gateway: snapshotGateway(gateway) }),
    gatewayClasses: classes.map(({ metadata: { name }, spec, status }) => ({
      name,
      controller: spec.controllerName,
      accepted: isTrue(status?.conditions, 'Accepted'),
    })),
    gatewayControllers: controllers.flat(),
    workloadControllers: workloadControllers.flat(),
    nodes: nodes.map(node =>
      snapshotNode(
        node,
        pods.filter(pod => pod.spec.nodeName === node.metadata.name && !isOwn(pod, deployment) && !isOver(pod)),
      ),
    ),
    ...(found && { namespace: { labels: found.metadata.labels ?? {} } }),
    storageClasses: storageClasses.map(({ metadata: { name, annotations = {} }, provisioner }) => ({
      name,
      provisioner,
      isDefault: annotations['storageclass.kubernetes.io/is-default-class'] === 'true',
    })),
    claims: claims.map(({ metadata: { name }, spec: { storageClassName, accessModes }, status }) => ({
      name,
      ...(storageClassName !== undefined && { storageClass: storageClassName }),
      accessModes,
      phase: status?.phase ?? '',
    })),
    quotas: quotasOf(quotas),
    limitRanges: limitRangesOf(ranges),
    podIpFamilies: podIpFamilies(pods),
    ...published,
  };
}

function snapshotGateway(
  { spec: { gatewayClassName, listeners } }: Gateway,
): NonNullable<ClusterSnapshot['gateway']> {
  return {
    gatewayClassName,
    listeners: listeners.map(({ allowedRoutes: { namespaces } = {}, name = '' }) => ({
      name,
      routesFrom: namespaces?.from ?? 'Same',
      ...(namespaces?.selector && { selector: namespaces.selector }),
    })),
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
  // Both groups of InferencePool, so that a message can say that the other group is served.
  const pools = Object.entries(inferencePoolVersions).map(([group, version]) => `${group}/${version}`);
  const kinds = [...verificationKinds, leaseKind, ...objects];
  const versions = new Set([...kinds.map(({ apiVersion }) => apiVersion), ...pools]);
  const lists = await Promise.all([...versions].map(async (version) => {
    const list = await reader.get<ApiResourceList>(version.includes('/') ? `/apis/${version}` : `/api/${version}`);
    const resources = (list?.resources ?? []).filter(({ name }) => !name.includes('/'));
    return list === undefined
      ? []
      : [[version, Object.fromEntries(resources.map(({ kind, name }) => [kind, name]))] as const];
  }));
  return Object.fromEntries(lists.flat());
}

interface ApiResourceList {
  readonly resources: readonly { readonly name: string; readonly kind: string }[];
}

interface Secret extends KubernetesObject {
  readonly data?: object;
}

/** Only the names of keys are kept. */
function keysOf(secret: Secret | undefined): readonly (readonly [name: string, keys: readonly string[]])[] {
  return secret === undefined ? [] : [[secret.metadata.name, Object.keys(secret.data ?? {})]];
}

/**
 * CRDs whose annotations name the release of their project. They are read one by one, since all CRDs of a cluster may
 * be tens of megabytes.
 */
const bundledCrds = [
  'gateways.gateway.networking.k8s.io',
  'httproutes.gateway.networking.k8s.io',
  ...Object.keys(inferencePoolVersions).map(group => `inferencepools.${group}`),
];

function noneIfNotServed(error: unknown): readonly never[] {
  if (error instanceof ClusterError && error.code === 404) return [];
  throw error;
}

async function permissionsOf(
  reader: ClusterReader,
  deployment: DistDeployment,
  apis: ClusterSnapshot['apis'],
): Promise<ClusterSnapshot['permissions']> {
  return Promise.all(
    neededPermissions(deployment, apis).map(async question => ({ ...question, allowed: await reader.mayI(question) })),
  );
}

function snapshotNode({ metadata: { labels = {}, name }, spec, status }: Node, pods: readonly Pod[]): SnapshotNode {
  return {
    name,
    labels,
    ready: isTrue(status.conditions, 'Ready'),
    unschedulable: spec.unschedulable ?? false,
    taints: spec.taints ?? [],
    allocatable: Object.fromEntries(
      Object.entries(status.allocatable ?? {}).map(([resource, quantity]) => [resource, amountOf(quantity)]),
    ),
    requested: { ...sum(pods.map(({ spec }) => requestsOf(spec))), pods: pods.length },
  };
}

function isTrue(conditions: readonly Condition[] = [], wanted: string): boolean {
  return conditions.some(({ type, status }) => type === wanted && status === 'True');
}

function isOwn({ metadata }: Pod, deployment: DistDeployment): boolean {
  const parts = [...rolesIn(deployment).map(({ part }) => part), deployment.picker];
  return (
    metadata.namespace === deployment.namespace
    && parts.some(({ selector }) => selects(selector, metadata.labels))
  );
}

function isOver({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
}

import * as fc from 'fast-check';
import { ClusterError, ClusterReader } from '../../lib/kube/cluster-reader';
import { ClusterSnapshot, SnapshotNode } from '../../lib/cluster/doctor/cluster-snapshot';
import { diagnose } from '../../lib/cluster/doctor/doctor';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { KubernetesObject } from '../../lib/kube/kubernetes-objects';
import { takeSnapshot } from '../../lib/cluster/doctor/take-snapshot';
import { distManifests, yamlOf } from '../manifests';

const deployment = distDeployment(yamlOf(distManifests('llm-d-llama31')));

const node = (name: string, change: Partial<SnapshotNode> = {}): SnapshotNode => ({
  name,
  ready: true,
  unschedulable: false,
  taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }],
  labels: { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' },
  allocatable: {
    'cpu': 192,
    'memory': 2000 * 2 ** 30,
    'nvidia.com/gpu': 8,
    'pods': 110,
    'ephemeral-storage': 1000 * 2 ** 30,
  },
  requested: {},
  ...change,
});

const served: Record<string, Record<string, string>> = {};
for (const { apiVersion, kind } of deployment.objects)
  served[apiVersion] = { ...served[apiVersion], [kind]: `${kind.toLowerCase()}s` };

const healthy: ClusterSnapshot = {
  kind: 'ClusterSnapshot',
  takenAt: '2026-11-24T00:00:00.000Z',
  of: 'llm-d-llama31',
  kubernetes: 'v1.34.4',
  apis: served,
  bundles: {},
  gatewayClasses: [{ name: 'istio', controller: 'istio.io/gateway-controller', accepted: true }],
  gatewayControllers: [
    { gateway: 'istio', namespace: 'istio-system', image: 'docker.io/istio/pilot:1.27.3', readsInferencePools: true },
  ],
  nodes: [node('a'), node('b')],
  namespace: { labels: {} },
  secrets: { 'llm-d-hf-token': ['HF_TOKEN'] },
  configMaps: [],
  storageClasses: [{ name: 'efs', provisioner: 'efs.csi.aws.com', isDefault: true }],
  claims: [],
  quotas: [],
  limitRanges: [],
  podIpFamilies: ['IPv4'],
  permissions: [{ verb: 'create', group: 'apps', resource: 'deployments', namespace: 'llm-d-llama31', allowed: true }],
  unreadable: [],
};

const wrong = (change: Partial<ClusterSnapshot>): readonly string[] =>
  diagnose({ ...healthy, ...change }, deployment)
    .filter(({ severity }) => severity !== 'ok')
    .map(({ check, fix, message, severity }) => `${severity} ${check}: ${message}. ${fix}`);

test('a cluster that has everything is well, and each check says what it saw', () => {
  expect(wrong({})).toEqual([]);
  expect(diagnose(healthy, deployment).map(({ check, message }) => `${check}: ${message}`)).toEqual([
    'Kubernetes: v1.34.4',
    'APIs: all 15 kinds are served',
    'gateway class: istio, of istio.io/gateway-controller',
    'gateway controller: Istio 1.27 in istio-system reads InferencePools of inference.networking.x-k8s.io',
    'GPUs: 16 required, 16 free (16 NVIDIA-H100-80GB-HBM3) on 2 of 2 nodes',
    'largest prefill pod: fits on a node: cpu 22, memory 100Gi, nvidia.com/gpu 1',
    'largest decode pod: fits on a node: cpu 22.1, memory 100.3Gi, nvidia.com/gpu 1, ephemeral-storage 1Gi',
    'all pods together: 16 of 16 fit beside the running pods',
    'pod addresses: IPv4',
    'model cache: ReadWriteMany of efs (efs.csi.aws.com), the default',
    'secret: llm-d-hf-token has HF_TOKEN',
    'Pod Security: namespace llm-d-llama31: restricted',
    'permissions: all 1 required permissions are granted',
  ]);
});

const without = (group: string): ClusterSnapshot['apis'] =>
  Object.fromEntries(Object.entries(served).filter(([version]) => !version.startsWith(group)));
const claim = {
  name: 'llm-d-llama31-model-cache',
  storageClass: 'efs',
  accessModes: ['ReadWriteMany'],
  phase: 'Bound',
};
const cheapest = (change: Record<string, number>): readonly SnapshotNode[] =>
  [node('a'), node('b')].map(found => ({ ...found, allocatable: { ...found.allocatable, ...change } }));

test.each<[string, Partial<ClusterSnapshot>, RegExp]>([
  [
    'an old Kubernetes',
    { kubernetes: 'v1.28.9' },
    /^error Kubernetes: v1\.28\.9, which has no native sidecars\. upgrade to 1\.29/,
  ],
  [
    'no Gateway API',
    { apis: without('gateway.networking') },
    /^error APIs: Gateway of gateway\.networking\.k8s\.io\/v1 is not served\. install the CRDs of the Gateway API/,
  ],
  [
    'the other group of the pool alone',
    { apis: { ...without('inference.'), 'inference.networking.k8s.io/v1': { InferencePool: 'inferencepools' } } },
    /^error APIs: InferencePool of inference\.networking\.x-k8s\.io\/v1alpha2 is not served, but InferencePool of .*is served.*set `gateway` in/,
  ],
  [
    'no gateway class',
    { gatewayClasses: [] },
    /^error gateway class: GatewayClass 'istio' does not exist; existing classes: none\. install Istio/,
  ],
  [
    'a gateway class without its controller',
    { gatewayClasses: [{ name: 'istio', controller: 'x', accepted: false }] },
    /^error gateway class: .* not accepted by x/,
  ],
  [
    'an Istio of the other group',
    { gatewayControllers: [{ gateway: 'istio', namespace: 'i', image: 'pilot:1.28.1', readsInferencePools: true }] },
    /^error gateway controller: Istio 1\.28 in i reads InferencePools of inference\.networking\.k8s\.io, but the pool is of .*x-k8s.*istio\('1\.28'\)/,
  ],
  [
    'an Istio that is not switched on',
    { gatewayControllers: [{ gateway: 'istio', namespace: 'i', image: 'pilot:1.27.1', readsInferencePools: false }] },
    /^error gateway controller: .*ENABLE_GATEWAY_API_INFERENCE_EXTENSION=true/,
  ],
  [
    'an Istio that is not known',
    { gatewayControllers: [{ gateway: 'istio', namespace: 'i', image: 'pilot@sha256:0', readsInferencePools: true }] },
    /^unknown gateway controller: .*as Istio 1\.27 does/,
  ],
  [
    'no istiod to be seen',
    { gatewayControllers: [] },
    /^unknown gateway controller: its version is unknown: no Deployment has the label app=istiod/,
  ],
  [
    'no device plugin',
    { nodes: [node('a', { allocatable: { cpu: 192, memory: 2e12, pods: 110 } })] },
    /^error GPUs: 16 required, 0 free on 1 of 1 nodes\. no node offers nvidia\.com\/gpu: install/,
  ],
  [
    'half of the GPUs',
    { nodes: [node('a')] },
    /^error GPUs: 16 required, 8 free \(8 NVIDIA-H100-80GB-HBM3\) on 1 of 1 nodes/,
  ],
  [
    'GPUs that others hold',
    { nodes: [node('a'), node('b', { requested: { 'nvidia.com/gpu': 1 } })] },
    /^error GPUs: 16 required, 15 free/,
  ],
  [
    'a cordoned node',
    { nodes: [node('a'), node('b', { unschedulable: true })] },
    /^error GPUs: 16 required, 8 free .* on 1 of 2 nodes/,
  ],
  [
    'a taint that is not tolerated',
    { nodes: [node('a'), node('b', { taints: [{ key: 'team', value: 'x', effect: 'NoSchedule' }] })] },
    /^error GPUs: 16 required, 8 free/,
  ],
  [
    'nodes with too little memory',
    { nodes: cheapest({ memory: 64 * 2 ** 30 }) },
    /^error largest prefill pod: fits on no node: memory: 100Gi required, at most 64Gi on a node\. lower `prefill\.memory`/,
  ],
  [
    'memory for half of the pods',
    { nodes: cheapest({ memory: 450 * 2 ** 30 }) },
    /^error all pods together: 8 of 16 fit beside the running pods; the others lack memory/,
  ],
  ['cores for some of the pods', { nodes: cheapest({ cpu: 96 }) }, /^error all pods together: 8 of 16 fit .* lack cpu/],
  [
    'no storage class',
    { storageClasses: [] },
    /^error model cache: the cluster has no default storage class; existing classes: none/,
  ],
  [
    'block devices',
    { storageClasses: [{ name: 'gp3', provisioner: 'ebs.csi.aws.com', isDefault: true }] },
    /^error model cache: ReadWriteMany of gp3 \(ebs\.csi\.aws\.com\), the default: its volumes can be written from one node/,
  ],
  [
    'storage that is not known',
    { storageClasses: [{ name: 'x', provisioner: 'x.example', isDefault: true }] },
    /^warning model cache: .*make sure that it offers ReadWriteMany/,
  ],
  [
    'a claim with another mode',
    { claims: [{ ...claim, accessModes: ['ReadWriteOnce'] }] },
    /^error model cache: .* exists with ReadWriteOnce of efs, which cannot be changed to ReadWriteMany/,
  ],
  [
    'no Secret',
    { secrets: {} },
    /^error secret: Secret llm-d-hf-token does not exist in namespace llm-d-llama31.*kubectl create secret generic llm-d-hf-token -n llm-d-llama31 --from-file=HF_TOKEN=\.\/token/,
  ],
  [
    'a Secret without the key',
    { secrets: { 'llm-d-hf-token': ['token'] } },
    /^error secret: Secret llm-d-hf-token lacks the key HF_TOKEN; its keys: token/,
  ],
  [
    'a permission that is missing',
    {
      permissions: [
        { verb: 'patch', group: 'apps', resource: 'deployments', namespace: 'n', allowed: false },
        { verb: 'create', group: 'apps', resource: 'deployments', namespace: 'n', allowed: false },
      ],
    },
    /^error permissions: the caller may not patch, create deployments\.apps in n\./,
  ],
  [
    'nodes that may not be listed',
    { nodes: [], unreadable: [{ what: 'Node of the cluster', why: 'forbidden' }] },
    /^unknown nodes: unknown: forbidden/,
  ],
  [
    'pods of others that may not be listed',
    { unreadable: [{ what: 'Pod of the cluster', why: 'forbidden' }] },
    /^unknown pods of others: /,
  ],
])('%s', (_, change, expected) => {
  expect(wrong(change)).toContainEqual(expect.stringMatching(expected));
});

test('RDMA devices that no node has', () => {
  const rdma = structuredClone(distManifests('llm-d-llama31'));
  for (const manifest of rdma.filter(({ kind, metadata }) => kind === 'Deployment' && metadata.labels['llm-d.ai/role']))
    manifest.spec.template.spec.containers[0].resources.limits['rdma/ib'] = '1';
  const found = diagnose(healthy, distDeployment(yamlOf(rdma)));
  expect(found).toContainEqual({
    check: 'largest prefill pod',
    severity: 'error',
    message: 'fits on no node: rdma/ib: 1 required, at most 0 on a node',
    fix: expect.stringContaining('device plugin'),
  });
});

test('what fits on some nodes fits on more', () => {
  const errors = (nodes: readonly SnapshotNode[]): number =>
    diagnose({ ...healthy, nodes }, deployment).filter(
      ({ check, severity }) => severity === 'error' && /GPUs|pod/.test(check),
    ).length;
  const anyNode = fc
    .record({
      gpus: fc.integer({ min: 0, max: 8 }),
      cpu: fc.integer({ min: 8, max: 256 }),
      gib: fc.integer({ min: 32, max: 2048 }),
    })
    .map(({ gpus, cpu, gib }) =>
      node('n', {
        allocatable: {
          'cpu': cpu,
          'memory': gib * 2 ** 30,
          'nvidia.com/gpu': gpus,
          'pods': 110,
          'ephemeral-storage': 1e13,
        },
      }),
    );
  fc.assert(
    fc.property(
      fc.array(anyNode, { minLength: 1, maxLength: 6 }),
      anyNode,
      (nodes, one) => errors([...nodes, one]) <= errors(nodes),
    ),
  );
});

describe('a snapshot', () => {
  const value = Buffer.from('what nobody may read').toString('base64');
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'llm-d-hf-token' },
    data: { HF_TOKEN: value },
  } as KubernetesObject;
  const reader = (change: Partial<ClusterReader> = {}): ClusterReader => ({
    list: () => Promise.resolve([]),
    mayI: () => Promise.resolve(true),
    log: () => Promise.resolve(''),
    read: <T extends KubernetesObject>(_: string, kind: string) =>
      Promise.resolve((kind === 'Secret' ? secret : undefined) as T | undefined),
    get: <T>(path: string) =>
      Promise.resolve(
        (path === '/version'
          ? { gitVersion: 'v1.34.4' }
          : path === '/apis/apps/v1'
            ? { resources: [{ name: 'deployments', kind: 'Deployment' }] }
            : undefined) as T | undefined,
      ),
    ...change,
  });

  test('has the keys of Secrets and never a value', async () => {
    const snapshot = await takeSnapshot(reader(), deployment);
    expect(snapshot).toMatchObject({
      kubernetes: 'v1.34.4',
      secrets: { 'llm-d-hf-token': ['HF_TOKEN'] },
      configMaps: [],
      apis: { 'apps/v1': { Deployment: 'deployments' } },
    });
    expect(JSON.stringify(snapshot)).not.toContain(value);
  });

  test('says what the caller may not look at, and goes on', async () => {
    const list = (_: string, kind: string): Promise<readonly never[]> =>
      kind === 'Node' ? Promise.reject(new ClusterError(403, 'nodes is forbidden')) : Promise.resolve([]);
    const snapshot = await takeSnapshot(reader({ list }), deployment);
    expect(snapshot.unreadable).toEqual([{ what: 'Node of the cluster', why: 'nodes is forbidden' }]);
  });

  test('takes a kind that is not served for one without objects, and passes on what is broken', async () => {
    const failing = (code: number) =>
      reader({
        list: (_: string, kind: string): Promise<readonly never[]> =>
          kind === 'GatewayClass' ? Promise.reject(new ClusterError(code, 'no')) : Promise.resolve([]),
      });
    expect(await takeSnapshot(failing(404), deployment)).toMatchObject({ gatewayClasses: [], unreadable: [] });
    await expect(takeSnapshot(failing(500), deployment)).rejects.toThrow('no');
  });

  test('counts what pods of others ask for on a node, and not the deployment\'s own', async () => {
    const machine = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'a' },
      spec: {},
      status: {
        allocatable: { 'cpu': '3920m', 'memory': '64Gi', 'nvidia.com/gpu': '8' },
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    };
    const pod = (labels: Record<string, string>, phase = 'Running') => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'llm-d-llama31', labels },
      status: { phase },
      spec: {
        nodeName: 'a',
        containers: [
          { name: 'c', image: 'i', resources: { requests: { cpu: '500m' }, limits: { 'nvidia.com/gpu': '2' } } },
        ],
      },
    });
    const pods = [pod({}), pod({}, 'Succeeded'), pod({ ...deployment.roles.prefill!.template.metadata.labels })];
    const list = <T extends KubernetesObject>(_: string, kind: string) =>
      Promise.resolve((kind === 'Node' ? [machine] : kind === 'Pod' ? pods : []) as unknown as readonly T[]);
    const { nodes } = await takeSnapshot(reader({ list }), deployment);
    expect(nodes).toEqual([
      expect.objectContaining({
        ready: true,
        allocatable: { 'cpu': 3.92, 'memory': 64 * 2 ** 30, 'nvidia.com/gpu': 8 },
        requested: { 'cpu': 0.5, 'nvidia.com/gpu': 2, 'pods': 1 },
      }),
    ]);
  });
});

import * as fc from 'fast-check';
import { ClusterError, ClusterReader } from '../../lib/kube/cluster-reader';
import { ClusterSnapshot, SnapshotNode } from '../../lib/cluster/doctor/cluster-snapshot';
import { Diagnosis } from '../../lib/cluster/doctor/diagnosis';
import { diagnose } from '../../lib/cluster/doctor/doctor';
import { distDeployment, DistDeployment } from '../../lib/cluster/dist-deployment';
import { KubernetesObject } from '../../lib/kube/kubernetes-objects';
import { neededPermissions } from '../../lib/cluster/doctor/needed-permissions';
import { requestsOf } from '../../lib/cluster/doctor/pod-requests';
import { takeSnapshot } from '../../lib/cluster/doctor/take-snapshot';
import { distManifests, Manifest, yamlOf } from '../manifests';

const NAMESPACE = 'llm-d-llama31-next';
const GIB = 2 ** 30;

/** The deployment after a change to its manifests. */
function changed(change: (manifests: Manifest[]) => void): DistDeployment {
  const manifests = structuredClone(distManifests(NAMESPACE));
  change(manifests);
  return distDeployment(yamlOf(manifests));
}
const podSpec = (manifests: Manifest[], role: string): Manifest =>
  manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.labels['llm-d.ai/role'] === role)!.spec
    .template.spec as Manifest;
const deployment = changed(() => undefined);

const node = (name: string, change: Partial<SnapshotNode> = {}): SnapshotNode => ({
  name,
  ready: true,
  unschedulable: false,
  taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }],
  labels: { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' },
  allocatable: { 'cpu': 192, 'memory': 2000 * GIB, 'nvidia.com/gpu': 8, 'pods': 110, 'ephemeral-storage': 3000 * GIB },
  requested: {},
  ...change,
});

const served: Record<string, Record<string, string>> = {};
for (const { apiVersion, kind } of deployment.objects)
  served[apiVersion] = { ...served[apiVersion], [kind]: `${kind.toLowerCase()}s` };

const istiod = (version: string, revision?: string) => ({
  gateway: 'istio',
  namespace: 'istio-system',
  image: `docker.io/istio/pilot:${version}`,
  readsInferencePools: true,
  ...(revision !== undefined && { revision }),
});
const healthy: ClusterSnapshot = {
  kind: 'ClusterSnapshot',
  takenAt: '2026-11-24T00:00:00.000Z',
  of: NAMESPACE,
  kubernetes: 'v1.34.4',
  apis: served,
  bundles: {},
  gatewayClasses: [{ name: 'istio', controller: 'istio.io/gateway-controller', accepted: true }],
  gatewayControllers: [istiod('1.28.0')],
  nodes: [node('a'), node('b')],
  namespace: { labels: {} },
  secrets: { 'llm-d-hf-token': ['HF_TOKEN'] },
  configMaps: [],
  storageClasses: [{ name: 'efs', provisioner: 'efs.csi.aws.com', isDefault: true }],
  claims: [],
  quotas: [],
  limitRanges: [],
  podIpFamilies: ['IPv4'],
  permissions: neededPermissions(deployment, served).map(question => ({ ...question, allowed: true })),
  unreadable: [],
};

const { namespace: _, ...withoutNamespace } = healthy;
const notOk = (snapshot: ClusterSnapshot, of = deployment): readonly Diagnosis[] =>
  diagnose(snapshot, of).filter(({ severity }) => severity !== 'ok');
const texts = (snapshot: ClusterSnapshot, of = deployment): readonly string[] =>
  notOk(snapshot, of).map(({ check, fix, message, severity }) => `${severity} ${check}: ${message}. ${fix}`);
const denied = (what: string) => [{ what, why: 'forbidden' }];
const deny = (resource: string, ...verbs: readonly string[]) => healthy.permissions.map(question =>
  ({ ...question, allowed: !(question.resource === resource && verbs.includes(question.verb)) }));

test('a cluster that has everything is well', () => {
  expect(notOk(healthy)).toEqual([]);
});

describe('what may not be looked at is not known, and neither well nor wrong', () => {
  test.each<[string, ClusterSnapshot, string]>([
    [
      'gateway classes',
      { ...healthy, gatewayClasses: [], unreadable: denied('GatewayClass of the cluster') },
      'gateway class',
    ],
    [
      'storage classes',
      { ...healthy, storageClasses: [], unreadable: denied('StorageClass of the cluster') },
      'model cache',
    ],
    ['claims', { ...healthy, unreadable: denied(`PersistentVolumeClaim of ${NAMESPACE}`) }, 'model cache'],
    ['the namespace', { ...withoutNamespace, unreadable: denied(`Namespace ${NAMESPACE}`) }, 'Pod Security'],
    ['the Secret', { ...healthy, secrets: {}, unreadable: denied('Secret llm-d-hf-token') }, 'secret'],
    [
      'Deployments elsewhere',
      { ...healthy, gatewayControllers: [], unreadable: denied('Deployment of the cluster') },
      'gateway controller',
    ],
    ['nodes', { ...healthy, nodes: [], unreadable: denied('Node of the cluster') }, 'nodes'],
    ['pods', { ...healthy, unreadable: denied('Pod of the cluster') }, 'pods of others'],
  ])('%s', (_, snapshot, check) => {
    expect(notOk(snapshot)).toEqual([
      { check, severity: 'unknown', message: expect.stringContaining('forbidden'), fix: expect.any(String) },
    ]);
  });
});

describe('of several istiods', () => {
  const labelled = changed((manifests) => {
    manifests.find(({ kind }) => kind === 'Gateway')!.metadata.labels['istio.io/rev'] = 'old';
  });

  test('one that reads the pool makes the other a warning', () => {
    expect(texts({ ...healthy, gatewayControllers: [istiod('1.27.3', 'old'), istiod('1.28.0', 'new')] })).toEqual([
      expect.stringMatching(
        /^warning gateway controller: Istio 1\.27 .*, but another istiod does\. label the Gateway's namespace istio\.io\/rev=/,
      ),
    ]);
  });

  test('the one that the Gateway names decides', () => {
    expect(
      texts({ ...healthy, gatewayControllers: [istiod('1.27.3', 'old'), istiod('1.28.0', 'new')] }, labelled),
    ).toEqual([
      expect.stringMatching(
        /^error gateway controller: Istio 1\.27 .*, but the pool is of inference\.net.*\. set `gateway: istio\('1\.27'\)`/,
      ),
    ]);
  });

  test('the one that the namespace names decides where the Gateway names none', () => {
    expect(
      notOk({
        ...healthy,
        namespace: { labels: { 'istio.io/rev': 'new' } },
        gatewayControllers: [istiod('1.27.3', 'old'), istiod('1.28.0', 'new')],
      }),
    ).toEqual([]);
  });
});

describe('nodes', () => {
  const affinity = (operator: string, values?: string[]): DistDeployment => changed((manifests) => {
    for (const role of ['prefill', 'decode']) {
      const nodeSelectorTerms = [{ matchExpressions: [{ key: 'pool', operator, values }] }];
      podSpec(manifests, role).affinity = {
        nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
      };
    }
  });

  test.each<[string, string[] | undefined, number]>([
    ['In', ['llm', 'x'], 8],
    ['NotIn', ['llm', 'x'], 8],
    ['Exists', undefined, 8],
    ['DoesNotExist', undefined, 8],
    ['In', ['y'], 0],
    ['NotIn', ['y'], 16],
  ])('count where the required affinity %s %s takes them', (operator, values, free) => {
    const nodes = [node('a'), node('b', { labels: { pool: 'llm' } })];
    expect(
      diagnose({ ...healthy, nodes }, affinity(operator, values)).find(({ check }) => check === 'GPUs')!.message,
    ).toContain(`16 required, ${free} free`);
  });

  test('all find a place where one role may run on fewer nodes than the other', () => {
    const bound = changed((manifests) => {
      podSpec(manifests, 'decode').nodeSelector = { pool: 'llm' };
    });
    expect(notOk({ ...healthy, nodes: [node('a', { labels: { pool: 'llm' } }), node('b')] }, bound)).toEqual([]);
  });

  test('the resource that is short is named with what is left of it', () => {
    const nodes = ['a', 'b'].map(name => node(name, { requested: { memory: 1550 * GIB } }));
    expect(texts({ ...healthy, nodes })).toEqual([
      expect.stringMatching(
        /^error all pods together: 8 of 16 fit .*; the others lack memory \(100\S*Gi required, at most [\d.]+Gi left on a node\)\. add/,
      ),
    ]);
  });

  test('cores that add up to just enough are enough', () => {
    const small = changed((manifests) => {
      for (const role of ['prefill', 'decode']) {
        podSpec(manifests, role).containers[0].resources = {
          requests: { cpu: '100m' },
          limits: { 'nvidia.com/gpu': '1' },
        };
        delete podSpec(manifests, role).initContainers;
      }
    });
    const nodes = [node('a', { allocatable: { 'cpu': 1.6, 'nvidia.com/gpu': 16, 'pods': 110 } })];
    expect(notOk({ ...healthy, nodes }, small)).toEqual([]);
  });

  test('what fits on some fits on more', () => {
    const anyNode = fc
      .record({
        gpus: fc.integer({ min: 0, max: 8 }),
        cpu: fc.integer({ min: 22, max: 256 }),
        gib: fc.integer({ min: 100, max: 2048 }),
        pool: fc.boolean(),
      })
      .map(({ gpus, cpu, gib, pool }) =>
        node('n', {
          labels: pool ? { pool: 'llm' } : {},
          allocatable: {
            'cpu': cpu,
            'memory': gib * GIB,
            'nvidia.com/gpu': gpus,
            'pods': 110,
            'ephemeral-storage': 3000 * GIB,
          },
        }),
      );
    const small = changed((manifests) => {
      for (const { kind, metadata, spec } of manifests)
        if (kind === 'HorizontalPodAutoscaler' && metadata.name) spec.minReplicas = 2;
      podSpec(manifests, 'decode').nodeSelector = { pool: 'llm' };
    });
    const fits = (nodes: readonly SnapshotNode[]): boolean => notOk({ ...healthy, nodes }, small).length === 0;
    let fitted = 0;
    fc.assert(fc.property(fc.array(anyNode, { minLength: 1, maxLength: 6 }), anyNode, (nodes, one) => {
      if (!fits(nodes)) return true;
      fitted++;
      return fits([...nodes, one]);
    }), { numRuns: 200, seed: 1 });
    expect(fitted).toBeGreaterThan(20);
  });
});

describe('a pod asks for', () => {
  const container = (cpu: string, restartPolicy?: string) => ({
    name: 'c',
    image: 'i',
    resources: { requests: { cpu } },
    ...(restartPolicy !== undefined && { restartPolicy }),
  });

  test('its containers and native sidecars together', () => {
    expect(
      requestsOf({ initContainers: [container('100m', 'Always')], containers: [container('1'), container('2')] }).cpu,
    ).toBeCloseTo(3.1);
  });

  test('an init container with the sidecars before it, where that is more', () => {
    expect(
      requestsOf({
        initContainers: [container('1', 'Always'), container('4'), container('1', 'Always')],
        containers: [container('1')],
      }).cpu,
    ).toBe(5);
  });

  test('the overhead of its runtime class besides', () => {
    expect(requestsOf({ containers: [container('1')], overhead: { memory: '1Gi' } })).toEqual({ cpu: 1, memory: GIB });
  });

  test('its limit where it has no request', () => {
    expect(
      requestsOf({
        containers: [{ name: 'c', image: 'i', resources: { limits: { cpu: '2' }, requests: { memory: '1Gi' } } }],
      }),
    ).toEqual({ cpu: 2, memory: GIB });
  });
});

describe('storage', () => {
  const storageClass = (provisioner: string, name = 's', isDefault = true) => ({ name, provisioner, isDefault });
  const claim = (change: object): DistDeployment => changed((manifests) => {
    Object.assign(manifests.find(({ kind }) => kind === 'PersistentVolumeClaim')!.spec as object, change);
  });
  const existing = {
    name: `${NAMESPACE}-model-cache`,
    storageClass: 'efs',
    accessModes: ['ReadWriteMany'],
    phase: 'Bound',
  };

  test.each<[string, Partial<ClusterSnapshot>, object, RegExp]>([
    [
      'two default classes',
      { storageClasses: [storageClass('efs.csi.aws.com', 'a'), storageClass('efs.csi.aws.com', 'b')] },
      {},
      /^warning model cache: the cluster has 2 default storage classes: a, b\. set `modelCache/,
    ],
    [
      'Rook\'s block devices',
      { storageClasses: [storageClass('rook-ceph.rbd.csi.ceph.com')] },
      {},
      /^error model cache: .*written from one node.*to a class of shared files/,
    ],
    [
      'volumes by hand',
      { storageClasses: [storageClass('kubernetes.io/no-provisioner')] },
      {},
      /^warning model cache: .*make sure that a free PersistentVolume/,
    ],
    [
      'a claim without a class',
      {},
      { storageClassName: '' },
      /^warning model cache: .* has no class.*a PersistentVolume for it/,
    ],
    [
      'a class that is not there',
      {},
      { storageClassName: 'nfs' },
      /^error model cache: storage class 'nfs' does not exist; existing classes: efs\. correct `modelCache\.storageClassName`/,
    ],
    [
      'a claim of another class',
      { claims: [existing] },
      { storageClassName: 'nfs' },
      /^error model cache: .* exists with ReadWriteMany of efs, which cannot be changed to ReadWriteMany of nfs/,
    ],
    [
      'a claim that has lost its volume',
      { claims: [{ ...existing, phase: 'Lost' }] },
      {},
      /^error model cache: .*has lost its volume\. delete the claim/,
    ],
  ])('%s', (_, change, spec, expected) => {
    expect(texts({ ...healthy, ...change }, claim(spec))).toEqual([expect.stringMatching(expected)]);
  });

  const mounted = changed(manifests =>
    manifests.splice(manifests.findIndex(({ kind }) => kind === 'PersistentVolumeClaim'), 1));

  test.each<[string, ClusterSnapshot['claims'], RegExp]>([
    ['a claim of others that is not there', [{ ...existing, name: 'models' }],
      /^error model cache: the claim .* does not exist in .*; existing claims: models\. correct the name/],
    ['one that is not bound', [{ ...existing, phase: 'Pending' }], /^error model cache: .* is not bound \(Pending\)/],
    ['one of a disk', [{ ...existing, accessModes: ['ReadWriteOnce'] }], /^error model cache: .* on one node only/],
  ])('%s', (_, claims, expected) => {
    expect(texts({ ...healthy, claims }, mounted)).toEqual([expect.stringMatching(expected)]);
  });

  test('a claim of others that many nodes read is well', () => {
    const claims = [{ ...existing, accessModes: ['ReadOnlyMany'] }];
    expect(texts({ ...healthy, claims }, mounted)).toEqual([]);
  });

  test('one node may write a volume that is for one node', () => {
    expect(
      notOk(
        { ...healthy, storageClasses: [storageClass('ebs.csi.aws.com')] },
        claim({ accessModes: ['ReadWriteOnce'] }),
      ),
    ).toEqual([]);
  });

  test('Rook\'s file system is shared, and a claim that is there is well in any order of its modes', () => {
    expect(notOk({ ...healthy, storageClasses: [storageClass('rook-ceph.cephfs.csi.ceph.com')] })).toEqual([]);
    const modes = ['ReadWriteMany', 'ReadOnlyMany', 'ReadWriteOnce'];
    expect(
      notOk(
        { ...healthy, claims: [{ ...existing, accessModes: modes }] },
        claim({ accessModes: [...modes].reverse() }),
      ),
    ).toEqual([]);
  });
});

describe('Secrets', () => {
  const CREATE = `kubectl create secret generic llm-d-hf-token -n ${NAMESPACE} --from-file=HF_TOKEN=./token`;

  test('are made after the namespace where that is not there', () => {
    expect(notOk({ ...withoutNamespace, secrets: {} })).toEqual([
      expect.objectContaining({
        check: 'secret',
        severity: 'error',
        fix: `kubectl create namespace ${NAMESPACE} && ${CREATE}`,
      }),
    ]);
    expect(notOk({ ...healthy, secrets: {} })).toEqual([expect.objectContaining({ fix: CREATE })]);
  });

  test('that lack a key get it and keep the others', () => {
    expect(texts({ ...healthy, secrets: { 'llm-d-hf-token': ['other'] } })).toEqual([
      expect.stringMatching(
        /^error secret: Secret .* lacks the key HF_TOKEN; its keys: other\. kubectl create .* \| kubectl apply --server-side/,
      ),
    ]);
  });

  test('that the environment is read from are needed too, but for optional ones', () => {
    const read = changed((manifests) => {
      podSpec(manifests, 'decode').containers[0].env.push(
        { name: 'A', valueFrom: { secretKeyRef: { name: 'proxy', key: 'password' } } },
        { name: 'B', valueFrom: { secretKeyRef: { name: 'other', key: 'x', optional: true } } },
      );
    });
    expect(notOk(healthy, read)).toEqual([
      expect.objectContaining({
        severity: 'error',
        message: expect.stringContaining('Secret proxy'),
        fix: expect.stringContaining('--from-file=password=./token'),
      }),
    ]);
  });
});

describe('ConfigMaps', () => {
  const mounting = changed((manifests) => {
    podSpec(manifests, 'decode').volumes.push(
      { name: 'templates', configMap: { name: 'templates' } },
      { name: 'banner', configMap: { name: 'banner', optional: true } },
    );
  });

  test('that pods mount must exist, but for optional ones and those of the file', () => {
    expect(notOk(healthy, mounting)).toEqual([
      expect.objectContaining({
        severity: 'error',
        message: `ConfigMap templates does not exist in namespace ${NAMESPACE}, and the pods mount it`,
        fix: `kubectl create configmap templates -n ${NAMESPACE} --from-file=<folder>`,
      }),
    ]);
    expect(notOk({ ...healthy, configMaps: ['templates'] }, mounting)).toEqual([]);
  });

  test('that the caller may not read are not said to be missing', () => {
    expect(notOk({ ...healthy, unreadable: denied('ConfigMap templates') }, mounting)).toEqual([
      expect.objectContaining({ severity: 'unknown' }),
    ]);
  });
});

describe('Pod Security', () => {
  const enforce = (level: string): ClusterSnapshot => ({
    ...healthy,
    namespace: { labels: { 'pod-security.kubernetes.io/enforce': level } },
  });
  const file = (level?: string, add?: object): DistDeployment => changed((manifests) => {
    manifests.find(({ kind }) => kind === 'Namespace')!.metadata.labels['pod-security.kubernetes.io/enforce'] = level;
    if (add) podSpec(manifests, 'prefill').containers[0].securityContext = add;
  });

  test('a stricter level that is there is an error, the same or a weaker one is not', () => {
    expect(texts(enforce('baseline'), file('privileged'))).toEqual([
      `error Pod Security: namespace ${NAMESPACE} enforces baseline, but the pods need privileged. kubectl `
      + `label namespace ${NAMESPACE} pod-security.kubernetes.io/enforce=privileged --overwrite`,
    ]);
    expect(notOk(enforce('privileged'))).toEqual([]);
    expect(notOk(enforce('restricted'))).toEqual([]);
  });

  test('pods say what they need where the file does not', () => {
    expect(texts(enforce('restricted'), file(undefined, { capabilities: { add: ['IPC_LOCK'] } }))).toEqual([
      expect.stringMatching(/enforces restricted, but the pods need privileged/),
    ]);
    expect(notOk(enforce('restricted'), file(undefined, { capabilities: { add: ['NET_BIND_SERVICE'] } }))).toEqual([]);
  });
});

describe('permissions', () => {
  test('nothing of the whole cluster is asked but the namespace itself, which is neither listed nor deleted', () => {
    expect(neededPermissions(deployment, served).filter(({ namespace }) => namespace === undefined)).toEqual(
      ['get', 'create', 'patch'].map(verb => ({ verb, group: '', resource: 'namespaces' })));
  });

  test('what is missing comes with the commands that grant it', () => {
    expect(texts({ ...healthy, permissions: deny('deployments', 'create', 'patch') })).toEqual([
      `error permissions: the caller may not create, patch deployments.apps in ${NAMESPACE}. have an administrator run `
      + `\`kubectl create role llmd-deployments.apps --verb=create,patch --resource=deployments.apps -n `
      + `${NAMESPACE}\` and `
      + `\`kubectl create rolebinding llmd-deployments.apps --role=llmd-deployments.apps --user=<caller> -n `
      + `${NAMESPACE}\``,
    ]);
    expect(texts({ ...healthy, permissions: deny('pods/log', 'get') })).toEqual([
      expect.stringMatching(/may not get pods\/log in .*create role llmd-pods-log --verb=get --resource=pods\/log -n/),
    ]);
  });

  test('a namespace that is there need not be created', () => {
    const permissions = deny('namespaces', 'create');
    expect(notOk({ ...healthy, permissions })).toEqual([]);
    expect(texts({ ...withoutNamespace, permissions })).toEqual([
      expect.stringMatching(
        /may not create namespaces\. have .* `kubectl create clusterrole llmd-namespaces --verb=create --resource=namespaces` and/,
      ),
    ]);
  });
});

describe('a snapshot', () => {
  const VALUE = Buffer.from('what nobody may read').toString('base64');
  const objects: Readonly<Record<string, object>> = {
    'Secret/llm-d-hf-token': { data: { HF_TOKEN: VALUE }, stringData: { HF_TOKEN: VALUE } },
    'ConfigMap/templates': { metadata: { name: 'templates' } },
    [`Namespace/${NAMESPACE}`]: { metadata: { name: NAMESPACE, labels: { team: 'x' } } },
    'CustomResourceDefinition/gateways.gateway.networking.k8s.io': {
      metadata: {
        name: 'gateways.gateway.networking.k8s.io',
        annotations: { 'gateway.networking.k8s.io/bundle-version': 'v1.5.1' },
      },
    },
  };
  const reader = (fails: (kind: string) => number | undefined = () => undefined): ClusterReader => {
    const answer = <T>(kind: string, found: unknown): Promise<T> => {
      const code = fails(kind);
      return code === undefined
        ? Promise.resolve(found as T)
        : Promise.reject(new ClusterError(code, `${kind} ${code}`));
    };
    return {
      list: (_, kind) => answer(kind, []),
      log: () => Promise.resolve(''),
      mayI: ({ resource }) => Promise.resolve(resource !== 'secrets'),
      read: <T extends KubernetesObject>(apiVersion: string, kind: string, name: string) => {
        const found = objects[`${kind}/${name}`];
        return answer<T | undefined>(kind, found && { apiVersion, kind, metadata: { name }, ...found });
      },
      get: path =>
        answer(
          path,
          path === '/version'
            ? { gitVersion: 'v1.34.4' }
            : {
                resources: [
                  { name: 'pods', kind: 'Pod' },
                  { name: 'pods/log', kind: 'Pod' },
                ],
              },
        ),
    };
  };

  test('has the keys of Secrets and never a value, the label of the namespace and the CRDs\' bundles', async () => {
    const snapshot = await takeSnapshot(reader(), deployment);
    expect(snapshot).toMatchObject({
      secrets: { 'llm-d-hf-token': ['HF_TOKEN'] },
      configMaps: [],
      namespace: { labels: { team: 'x' } },
      bundles: { 'gateways.gateway.networking.k8s.io': 'v1.5.1' },
      apis: { v1: { Pod: 'pods' } },
      unreadable: [],
    });
    expect(JSON.stringify(snapshot)).not.toContain(VALUE);
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
    expect(snapshot.permissions.filter(({ allowed }) => !allowed)).toEqual([
      { verb: 'get', group: '', resource: 'secrets', namespace: NAMESPACE, allowed: false },
    ]);
  });

  test('has the names of ConfigMaps that pods mount and that exist', async () => {
    const mounting = changed((manifests) => {
      for (const name of ['templates', 'missing'])
        podSpec(manifests, 'decode').volumes.push({ name, configMap: { name } });
    });
    const { configMaps } = await takeSnapshot(reader(), mounting);
    expect(configMaps).toEqual(['templates']);
  });

  test('says all that the caller may not look at, and goes on', async () => {
    const { namespace, secrets, unreadable } = await takeSnapshot(
      reader(kind => (kind.startsWith('/') ? undefined : 403)),
      deployment,
    );
    expect({ namespace, secrets }).toEqual({ namespace: undefined, secrets: {} });
    expect(unreadable.map(({ what }) => what).sort()).toEqual([
      'CustomResourceDefinition gateways.gateway.networking.k8s.io',
      'CustomResourceDefinition httproutes.gateway.networking.k8s.io',
      'CustomResourceDefinition inferencepools.inference.networking.k8s.io',
      'CustomResourceDefinition inferencepools.inference.networking.x-k8s.io',
      'Deployment of the cluster',
      'GatewayClass of the cluster',
      'LimitRange of llm-d-llama31-next',
      `Namespace ${NAMESPACE}`,
      'Node of the cluster',
      `PersistentVolumeClaim of ${NAMESPACE}`,
      'Pod of the cluster',
      'ResourceQuota of llm-d-llama31-next',
      'Secret llm-d-hf-token',
      'StorageClass of the cluster',
    ]);
  });

  test.each(['Secret', 'Namespace', 'Node'])('is not taken where reading a %s got no answer', async (broken) => {
    await expect(
      takeSnapshot(
        reader(kind => (kind === broken ? 0 : undefined)),
        deployment,
      ),
    ).rejects.toThrow(`${broken} 0`);
  });

  test('has no objects of a kind that is not served', async () => {
    expect(
      await takeSnapshot(
        reader(kind => (kind === 'GatewayClass' ? 404 : undefined)),
        deployment,
      ),
    ).toMatchObject({ gatewayClasses: [], unreadable: [] });
  });
});

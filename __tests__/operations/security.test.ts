import { FabricSpec, InferenceSpec, SecuritySpec } from '../../lib';
import { Manifest, manifestsOf, only, podOf, withoutRecord } from '../manifests';
import { specWith, validSpec } from '../valid-spec';

const infiniband = { type: 'rdma-node-memlock', network: 'infiniband' } as const;
const ipcLock = { type: 'rdma-ipc-lock', network: 'infiniband' } as const;
const pod = (spec: InferenceSpec, role: 'prefill' | 'decode' | 'epp' = 'decode') => podOf(manifestsOf(spec), role).spec;
const engine = (spec: InferenceSpec) => pod(spec).containers[0] as Manifest;
const level = (spec: InferenceSpec) =>
  only(manifestsOf(spec), 'Namespace').metadata.labels['pod-security.kubernetes.io/enforce'];

describe('the fabric', () => {
  test.each([
    { fabric: infiniband, resources: { 'rdma/ib': '1' } },
    {
      fabric: { type: 'rdma-node-memlock', network: 'roce', devices: 2 } as const,
      resources: { 'rdma/roce_gdr': '2' },
    },
    {
      fabric: { type: 'rdma-ipc-lock', network: 'efa', devices: 4 } as const,
      resources: { 'vpc.amazonaws.com/efa': '4' },
    },
    {
      fabric: { type: 'rdma-node-memlock', network: 'roce', resource: 'nvidia.com/roce' } as const,
      resources: { 'nvidia.com/roce': '1' },
    },
  ])('$fabric.type on $fabric.network asks for $resources', ({ fabric, resources }) => {
    const { limits, requests } = engine(
      specWith({ fabric, waive: fabric.network === 'efa' ? { PD614: 'a test of the derivation' } : {} }),
    ).resources;
    const asked = { cpu: '8', memory: '64Gi', 'nvidia.com/gpu': '1', ...resources };
    // The threads of libfabric must not be throttled.
    const { cpu, ...unthrottled } = asked;
    expect([requests, limits]).toEqual([asked, fabric.network === 'efa' ? unthrottled : { ...unthrottled, cpu }]);
  });

  test('tcp asks for no device, and is what a spec without a word about it gets', () => {
    expect(withoutRecord(manifestsOf(specWith({ fabric: 'tcp' })))).toEqual(withoutRecord(manifestsOf(validSpec)));
    expect(Object.keys(engine(validSpec).resources.limits)).toEqual(['cpu', 'memory', 'nvidia.com/gpu']);
  });

  test('only IPC_LOCK takes root, and then nothing but that is added', () => {
    const spec = specWith({ fabric: ipcLock });
    expect(engine(spec).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { add: ['IPC_LOCK'], drop: ['ALL'] },
      runAsGroup: 0,
      runAsUser: 0,
    });
    expect(pod(spec).securityContext).toEqual({
      fsGroup: 2000,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(pod(spec).initContainers[0].securityContext).toMatchObject({
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(engine(specWith({ fabric: infiniband })).securityContext).toEqual(engine(validSpec).securityContext);
  });

  test.each<{ fabric: FabricSpec; modelCache?: object; enforced: string }>([
    { fabric: 'tcp', enforced: 'restricted' },
    { fabric: infiniband, enforced: 'restricted' },
    { fabric: ipcLock, enforced: 'privileged' },
    { fabric: 'tcp', modelCache: { type: 'hostPath', path: '/models' }, enforced: 'privileged' },
  ])('the namespace enforces the level that admits the pods: $enforced', ({ enforced, ...change }) => {
    expect(level(specWith(change))).toBe(enforced);
  });
});

describe('the user', () => {
  const ids = (security: SecuritySpec) => {
    const spec = specWith({ security });
    const { runAsUser, runAsGroup } = engine(spec).securityContext;
    const { fsGroup, supplementalGroups, runAsNonRoot } = pod(spec).securityContext;
    return { runAsUser, runAsGroup, fsGroup, supplementalGroups, runAsNonRoot };
  };

  test('of the image is 2000 in the root group', () => {
    expect(ids({})).toEqual({ runAsUser: 2000, runAsGroup: 0, fsGroup: 2000, runAsNonRoot: true });
    expect(ids({ user: 'image' })).toEqual(ids({}));
  });

  test('above all accounts of a node keeps the root group, to which the image\'s writable files belong', () => {
    expect(ids({ user: 'high' })).toEqual({
      runAsUser: 20_000,
      runAsGroup: 20_000,
      fsGroup: 20_000,
      supplementalGroups: [0],
      runAsNonRoot: true,
    });
    const others = [
      pod(specWith({ security: { user: 'high' } })).initContainers[0],
      pod(specWith({ security: { user: 'high' } }), 'epp').containers[0],
    ];
    for (const { securityContext } of others)
      expect(securityContext).toMatchObject({ runAsUser: 65_532, runAsGroup: 65_532 });
  });

  test('of OpenShift is given by the namespace', () => {
    expect(ids({ user: 'openshift' })).toEqual({ runAsNonRoot: true });
    expect(JSON.stringify(manifestsOf(specWith({ security: { user: 'openshift' } })))).not.toMatch(
      /runAsUser|runAsGroup|fsGroup"|supplementalGroups/,
    );
  });
});

test('a read-only engine can write to /tmp and its home, and to nothing else of its own', () => {
  const spec = specWith({ security: { readOnlyEngine: true } });
  expect(engine(spec).securityContext.readOnlyRootFilesystem).toBe(true);
  expect(engine(spec).volumeMounts).toContainEqual({ name: 'tmp', mountPath: '/tmp' });
  expect(pod(spec).volumes).toContainEqual({ name: 'tmp', emptyDir: {} });
  expect(engine(validSpec).securityContext).not.toHaveProperty('readOnlyRootFilesystem');
  expect(pod(validSpec).volumes.map(({ name }: Manifest) => name)).not.toContain('tmp');
});

test('the gateway\'s pod keeps to the level that the namespace enforces', () => {
  const parameters = manifestsOf(validSpec).find(({ kind, data }) => kind === 'ConfigMap' && data.deployment)!;
  expect(parameters.data.deployment).toContain('seccompProfile:\n          type: RuntimeDefault');
});

test('a filled cache is not asked about at the Hub, and no way there is open', () => {
  const spec = specWith({
    modelCache: { type: 'persistentVolumeClaim', size: '1Ti', filled: true },
    operations: { networkPolicies: {} },
  });
  expect(engine(spec).env).toContainEqual({ name: 'HF_HUB_OFFLINE', value: '1' });
  expect(manifestsOf(spec).map(({ kind, metadata }) => `${kind}/${metadata.name}`)).not.toContain(
    'NetworkPolicy/llama-model-download',
  );
  expect(engine(validSpec).env.map(({ name }: Manifest) => name)).not.toContain('HF_HUB_OFFLINE');
});

test('disk space is requested and limited where it is stated', () => {
  const { resources } = engine({ ...validSpec, decode: { ...validSpec.decode, ephemeralStorage: '500Gi' } });
  expect([resources.requests['ephemeral-storage'], resources.limits['ephemeral-storage']]).toEqual(['500Gi', '500Gi']);
});

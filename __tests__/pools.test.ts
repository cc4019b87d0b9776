import { specWith, roleWith, validSpec } from './valid-spec';
import { deploymentOf, manifestsOf, podOf } from './manifests';
import { ProbesSpec, Release } from '../lib';

const engineOf = (spec: Parameters<typeof manifestsOf>[0], role: 'prefill' | 'decode') =>
  podOf(manifestsOf(spec), role).spec.containers[0];

test('GPUs follow from tensor and pipeline parallelism', () => {
  const engine = engineOf(
    {
      ...roleWith('decode', { parallelism: { tensor: 4, pipeline: 2 } }),
      waive: { PD122: 'a test of the derivation' },
    },
    'decode',
  );
  expect(engine.resources.requests['nvidia.com/gpu']).toBe('8');
  expect(engine.args).toEqual(expect.arrayContaining(['--tensor-parallel-size=4', '--pipeline-parallel-size=2']));
  expect(engine.env).toContainEqual({ name: 'CUDA_VISIBLE_DEVICES', value: '0,1,2,3,4,5,6,7' });
});

test('every tensor-parallel rank has a side-channel port where vLLM opens one a rank', () => {
  const ports = (release: Release) =>
    engineOf({ ...roleWith('decode', { parallelism: { tensor: 2 } }), release }, 'decode').ports.map(
      ({ containerPort }: { containerPort: number }) => containerPort,
    );
  expect(ports(Release.LLM_D_0_3)).toEqual([8200, 5600, 5601]);
  expect(ports(Release.LLM_D_0_10)).toEqual([8200, 5600]);
});

test('each engine field is the vLLM flag that its documentation names', () => {
  const spec = {
    ...roleWith('prefill', {
      engine: { gpuMemoryUtilization: 0.85, maxNumSeqs: 64, maxNumBatchedTokens: 4096, enforceEager: true },
    }),
    engine: { maxModelLen: 4096, blockSize: 64, dtype: 'bfloat16', kvCacheDtype: 'fp8', quantization: 'fp8' },
    model: { uri: 'hf://Qwen/Qwen3-32B', revision: 'abc123', servedName: 'qwen' },
  } as const;
  expect(engineOf(spec, 'prefill').args).toEqual([
    'Qwen/Qwen3-32B',
    '--served-model-name=qwen',
    '--revision=abc123',
    '--port=8000',
    '--tensor-parallel-size=1',
    '--max-model-len=4096',
    '--block-size=64',
    '--dtype=bfloat16',
    '--kv-cache-dtype=fp8',
    '--quantization=fp8',
    '--gpu-memory-utilization=0.85',
    '--max-num-seqs=64',
    '--max-num-batched-tokens=4096',
    '--enforce-eager',
    '--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_producer","kv_load_failure_policy":"fail"}',
    '--disable-uvicorn-access-log',
    '--shutdown-timeout=120',
  ]);
});

test('more arguments, variables and pod fields are added and replace nothing', () => {
  const plain = podOf(manifestsOf(validSpec), 'decode');
  const more = podOf(manifestsOf(roleWith('decode', {
    extraArgs: ['--enable-prefix-caching'],
    extraEnv: { A: 'b', C: { fieldPath: 'spec.nodeName' }, D: { secretName: 's', key: 'k' } },
    pod: {
      labels: { team: 'a' }, annotations: { note: 'b' }, nodeSelector: { pool: 'gpu' }, priorityClassName: 'high',
      tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }], imagePullSecrets: [{ name: 'registry' }],
    },
  })), 'decode');
  const [before, after] = [plain.spec.containers[0], more.spec.containers[0]];
  expect(after.args).toEqual([...before.args, '--enable-prefix-caching']);
  expect(after.env).toEqual([
    ...before.env,
    { name: 'A', value: 'b' },
    { name: 'C', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } },
    { name: 'D', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
  ]);
  expect(more.metadata).toEqual({ labels: { ...plain.metadata.labels, team: 'a' }, annotations: { note: 'b' } });
  expect(more.spec).toMatchObject({
    nodeSelector: { pool: 'gpu' },
    priorityClassName: 'high',
    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }],
    imagePullSecrets: [{ name: 'registry' }],
  });
});

test('an anonymous download mounts no token', () => {
  const { containers: [engine], volumes } = podOf(manifestsOf(validSpec), 'decode').spec;
  expect(volumes.map(({ name }: { name: string }) => name)).toEqual(['model-cache', 'home', 'shm']);
  expect(engine.env.map(({ name }: { name: string }) => name)).not.toContain('HF_TOKEN_PATH');
});

test('the weights can be in a claim, in the pod or on the node', () => {
  const volume = (modelCache: object) => podOf(manifestsOf(specWith({ modelCache })), 'prefill').spec.volumes[0];
  expect(volume({ type: 'persistentVolumeClaim', size: '1Ti', storageClassName: 'nfs' })).toEqual({
    name: 'model-cache',
    persistentVolumeClaim: { claimName: 'llama-model-cache' },
  });
  expect(volume({ type: 'emptyDir', size: '100Gi' })).toEqual({
    name: 'model-cache',
    emptyDir: { sizeLimit: '100Gi' },
  });
  expect(volume({ type: 'hostPath', path: '/models' })).toEqual({
    name: 'model-cache',
    hostPath: { path: '/models', type: 'Directory' },
  });
});

test('only a claim is an object of its own, with its storage class', () => {
  const claims = (modelCache: object) =>
    manifestsOf(specWith({ modelCache }))
      .filter(({ kind }) => kind === 'PersistentVolumeClaim')
      .map(({ spec }) => spec);
  expect(claims({ type: 'persistentVolumeClaim', size: '1Ti', storageClassName: 'nfs' })).toEqual([
    { accessModes: ['ReadWriteMany'], storageClassName: 'nfs', resources: { requests: { storage: '1Ti' } } },
  ]);
  expect(claims({ type: 'hostPath', path: '/models' })).toEqual([]);
});

test('a namespace that is made elsewhere is left out, and stays the namespace of every object', () => {
  const manifests = manifestsOf(specWith({ createNamespace: false }));
  expect(manifests.filter(({ kind }) => kind === 'Namespace')).toEqual([]);
  expect(new Set(manifests.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['team-a']));
});

test('the pods start as nobody in particular: no root, no privileges, no API token, no service links', () => {
  for (const role of ['prefill', 'decode'] as const) {
    const { spec } = podOf(manifestsOf(validSpec), role);
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    for (const { securityContext } of [...spec.containers, ...spec.initContainers ?? []]) {
      expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
    }
  }
});

test('the selector of a Deployment is the same in every release, because it cannot be changed', () => {
  const selectors = [Release.LLM_D_0_3, Release.LLM_D_0_10].map(
    release => deploymentOf(manifestsOf(specWith({ release })), 'decode').spec.selector,
  );
  expect(selectors[0]).toEqual(selectors[1]);
});

describe('probes', () => {
  const timing = (role: 'prefill' | 'decode', probes?: ProbesSpec) => {
    const { livenessProbe, readinessProbe } = engineOf(roleWith(role, probes ? { probes } : {}), role);
    return [readinessProbe, livenessProbe].map(({ periodSeconds, timeoutSeconds, failureThreshold }) =>
      [periodSeconds, timeoutSeconds, failureThreshold]);
  };

  test('a saturated engine may be silent for 10 probes of 15 s before its pod leaves the pool or is started again', () => {
    for (const role of ['prefill', 'decode'] as const)
      expect(timing(role)).toEqual([
        [5, 15, 10],
        [10, 15, 10],
      ]);
  });

  test('each timing can be set, by role and probe', () => {
    expect(timing('decode', { readiness: { timeoutSeconds: 3 } })).toEqual([[5, 3, 10], [10, 15, 10]]);
    expect(timing('prefill', { liveness: { periodSeconds: 30, failureThreshold: 2 } })).toEqual([
      [5, 15, 10],
      [30, 15, 2],
    ]);
  });

  test.each([0, 1.5, -1, 2 ** 31, '3'])('a timing of %j is refused, as the API server would', (value) => {
    const probes = { readiness: { periodSeconds: value } } as ProbesSpec;
    expect(() => manifestsOf(roleWith('decode', { probes }))).toThrow(
      /decode\.probes\.readiness\.periodSeconds\] PD701/,
    );
  });
});

test('no sidecar of a mesh is added to engines and picker, also where a pod has labels of its own', () => {
  const manifests = manifestsOf(roleWith('decode', { pod: { labels: { team: 'a' } } }));
  const templates = manifests.filter(({ kind }) => kind === 'Deployment').map(deployment => deployment.spec.template);
  expect(templates.map(({ metadata }) => metadata.labels['sidecar.istio.io/inject'])).toEqual([
    'false',
    'false',
    'false',
  ]);
  const decode = podOf(manifests, 'decode');
  expect(decode.metadata.labels).toMatchObject({ team: 'a', 'sidecar.istio.io/inject': 'false' });
});

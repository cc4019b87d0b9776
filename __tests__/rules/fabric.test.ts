import { FabricSpec, InferenceSpec, planInference, Release, Vllm } from '../../lib';
import { modelServer } from '../../lib/constructs/serving/model-server';
import { judge } from '../../lib/rules/judge';
import { specWith, validSpec } from '../valid-spec';

const infiniband = { type: 'rdma-node-memlock', network: 'infiniband' } as const;

const both = (extraEnv: NonNullable<InferenceSpec['decode']['extraEnv']>) => ({
  prefill: { ...validSpec.prefill, extraEnv }, decode: { ...validSpec.decode, extraEnv },
});

function found(change: Partial<InferenceSpec>): string[] {
  return judge(planInference('llama', specWith(change))).findings.map(({ rule, field }) => `${rule} ${field}`);
}

const nodes = { instanceType: 'p5en.48xlarge' } as const;

describe('EFA with an image of vLLM is refused under every name', () => {
  test.each<[FabricSpec, readonly string[]]>([
    [{ type: 'rdma-ipc-lock', network: 'efa', ...nodes }, ['PD614 release.modelServer', 'PD362 fabric']],
    [
      { type: 'rdma-node-memlock', network: 'efa', resource: 'a.com/nic', ...nodes },
      ['PD614 release.modelServer', 'PD362 fabric'],
    ],
    [
      { type: 'rdma-ipc-lock', network: 'roce', resource: 'vpc.amazonaws.com/efa', devices: { prefill: 1, decode: 2 } },
      ['PD614 release.modelServer', 'PD362 fabric'],
    ],
    [{ type: 'rdma-ipc-lock', network: 'roce', resource: 'nvidia.com/roce' }, []],
    [infiniband, []],
    ['tcp', []],
  ])('%j has %j', (fabric, findings) => {
    expect(found({ fabric })).toEqual(findings);
  });
});

describe('EFA is whole', () => {
  const image = 'public.ecr.aws/deep-learning-containers/vllm:own';
  const ofAws = (fabric: FabricSpec, decode: number) => planInference('llama', specWith({
    release: { ...Release.ROUTER_0_10, modelServer: Vllm.of({ image, like: Release.ROUTER_0_10.modelServer }) },
    fabric, decode: { ...validSpec.decode, parallelism: { tensor: decode } },
  }));
  const efa = { type: 'rdma-ipc-lock', network: 'efa' } as const;

  test.each([
    ['p5en.48xlarge', 4, 2, 8], ['p5.48xlarge', 2, 4, 8], ['p6-b200.48xlarge', 8, 1, 8], ['p4d.24xlarge', 4, 1, 2],
  ])('on %s with %i GPUs in a decode pod', (instanceType, gpus, ofPrefill, ofDecode) => {
    const plan = ofAws({ ...efa, instanceType }, gpus);
    expect(plan.pools.map(pool => modelServer(pool).resources?.limits?.['vpc.amazonaws.com/efa']?.value))
      .toEqual([`${ofPrefill}`, `${ofDecode}`]);
  });

  test('devices that are stated count', () => {
    const plan = ofAws({ ...efa, ...nodes, devices: { prefill: 3, decode: 5 } }, 2);
    expect(plan.pools.map(pool => modelServer(pool).resources?.limits?.['vpc.amazonaws.com/efa']?.value))
      .toEqual(['3', '5']);
  });

  test('the pair loads libfabric, is in one zone on nodes of the type, and its CPU is not throttled', () => {
    for (const pool of ofAws({ ...efa, ...nodes }, 2).pools) {
      const { args = [], resources } = modelServer(pool);
      expect(args.join(' ')).toContain('"kv_connector_extra_config":{"backends":["LIBFABRIC"]}');
      expect(resources?.requests).toHaveProperty('cpu');
      expect(resources?.limits).not.toHaveProperty('cpu');
      expect(pool.pod.nodeSelector).toMatchObject({ 'node.kubernetes.io/instance-type': 'p5en.48xlarge' });
      expect(pool.pod.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution).toEqual([{
        topologyKey: 'topology.kubernetes.io/zone',
        labelSelector: { matchLabels: expect.objectContaining({ 'llm-d.ai/model': 'llama' }) as unknown },
      }]);
    }
  });
});

describe('only a fabric with RDMA silences the warning that KV cache is moved more slowly than it is computed', () => {
  const large = {
    model: { uri: 'hf://Qwen/Qwen3-32B' },
    modelCache: { type: 'persistentVolumeClaim', size: '200Gi' },
  } as const;
  test.each<[string, Partial<InferenceSpec>, readonly string[]]>([
    ['tcp', { fabric: 'tcp' }, ['PD508 fabric']],
    ['tcp with UCX_TLS', { fabric: 'tcp', ...both({ UCX_TLS: 'tcp' }) }, ['PD508 fabric']],
    ['tcp with UCX_TLS for RDMA', { fabric: 'tcp', ...both({ UCX_TLS: 'rc,cuda_copy' }) }, ['PD508 fabric']],
    ['tcp with UCX_NET_DEVICES', { fabric: 'tcp', ...both({ UCX_NET_DEVICES: 'eth0' }) }, ['PD508 fabric']],
    [
      'EFA that is waived',
      {
        fabric: { type: 'rdma-ipc-lock', network: 'efa', ...nodes },
        waive: { PD614: 'an image with libfabric', PD362: 'verified' },
      },
      [],
    ],
    ['InfiniBand', { fabric: infiniband }, []],
    ['RoCE', { fabric: { type: 'rdma-ipc-lock', network: 'roce' } }, []],
  ])('%s', (_what, change, findings) => {
    expect(found({ ...large, ...change })).toEqual(findings);
  });
});

describe('UCX_TLS does not contradict the fabric', () => {
  test.each(['tcp', 'tcp,cuda_copy', 'cuda_ipc,cuda_copy,self,sm', '^ib', '^all', '^rc,ud,dc', 'ud:aux,tcp'])(
    '%s on InfiniBand is refused in each role',
    (UCX_TLS) => {
      expect(found({ fabric: infiniband, ...both({ UCX_TLS }) })).toEqual([
        'PD615 prefill.extraEnv.UCX_TLS',
        'PD615 decode.extraEnv.UCX_TLS',
      ]);
      expect(found({ fabric: 'tcp', ...both({ UCX_TLS }) })).toEqual([]);
    },
  );

  test.each([
    'rc,cuda_copy',
    'all',
    'ib,cuda',
    'tcp, rc_x',
    'dc_mlx5,cuda_ipc',
    '\\rc_verbs,ud',
    '^tcp',
    '^rc',
    '^ud,ud:aux',
  ])('%s on InfiniBand is taken', (UCX_TLS) => {
    expect(found({ fabric: infiniband, ...both({ UCX_TLS }) })).toEqual([]);
  });

  test('a value that is not in the spec is not judged', () => {
    expect(found({ fabric: infiniband, ...both({ UCX_TLS: { secretName: 's', key: 'k' } }) })).toEqual([]);
  });
});

import { FabricSpec, InferenceSpec, planInference } from '../../lib';
import { judge } from '../../lib/rules/judge';
import { specWith, validSpec } from '../valid-spec';

const infiniband = { type: 'rdma-node-memlock', network: 'infiniband' } as const;

const both = (extraEnv: NonNullable<InferenceSpec['decode']['extraEnv']>) => ({
  prefill: { ...validSpec.prefill, extraEnv }, decode: { ...validSpec.decode, extraEnv },
});

function found(change: Partial<InferenceSpec>): string[] {
  return judge(planInference('llama', specWith(change))).findings.map(({ rule, field }) => `${rule} ${field}`);
}

describe('EFA is refused under every name', () => {
  test.each<[FabricSpec, readonly string[]]>([
    [{ type: 'rdma-ipc-lock', network: 'efa' }, ['PD614 fabric.network']],
    [{ type: 'rdma-node-memlock', network: 'efa', resource: 'acme.com/nic' }, ['PD614 fabric.network']],
    [{ type: 'rdma-ipc-lock', network: 'roce', resource: 'vpc.amazonaws.com/efa' }, ['PD614 fabric.resource']],
    [{ type: 'rdma-ipc-lock', network: 'roce', resource: 'nvidia.com/roce' }, []],
    [infiniband, []],
    ['tcp', []],
  ])('%j has %j', (fabric, findings) => {
    expect(found({ fabric })).toEqual(findings);
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
    ['EFA', { fabric: { type: 'rdma-ipc-lock', network: 'efa' } }, ['PD508 fabric', 'PD614 fabric.network']],
    [
      'EFA that is waived',
      { fabric: { type: 'rdma-ipc-lock', network: 'efa' }, waive: { PD614: 'an image with libfabric' } },
      ['PD508 fabric'],
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

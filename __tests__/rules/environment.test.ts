import { InferenceSpec, planInference, Release } from '../../lib';
import { judge } from '../../lib/rules/judge';
import { validSpec } from '../valid-spec';

type Env = InferenceSpec['decode']['extraEnv'];

/** Rules and fields of the findings about variables, with these of decode and, unless said otherwise, of prefill. */
function found(decode: Env, prefill: Env = decode, more: Partial<InferenceSpec> = {}): string[] {
  const spec: InferenceSpec = {
    ...validSpec, ...more,
    prefill: { ...validSpec.prefill, ...prefill !== undefined && { extraEnv: prefill } },
    decode: { ...validSpec.decode, ...decode !== undefined && { extraEnv: decode } },
  };
  const { findings } = judge(planInference('llama', spec));
  return findings.map(({ field, rule }) => `${rule} ${field}`).filter(text => text.includes('Env'));
}

const infiniband = { fabric: { type: 'rdma-node-memlock', network: 'infiniband' } } as const;

describe('$(NAME) in a value', () => {
  test('of a variable that the container does not have is refused: that of the image is not seen', () => {
    expect(found({ MY_PATH: '/opt:$(MY_OTHER)' })).toEqual([
      'PD126 prefill.extraEnv.MY_PATH',
      'PD126 decode.extraEnv.MY_PATH',
    ]);
  });

  test('of an earlier variable, also one that the library sets, passes; of a later one it does not', () => {
    expect(found({ MY_A: '1', MY_B: '$(MY_A)$(HOME)' })).toEqual([]);
    expect(found({ MY_B: '$(MY_A)', MY_A: '1' })).toEqual([
      'PD126 prefill.extraEnv.MY_B',
      'PD126 decode.extraEnv.MY_B',
    ]);
  });

  test('is judged whatever the number of GPUs is', () => {
    const decode = { ...validSpec.decode, parallelism: { tensor: 2 ** 53 }, extraEnv: { MY_PATH: '$(MY_OTHER)' } };
    const rules = judge(planInference('llama', { ...validSpec, decode })).findings.map(({ rule }) => rule);
    expect(rules).toEqual(expect.arrayContaining(['PD104', 'PD126']));
  });

  test('that is escaped is text', () => {
    expect(found({ MY_TEXT: '$$(MY_OTHER)' })).toEqual([]);
  });
});

test.each(['PATH', 'LD_LIBRARY_PATH', 'PYTHONPATH'])('%s of the image is not replaced without a warning', (name) => {
  expect(found({ [name]: '/opt' })).toEqual([`PD127 prefill.extraEnv.${name}`, `PD127 decode.extraEnv.${name}`]);
});

describe('UCX_NET_DEVICES', () => {
  test.each(['eth0', 'ens5,bond0', 'ib0'])('%s has no device of InfiniBand', (value) => {
    expect(found({ UCX_NET_DEVICES: value }, undefined, infiniband)).toEqual([
      'PD616 prefill.extraEnv.UCX_NET_DEVICES', 'PD616 decode.extraEnv.UCX_NET_DEVICES',
    ]);
  });

  test.each(['mlx5_0:1', 'mlx5_0:1,eth0', 'all'])('%s has', (value) => {
    expect(found({ UCX_NET_DEVICES: value }, undefined, infiniband)).toEqual([]);
  });

  test('an RDMA device alone leaves pods without one no transport', () => {
    expect(found({ UCX_NET_DEVICES: 'mlx5_0:1' }).sort()).toEqual([
      'PD616 decode.extraEnv.UCX_NET_DEVICES', 'PD616 prefill.extraEnv.UCX_NET_DEVICES',
    ]);
  });
});

test('a variable of UCX, NIXL or NCCL in one role only is a warning; other variables may differ', () => {
  expect(found({ UCX_NET_DEVICES: 'mlx5_0:1' }, { MY_OTHER: '1' }, infiniband)).toEqual([
    'PD322 decode.extraEnv.UCX_NET_DEVICES',
  ]);
  expect(found({}, { NCCL_IB_TIMEOUT: '22', NCCL_DEBUG: 'INFO' })).toEqual(['PD322 prefill.extraEnv.NCCL_IB_TIMEOUT']);
});

test('a size of a thousand million GPUs is refused before anything is made as often', () => {
  const decode = { ...validSpec.decode, parallelism: { tensor: 1e9 } };
  const spec = { ...validSpec, release: Release.LLM_D_0_3, decode, operations: { networkPolicies: {} } };
  expect(judge(planInference('llama', spec)).findings.map(({ rule }) => rule)).toContain('PD104');
});

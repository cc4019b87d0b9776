import type { PoolPlan } from '../../../plan/pool-plan';
import { connectedPools } from '../../../plan/pools';
import { Release } from '../../../stack/releases';
import { givenModel } from '../../language/example';
import { Rule, Violation } from '../../language/rule';
import { flagsOf } from '../../language/vllm-arguments';

const FLAG = '--decode-context-parallel-size';

const given = {
  ...givenModel('deepseek-ai/DeepSeek-V3'),
  'release': Release.ROUTER_0_11,
  'waive': { PD325: 'an example', PD431: 'an example', PD508: 'an example' },
  'prefill.parallelism': { tensor: 8 },
  'decode.parallelism': { tensor: 8 },
};

/** Tokens of one cache on several GPUs, in the versions whose NIXL connector follows that. In others PD121 refuses it. */
export const contextParallelRules: readonly Rule[] = [
  {
    id: 'PD324',
    title: 'The tokens of a cache are on one GPU or on all, and on all for latent attention only',
    severity: 'error',
    cause:
      'the NIXL connector reads a cache that every GPU has whole, or one of latent attention (MLA) whose tokens are '
      + 'spread over all GPUs; with anything between, the engine exits at start with an assertion',
    fix: `remove \`${FLAG}\``,
    source:
      'vLLM 0.30.0 vllm/config/vllm.py:1332 and 0.33.0 vllm/config/vllm.py:1577 (`PD with decode_context_parallel_size '
      + '> 1 is only supported for MLA models`)',
    evidence: 'read',
    check: plan => connectedPools(plan).flatMap((pool): Violation[] => sizesOf(pool).flatMap(({ field, size }) => {
      const { model: { facts, repository }, parallelism: { tensor } } = pool;
      if (facts !== undefined && facts.attention !== 'mla')
        return [{
          field, cause: `\`${FLAG}=${size}\` needs latent attention (MLA), which ${repository} does not have`,
        }];
      return size === tensor
        ? []
        : [{
            field,
            cause: `\`${FLAG}=${size}\` is neither 1 nor the ${tensor} tensor-parallel GPUs of a ${pool.role} pod`,
            fix: `set \`${FLAG}=${tensor}\`, or remove the flag`,
          }];
    })),
    example: {
      field: 'decode.extraArgs', fails: [`${FLAG}=4`], passes: [`${FLAG}=8`], given, implies: ['PD626', 'PD705'],
    },
  },
  {
    id: 'PD325',
    title: 'A cache whose tokens are on several GPUs was measured',
    severity: 'warning',
    cause:
      'the connector puts the tokens of each GPU together by a formula. Where vLLM refuses nothing and nobody compared '
      + 'the answers, they may be wrong with status 200',
    fix: 'compare answers of the pair with those of one engine, and waive the rule with the result',
    source:
      'vLLM 0.30.0 and 0.33.0 vllm/distributed/kv_transfer/kv_connector/v1/nixl/base_worker.py, '
      + '_apply_dcp_prefix_caching: read, not measured',
    evidence: 'read',
    check: plan => connectedPools(plan).flatMap((pool): Violation[] => sizesOf(pool).map(({ field, size }) => ({
      field, cause: `\`${FLAG}=${size}\` was not measured with vLLM ${pool.modelServer.known!.version}`,
    }))),
    example: {
      field: 'decode.extraArgs', fails: [`${FLAG}=8`], passes: [`${FLAG}=1`],
      given: { ...given, waive: { PD431: 'an example', PD508: 'an example' } },
      implies: ['PD626', 'PD705'],
    },
  },
];

/** Each size above 1 that a pool gives, where its vLLM follows it. */
function sizesOf({ extraArgs, modelServer: { known }, role }: PoolPlan): { field: string; size: number }[] {
  if (known?.decodeContextParallel !== 'latent') return [];
  return flagsOf(extraArgs, known.flags)
    .filter(({ name, value }) => name === FLAG && Number(value) > 1)
    .map(({ index, value }) => ({ field: `${role}.extraArgs[${index}]`, size: Number(value) }));
}

import { AcceleratorRates, hasRates } from '../../../devices/accelerator-facts';
import { accelerators } from '../../../devices/accelerators';
import { defaultDevice } from '../../../devices/devices';
import { keepsEveryToken, ModelFacts } from '../../../facts/model-facts';
import { pairTime } from '../../../facts/pair-time';
import { InferencePlan } from '../../../plan/inference-plan';
import { gpusOfReplica } from '../../../plan/model-server-pool-props';
import type { PoolPlan } from '../../../plan/pool-plan';
import { pairsOf, type PoolPair } from '../../../plan/pools';
import { givenModel } from '../../language/example';
import { modelName } from '../../language/model-name';
import { Rule, Violation } from '../../language/rule';

/** Whether prefill/decode disaggregation pays for this deployment. */
export const worthRules: readonly Rule[] = [
  {
    id: 'PD506',
    title: 'The model is large enough that prefill/decode is worth the transfer',
    severity: 'warning',
    cause:
      'a small model computes a prompt faster than its KV cache is transferred: without roles the same GPUs '
      + 'return the first token earlier, and half of them are not idle',
    fix: 'leave `prefill` out: the decode pods then compute the prompts too. Or waive the rule with a measurement',
    source:
      'llm-d/llm-d guides/pd-disaggregation/README.md: for large models (Llama 70B and up, not 8B) and long prompts',
    evidence: 'read',
    isAdvice: true,
    holdsFor: 'models whose facts are known',
    check: plan =>
      pairsOf(plan).flatMap(({ decode: { model: { facts: model, ...named } } }) =>
        model && model.parameters < SMALL_MODEL
          ? [
              {
                field: 'model.uri',
                cause:
                  `${modelName(named)} has ${(model.parameters / 1e9).toFixed(1)} billion parameters, fewer than the `
                  + `${SMALL_MODEL / 1e9} billion from which prefill/decode pays`,
              },
            ]
          : [],
      ),
    example: {
      field: 'model.uri',
      fails: 'hf://Qwen/Qwen3-8B',
      passes: 'hf://Qwen/Qwen3-32B',
      given: { waive: { PD508: 'an example' } },
    },
  },
  {
    id: 'PD507',
    title: 'The GPUs are divided between prefill and decode as the work is',
    severity: 'warning',
    cause:
      'a GPU computes prompt tokens many times faster than answer tokens: with the same number of GPUs for '
      + 'both, the prefill half is idle unless prompts are much longer than answers',
    fix: 'lower `prefill.replicas`, or waive the rule with the lengths of your prompts and answers',
    source:
      'arithmetic and bandwidth in lib/facts/pair-time.ts; vllm-project/router '
      + 'ROUTER_BENCHMARK_RESULTS.md@be0f564 (8 + 8 H100: prefill 3 to 6 % busy)',
    evidence: 'read',
    isAdvice: true,
    holdsFor: 'models whose facts are known',
    check: plan =>
      withTime(plan, ({ model, gpu, gpuName, pair }) => {
        const [prefill, decode] = [gpusOf(pair.prefill), gpusOf(pair.decode)];
        const balanced = (pairTime(model, gpu).promptsPerAnswer * prefill) / decode;
        return decode > 0 && keepsEveryToken(model) && balanced > FARTHEST_RATIO
          ? [
              {
                field: 'prefill.replicas',
                cause: gpuName === undefined
                  ? `${prefill} prefill and ${decode} decode GPUs are equally busy only when prompts are more than `
                  + `${FARTHEST_RATIO} times as long as answers (\`accelerator\` gives the figure)`
                  : `${prefill} prefill and ${decode} decode GPUs (${gpuName}) are equally busy when prompts are `
                    + `${balanced.toFixed(0)} times as long as answers`,
              },
            ]
          : [];
      }),
    example: {
      field: 'prefill.replicas',
      fails: 4,
      passes: 2,
      given: givenModel('meta-llama/Llama-3.1-70B-Instruct', 'PD508'),
      implies: ['PD626'],
    },
  },
  {
    id: 'PD508',
    title: 'KV cache is transferred faster than it is computed',
    severity: 'warning',
    cause:
      'separate pods share no NVLink, and without RDMA NIXL reads over TCP: the transfer of the cache then '
      + 'takes longer than its computation, '
      + 'and the first token comes later than without prefill pods',
    fix: 'set `fabric` to an InfiniBand or RoCE network, or waive the rule with the measured time to the first token',
    source:
      'UCX over TCP at 0.36 GB/s: ai-dynamo/dynamo PR 1314; 0.5 GB/s: vllm-project/vllm#52607; llm-d/llm-d PR '
      + '2371; lib/facts/pair-time.ts',
    evidence: 'issue',
    isAdvice: true,
    holdsFor: 'models whose facts are known',
    check: plan =>
      withTime(plan, ({ model, gpu, gpuName, pair }) => {
        const { prefillMicroseconds, tcpMicroseconds } = pairTime(model, gpu);
        return pair.prefill.fabric !== 'tcp'
          || tcpMicroseconds === undefined
          || tcpMicroseconds <= prefillMicroseconds
          ? []
          : [
              {
                field: 'fabric',
                cause:
                  'the fabric has no RDMA: over TCP the KV cache of 1000 tokens takes about '
                  + `${tcpMicroseconds.toFixed(0)} ms to move`
                  + (gpuName === undefined
                    ? ', more than to compute (`accelerator` gives the figure)'
                    : ` and ${prefillMicroseconds.toFixed(0)} ms to compute on a GPU (${gpuName})`),
              },
            ];
      }),
    example: {
      field: 'fabric',
      fails: 'tcp',
      passes: { type: 'rdma-node-memlock', network: 'infiniband' },
      given: { 'model.uri': 'hf://Qwen/Qwen3-32B' },
    },
  },
];

/** Between 8 and 70 billion, which the guide names; the issue tracker's measured gains begin at 30. */
const SMALL_MODEL = 30e9;

/** Prompts ten times as long as answers are rare outside of retrieval and agents. */
const FARTHEST_RATIO = 10;

/** Rates are compared on the spec's GPU, or on the one that most public figures are from. */
const REFERENCE = 'NVIDIA-H100-80GB-HBM3';

interface Known {
  readonly model: ModelFacts;
  readonly gpu: AcceleratorRates;
  /** Undefined where the spec names none: what is compared then is not said as a fact. */
  readonly gpuName: string | undefined;
  readonly pair: PoolPair;
}

function withTime(plan: InferencePlan, check: (known: Known) => Violation[]): Violation[] {
  return pairsOf(plan).flatMap((pair) => {
    // Prompts are computed by the prefill pods.
    const { accelerator, device } = pair.prefill;
    const unnamed = { facts: device === defaultDevice.name ? accelerators[REFERENCE] : undefined, product: undefined };
    const { facts: gpu, product } = accelerator ?? unnamed;
    const { facts: model } = pair.decode.model;
    return model && gpu && hasRates(gpu) ? check({ model, gpu, gpuName: product, pair }) : [];
  });
}

/** GPUs of all pods of a pool. */
function gpusOf(pool: PoolPlan): number {
  return pool.replicas * gpusOfReplica(pool);
}

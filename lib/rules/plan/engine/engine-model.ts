import type { ModelFacts } from '../../../facts/model-facts';
import { InferencePlan } from '../../../plan/inference-plan';
import type { PoolPlan } from '../../../plan/pool-plan';
import { poolsOf } from '../../../plan/pools';
import { givenModel } from '../../language/example';
import { modelName } from '../../language/model-name';
import { Rule, Violation } from '../../language/rule';
import { flagsOf } from '../../language/vllm-arguments';

/** The engine against the model. */
export const engineModelRules: readonly Rule[] = [
  {
    id: 'PD106',
    title: 'The number of attention heads is a multiple of tensor parallelism',
    severity: 'error',
    cause:
      'every tensor-parallel GPU computes whole heads; vLLM exits with `Total number of attention heads must '
      + 'be divisible by tensor parallel size`',
    fix: 'set `tensor` to a divisor of the number of heads',
    source: 'vLLM 0.11.0 and 0.33 vllm/config/model.py, verify_with_parallel_config; heads in lib/facts/models.ts',
    evidence: 'read',
    holdsFor: knownModels(),
    check: plan =>
      withModel(plan, (model, pool) => {
        const { tensor } = pool.parallelism;
        return model.heads % tensor === 0
          ? []
          : [
              {
                field: tensorField(pool),
                cause: `${nameOf(pool)} has ${model.heads} attention heads, which ${tensor} GPUs cannot share`,
              },
            ];
      }),
    example: {
      field: 'decode.parallelism',
      fails: { tensor: 3 },
      passes: { tensor: 2 },
      given: givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD506', 'PD508'),
      implies: ['PD323'],
    },
  },
  {
    id: 'PD107',
    title: 'The number of KV heads is a multiple or a divisor of tensor parallelism',
    severity: 'error',
    cause:
      'each GPU gets whole key and value heads, or each head is repeated on the same number of GPUs; otherwise '
      + 'loading the model fails with an assertion',
    fix: 'set `tensor` to a divisor or a multiple of the number of KV heads',
    source: 'vLLM 0.11.0 vllm/model_executor/models/llama.py:132,136; heads in lib/facts/models.ts',
    evidence: 'read',
    holdsFor: knownModels(),
    check: plan =>
      withModel(plan, ({ attention, heads, kvHeads }, pool) => {
        const { tensor } = pool.parallelism;
        return attention === 'mla' || kvHeads % tensor === 0 || tensor % kvHeads === 0 || heads % tensor !== 0
          ? []
          : [
              {
                field: tensorField(pool),
                cause:
                  `${nameOf(pool)} has ${kvHeads} KV heads, which ${tensor} GPUs can neither share nor repeat `
                  + 'evenly',
              },
            ];
      }),
    example: {
      field: 'decode.parallelism',
      fails: { tensor: 12 },
      passes: { tensor: 8 },
      given: {
        ...givenModel('mistralai/Mixtral-8x22B-Instruct-v0.1', 'PD508'),
        'prefill.parallelism': { tensor: 4 },
      },
      implies: ['PD323', 'PD626'],
    },
  },
  {
    id: 'PD108',
    title: 'Experts in FP8 blocks are split into whole blocks',
    severity: 'error',
    cause:
      'tensor parallelism splits the weights of each expert into as many parts; with scales for blocks of 128 '
      + 'each part must be whole blocks, or vLLM exits with '
      + '`output_size of gate\'s and up\'s weight is not divisible by weight quantization block_n`',
    fix: 'set `expert` in `parallelism`, which gives each GPU whole experts, or set a smaller `tensor`',
    source:
      'vLLM 0.33 vllm/model_executor/layers/quantization/utils/fp8_utils.py:1347-1374; sizes in lib/facts/models.ts',
    evidence: 'read',
    holdsFor: knownModels(),
    check: plan =>
      withModel(plan, ({ experts, native }, pool) => {
        const { tensor } = pool.parallelism;
        const whole = pool.parallelism.expert;
        return native !== 'fp8' || !experts || whole || (experts.intermediate / tensor) % FP8_BLOCK === 0
          ? []
          : [
              {
                field: tensorField(pool),
                cause:
                  `an expert of ${nameOf(pool)} is ${experts.intermediate} wide, of which ${tensor} GPUs get `
                  + `${experts.intermediate / tensor}, not whole blocks of ${FP8_BLOCK}`,
              },
            ];
      }),
    example: {
      field: 'decode.parallelism',
      fails: { tensor: 8 },
      passes: { tensor: 4 },
      given: { ...givenModel('Qwen/Qwen3-235B-A22B-FP8', 'PD508'), 'prefill.parallelism': { tensor: 4 } },
      implies: ['PD323', 'PD626'],
    },
  },
  {
    id: 'PD109',
    title: 'Expert parallelism is for models with experts',
    severity: 'error',
    cause: 'vLLM exits with `Number of experts in the model must be greater than 0 when expert parallelism is enabled`',
    fix: 'remove `expert`',
    source: 'vLLM 0.27.1 vllm/config/model.py, verify_with_parallel_config',
    evidence: 'read',
    holdsFor: knownModels(),
    check: plan =>
      withModel(plan, ({ experts }, pool) =>
        experts || !pool.parallelism.expert
          ? []
          : [{ field: `${pool.role}.parallelism.expert`, cause: `${nameOf(pool)} has no experts` }],
      ),
    example: {
      field: 'decode.parallelism',
      fails: { expert: true },
      passes: undefined,
      given: givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD506', 'PD508'),
    },
  },
  {
    id: 'PD116',
    title: 'The context is not longer than that of the model',
    severity: 'error',
    cause:
      'the model was not trained on longer positions; vLLM exits with `User-specified max_model_len is greater '
      + 'than the derived max_model_len`',
    fix:
      'set `engine.maxModelLen` to at most the length of the model, or set `VLLM_ALLOW_LONG_MAX_MODEL_LEN` or '
      + '`--hf-overrides` in both roles if the context is extended on purpose',
    source: 'vLLM 0.33 vllm/config/model.py:2662; lengths in lib/facts/models.ts',
    evidence: 'read',
    holdsFor: knownModels(),
    check: plan =>
      poolsOf(plan, 'decode').flatMap((decode) => {
        const { facts: model } = decode.model;
        const length = decode.engine.maxModelLen;
        const stretched
          = plan.pools.flatMap(pool => flagsOf(pool.extraArgs)).some(({ name }) => stretching.has(name))
            || Object.hasOwn(decode.extraEnv, 'VLLM_ALLOW_LONG_MAX_MODEL_LEN');
        return !model || stretched || typeof length !== 'number' || length <= model.maxContext
          ? []
          : [
              {
                field: 'engine.maxModelLen',
                cause: `${nameOf(decode)} supports ${model.maxContext} tokens, got ${length}`,
              },
            ];
      }),
    example: {
      field: 'engine',
      fails: { maxModelLen: 200_000 },
      passes: { maxModelLen: 131_072 },
      given: givenModel('meta-llama/Llama-3.1-70B-Instruct', 'PD508'),
      implies: ['PD626'],
    },
  },
  {
    id: 'PD120',
    title: 'A pipeline has no more stages than the model has layers',
    severity: 'error',
    cause: 'a stage without a layer has nothing to compute and no KV cache to exchange',
    fix: 'use `tensor` instead of `pipeline`',
    source: 'vLLM 0.27.1 vllm/distributed/utils.py, get_pp_indices; layers in lib/facts/models.ts',
    evidence: 'read',
    holdsFor: knownModels(),
    check: plan =>
      withModel(plan, ({ layers }, pool) =>
        pool.parallelism.pipeline <= layers
          ? []
          : [
              {
                field: `${pool.role}.parallelism.pipeline`,
                cause: `${nameOf(pool)} has ${layers} layers, got ${pool.parallelism.pipeline} stages`,
              },
            ],
      ),
    example: {
      field: 'decode.parallelism',
      fails: { pipeline: 40 },
      passes: { tensor: 8 },
      given: givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD506', 'PD508'),
      implies: ['PD104', 'PD122', 'PD323'],
    },
  },
];

const FP8_BLOCK = 128;

// Each changes the length that vLLM derives from the model's files.
const stretching = new Set(['--hf-overrides', '--rope-scaling', '--rope-theta']);

function knownModels(): string {
  return 'models whose facts are known';
}

function withModel(
  { pools }: InferencePlan,
  check: (model: ModelFacts, pool: PoolPlan) => readonly Violation[],
): Violation[] {
  return pools.flatMap((pool) => {
    const { facts } = pool.model;
    return facts ? check(facts, pool) : [];
  });
}

function tensorField({ role }: PoolPlan): string {
  return `${role}.parallelism.tensor`;
}

function nameOf({ model }: PoolPlan): string {
  return modelName(model);
}

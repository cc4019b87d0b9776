import type { PoolPlan } from '../../../plan/pool-plan';
import { unnamedAcceleratorRule } from './unnamed-accelerator';
import { EngineMemory, kvTokens, longestModelLen, memoryShare, weightsGiB } from '../../../facts/memory';
import { givenModel } from '../../language/example';
import { Rule } from '../../language/rule';
import { eachEngine } from './judged-engine';
import { whatFits } from './what-fits';
import { noAcceleratorRule, unknownAcceleratorRule, unknownModel } from './unknown-facts';

/** Of the fields of an example: a model that leaves a GPU only a few GiB. */
const tightQwen = {
  ...givenModel('Qwen/Qwen3-32B', 'PD508'),
  'accelerator': 'NVIDIA-H100-80GB-HBM3',
  'prefill.engine': { gpuMemoryUtilization: 0.9 },
  'decode.engine': { gpuMemoryUtilization: 0.9 },
};

/** The memory of the GPUs. */
export const memoryRules: readonly Rule[] = [
  {
    id: 'PD201',
    title: 'Weights and the work of a step fit the GPU',
    severity: 'error',
    cause:
      'the memory that vLLM may use on a GPU must fit its share of the weights and the activations of the '
      + 'largest step, and leave memory for the KV '
      + 'cache; otherwise the process exits with an out-of-memory error or `No available memory for the cache blocks`',
    fix:
      'split the model over more GPUs (`parallelism.tensor`), quantize it (`engine.quantization`), or use '
      + 'larger GPUs',
    source: 'vLLM 0.33 vllm/v1/core/kv_cache_planning.py:57; formulas and constants in lib/facts/memory.ts',
    evidence: 'read',
    holdsFor: covered(),
    check: plan =>
      eachEngine(plan, (judged) => {
        const { engine, label, pool, share } = judged;
        if (share.kvCache + share.error < 0) {
          const field = blamed(engine, pool);
          const cause = `${label}: ${oneDecimal(share.weights)} GiB of weights and ${oneDecimal(share.work)} GiB of `
            + `activations do not fit the ${oneDecimal(share.budget)} GiB that vLLM may use on a GPU`;
          return [{ field, cause, fix: field.endsWith('tensor') ? whatFits(judged) : 'remove or raise it' }];
        }
        const loaded = weightsGiB({ ...engine, weightBytes: undefined });
        const { memoryGiB } = engine.accelerator;
        if (!engine.loadsWhole || loaded <= memoryGiB) return [];
        const cause = `${label}: this vLLM quantizes the weights only after it has loaded all of them, and `
          + `${oneDecimal(loaded)} GiB do not fit the ${oneDecimal(memoryGiB)} GiB of a GPU`;
        return [{ field: `${pool.role}.parallelism.tensor`, cause, fix: whatFits(judged) }];
      }),
    example: {
      field: 'accelerator',
      fails: 'NVIDIA-H100-80GB-HBM3',
      passes: 'NVIDIA-B200',
      given: { ...givenModel('meta-llama/Llama-3.1-70B-Instruct', 'PD508'), 'engine.maxModelLen': 8192 },
    },
  },
  {
    id: 'PD202',
    title: 'The KV cache has room for one request of the maximum length',
    severity: 'error',
    cause:
      'vLLM does not start unless one request of `max-model-len` fits: `To serve at least one request with the '
      + 'model\'s max seq len ... KV cache is needed`',
    fix: 'lower `engine.maxModelLen`, or split the model over more GPUs (`parallelism.tensor`)',
    source: 'vLLM 0.33 vllm/v1/core/kv_cache_planning.py:77; formulas and constants in lib/facts/memory.ts',
    evidence: 'read',
    holdsFor: covered(),
    check: plan =>
      eachEngine(plan, ({ engine, label, length, pool, share, blockSize }) => {
        const atBest = kvTokens(engine, share.kvCache + share.error);
        if (atBest === undefined || share.kvCache + share.error < 0 || atBest >= length) return [];
        const longest = longestModelLen(engine, blockSize) ?? 0;
        return [
          {
            field: 'engine.maxModelLen',
            cause:
              `${label}: ${oneDecimal(Math.max(0, share.kvCache))} GiB of KV cache in ${pool.role} pods hold about `
              + `${tokensOf(engine)} tokens, fewer than one request of ${length}`,
            ...(longest > 0 && {
              fix:
                `set \`engine.maxModelLen\` to at most about ${longest}, or split the model over more GPUs `
                + `(\`parallelism.tensor\`)`,
            }),
          },
        ];
      }),
    example: {
      field: 'engine.maxModelLen',
      fails: 40_960,
      passes: 4096,
      given: tightQwen,
    },
  },
  {
    id: 'PD203',
    title: 'Memory is not so tight that the estimate is uncertain',
    severity: 'warning',
    cause:
      'the error of the estimate is the spread of measured activations; a deployment within it may start with '
      + 'one driver and fail with another',
    fix:
      'lower `engine.maxModelLen` or `maxNumBatchedTokens`, split the model over more GPUs, or waive the rule '
      + 'after a successful start',
    source: 'spread of peak activations between model families, lib/facts/memory.ts',
    evidence: 'read',
    holdsFor: covered(),
    check: plan =>
      eachEngine(plan, ({ blockSize, engine, label, length, pool, share }) => {
        const [atBest, atWorst] = [share.kvCache + share.error, share.kvCache - share.error];
        const [most, least] = [kvTokens(engine, atBest), kvTokens(engine, atWorst)];
        const tight = atWorst < 0 || (least !== undefined && least < length);
        const impossible = atBest < 0 || (most !== undefined && most < length);
        const certain = Math.floor((least ?? 0) / blockSize) * blockSize;
        return !tight || impossible
          ? []
          : [
              {
                field: `${pool.role}.parallelism.tensor`,
                cause:
                  `${label}: about ${oneDecimal(share.kvCache)} ± ${oneDecimal(share.error)} GiB are left for `
                  + `the KV cache, for requests of ${length} tokens`,
                ...(certain > 0 && {
                  fix:
                    `set \`engine.maxModelLen\` to at most about ${certain}, which fits in any case, split the model `
                    + 'over more GPUs, or waive the rule after a successful start',
                }),
              },
            ];
      }),
    example: {
      field: 'engine.maxModelLen',
      fails: 16_384,
      passes: 4096,
      given: tightQwen,
      implies: ['PD204'],
    },
  },
  {
    id: 'PD204',
    title: 'A decode pod has room for more than one request of the maximum length',
    severity: 'warning',
    cause:
      'with room for only one long request the others wait until it ends, or are preempted and computed again; '
      + 'decoding is fast only in batches',
    fix: 'lower `engine.maxModelLen` to what callers need, or split the model over more GPUs (`parallelism.tensor`)',
    source: 'vLLM documentation, Optimization and Tuning: preemption; formulas in lib/facts/memory.ts',
    evidence: 'read',
    holdsFor: covered(),
    check: plan =>
      eachEngine(plan, ({ engine, blockSize, label, length, pool, share }) => {
        const tokens = kvTokens(engine);
        const certain = (kvTokens(engine, share.kvCache - share.error) ?? 0) >= length;
        return pool.role !== 'decode' || tokens === undefined || !certain || tokens >= USEFUL_BATCH * length
          ? []
          : [
              {
                field: 'engine.maxModelLen',
                cause:
                  `${label}: about ${tokens} tokens of KV cache hold one request of ${length} in a decode pod, `
                  + `not ${USEFUL_BATCH}`,
                fix:
                  `set \`engine.maxModelLen\` to at most about `
                  + `${longestModelLen(engine, blockSize, USEFUL_BATCH)}, or split the model over more GPUs `
                  + `(\`parallelism.tensor\`)`,
              },
            ];
      }),
    example: {
      field: 'engine.maxModelLen',
      fails: 120_000,
      passes: 8192,
      given: {
        ...givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD506', 'PD507', 'PD508'),
        accelerator: 'NVIDIA-L40S',
      },
    },
  },
  {
    id: 'PD210',
    title: 'The CUDA graphs fit beside the memory that vLLM takes',
    severity: 'warning',
    cause:
      'CUDA graphs are not part of `gpuMemoryUtilization`: where the rest of the GPU is smaller than they are, the '
      + 'engine exits at start with an out-of-memory error',
    fix: 'lower `gpuMemoryUtilization`, or set `enforceEager`',
    source: 'measured on an H100 with vLLM 0.27.1 and Llama 3.1 8B: 0.98 GiB; other models were not measured',
    evidence: 'read',
    holdsFor: covered(),
    check: plan =>
      eachEngine(plan, ({ engine, pool }) => {
        const { accelerator, utilization, working: { graphsGiB = 0 } } = engine;
        const rest = accelerator.memoryGiB * (1 - utilization);
        const most = Math.floor((1 - graphsGiB / accelerator.memoryGiB) * 100) / 100;
        return rest >= graphsGiB || pool.roleEngine.enforceEager
          ? []
          : [
              {
                field: `${pool.role}.engine.gpuMemoryUtilization`,
                cause: `${oneDecimal(rest)} GiB of the GPU are left for CUDA graphs, which take about ${graphsGiB} GiB`,
                fix: `set \`gpuMemoryUtilization\` to at most ${most}, or set \`enforceEager\``,
              },
            ];
      }),
    example: {
      field: 'decode.engine',
      fails: { gpuMemoryUtilization: 0.99 },
      passes: { gpuMemoryUtilization: 0.98 },
      given: {
        ...givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD506', 'PD508'),
        'accelerator': 'NVIDIA-H100-80GB-HBM3',
        'engine.maxModelLen': 8192,
      },
    },
  },
  {
    id: 'PD205',
    title: 'The facts about the model are known, so that all rules can judge it',
    severity: 'warning',
    cause:
      'whether a model fits its GPUs, can be split over them and is worth the transfer follows from its '
      + 'dimensions; without them only the first start '
      + 'shows it. There is no formula for the KV cache of layers that keep a window or different lengths',
    fix:
      'set `model.like` to the known model that it was made from, or to `Model.fromConfig` of its '
      + '`config.json`; or waive the rule',
    source:
      'the models of docs/models.md; for layers with a window, vLLM 0.33 vllm/v1/kv_cache_interface.py:618-648 (they '
      + 'count as full where the hybrid cache manager is off)',
    evidence: 'read',
    check: unknownModel,
    example: {
      field: 'model.like',
      fails: undefined,
      passes: 'openai/gpt-oss-120b',
      given: { 'model.uri': 'hf://acme/chat' },
    },
  },
  unknownAcceleratorRule,
  noAcceleratorRule,
  unnamedAcceleratorRule,
];

/**
 * Requests of the longest length that a decode pod should hold: with two, one long request does not stop all others.
 */
const USEFUL_BATCH = 2;

/** The field because of which the weights do not fit: a part of the GPU that is given, where that of vLLM would do. */
function blamed(engine: EngineMemory, { modelServer, role, roleEngine }: PoolPlan): string {
  const usual = modelServer.known?.gpuMemoryUtilization ?? engine.utilization;
  const { error, kvCache } = memoryShare({ ...engine, utilization: usual });
  return roleEngine.gpuMemoryUtilization !== undefined && kvCache + error >= 0
    ? `${role}.engine.gpuMemoryUtilization`
    : `${role}.parallelism.tensor`;
}

function tokensOf(engine: EngineMemory): number {
  return kvTokens(engine) ?? 0;
}

function oneDecimal(value: number): string {
  return value.toFixed(1);
}

function covered(): string {
  return 'models and accelerators whose facts are known';
}

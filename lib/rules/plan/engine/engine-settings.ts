import { poolsOf } from '../../../plan/pools';
import { gib } from '../../language/amount';
import { givenModel } from '../../language/example';
import { Rule, Violation } from '../../language/rule';

/** The engine's settings against each other and against its GPU. */
export const engineSettingRules: readonly Rule[] = [
  {
    id: 'PD117',
    title: 'A step has at least one token for each of its requests',
    severity: 'error',
    cause:
      'every running request needs a token of each step; vLLM exits with `max_num_batched_tokens must be '
      + 'greater than or equal to max_num_seqs`',
    fix: 'raise `maxNumBatchedTokens` or lower `maxNumSeqs`',
    source: 'vLLM 0.27.1 vllm/config/scheduler.py:263',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap((pool) => {
        const { maxNumBatchedTokens: tokens, maxNumSeqs: requests } = pool.roleEngine;
        return tokens === undefined || requests === undefined || tokens >= requests
          ? []
          : [
              {
                field: `${pool.role}.engine.maxNumBatchedTokens`,
                cause: `must be at least the ${requests} requests of a step (\`maxNumSeqs\`), got ${tokens} tokens`,
              },
            ];
      }),
    example: {
      field: 'decode.engine',
      fails: { maxNumSeqs: 512, maxNumBatchedTokens: 256 },
      passes: { maxNumSeqs: 512, maxNumBatchedTokens: 2048 },
    },
  },
  {
    id: 'PD118',
    title: 'Shared memory leaves room in the container\'s memory, and is enough for several GPUs',
    severity: 'error',
    cause:
      '`/dev/shm` is memory: its content counts towards the memory limit of the container, which is killed '
      + 'when it reaches the limit. The workers of one '
      + 'engine exchange messages there through a ring of 10 × 16 MiB each way, and exit with a bus error if the '
      + 'volume is smaller',
    fix: 'set `memory` well above `sharedMemory`, and with several GPUs set `sharedMemory` to 1Gi or more',
    source:
      'Kubernetes documentation, Volumes: emptyDir with medium Memory; vLLM 0.11.0 '
      + 'vllm/distributed/device_communicators/shm_broadcast.py',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap((pool): Violation[] => {
        const { memory, parallelism, sharedMemory } = pool;
        const [container, shared] = [gib(memory), gib(sharedMemory)];
        if (container === undefined || shared === undefined) return [];
        if (shared >= container)
          return [
            {
              field: `${pool.role}.${plan.spec[pool.role].sharedMemory ? 'sharedMemory' : 'memory'}`,
              cause: `shared memory of ${sharedMemory} leaves nothing of the ${memory} of the container`,
            },
          ];
        return parallelism.tensor * parallelism.pipeline > 1 && shared < LEAST_SHARED_GIB
          ? [
              {
                field: `${pool.role}.sharedMemory`,
                cause:
                  `${sharedMemory} is too little for ${parallelism.tensor * parallelism.pipeline} GPUs that `
                  + 'exchange data there',
              },
            ]
          : [];
      }),
    example: { field: 'decode.memory', fails: '16Gi', passes: '64Gi' },
  },
  {
    id: 'PD119',
    title: 'FP8 is used only on GPUs that compute in FP8',
    severity: 'warning',
    cause:
      'a GPU without FP8 arithmetic unpacks every weight and cached value before use: this saves memory but no '
      + 'time, and a KV cache in FP8 is slower',
    fix: 'remove the setting, or use GPUs of compute capability 8.9 or more',
    source:
      'vLLM 0.11.0 vllm/model_executor/layers/quantization/fp8.py (weights only below 8.9); '
      + 'lib/devices/accelerators.ts',
    evidence: 'read',
    holdsFor: 'specs with an accelerator',
    check: ({ accelerator, pools }) => {
      if (!accelerator?.facts || accelerator.facts.fp8) return [];
      return poolsOf({ pools }, 'decode').flatMap(({ engine }) =>
        (['quantization', 'kvCacheDtype'] as const)
          .filter(name => engine[name]?.startsWith('fp8'))
          .map(name => ({
            field: `engine.${name}`,
            cause: `${accelerator.product} has no FP8 arithmetic, got '${engine[name]}'`,
          })),
      );
    },
    example: {
      field: 'engine',
      fails: { kvCacheDtype: 'fp8' },
      passes: { kvCacheDtype: 'auto' },
      given: {
        ...givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD506', 'PD508'),
        accelerator: 'NVIDIA-A100-SXM4-80GB',
      },
    },
  },
];

/** Above the rings of several workers, far below the 16Gi that the library and llm-d's guides take. */
const LEAST_SHARED_GIB = 1;

import { gpusOfPod } from '../../../plan/parallelism';
import { namedAccelerators } from '../../../plan/planned-devices';
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
        // A count that is no whole number has its own rule.
        return tokens === undefined || requests === undefined || !Number.isSafeInteger(requests) || tokens >= requests
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
    title: 'Shared memory is enough for several GPUs',
    severity: 'error',
    cause:
      'the workers of one engine exchange messages in `/dev/shm`, through a ring of 10 × 16 MiB each way, and exit '
      + 'with a bus error if the volume is smaller, or the memory of the container, which it counts towards',
    fix: 'set `sharedMemory` and `memory` to 1Gi or more',
    source:
      'Kubernetes documentation, Volumes: emptyDir with medium Memory; vLLM 0.11.0 '
      + 'vllm/distributed/device_communicators/shm_broadcast.py',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap(({ parallelism, role, ...amounts }): Violation[] => {
        const count = gpusOfPod(parallelism);
        if (!(count > 1)) return [];
        // The size of the volume is a limit, not a use: above the memory of the container it does no harm.
        return (['sharedMemory', 'memory'] as const)
          .filter(name => (gib(amounts[name]) ?? LEAST_SHARED_GIB) < LEAST_SHARED_GIB)
          .map(name => ({
            field: `${role}.${name}`,
            cause: `${amounts[name]} is too little for ${count} GPUs that exchange data in \`/dev/shm\``,
          }));
      }),
    example: {
      field: 'decode.sharedMemory',
      fails: '64Mi',
      passes: '20Gi',
      given: { 'decode.parallelism': { tensor: 2 }, 'decode.memory': '16Gi' },
      implies: ['PD323'],
    },
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
    check: plan => namedAccelerators(plan).flatMap(({ facts, pools: [{ engine }], product }) =>
      !facts || facts.fp8
        ? []
        : (['quantization', 'kvCacheDtype'] as const)
            .filter(name => engine[name]?.startsWith('fp8'))
            .map(name => ({
              field: `engine.${name}`, cause: `${product} has no FP8 arithmetic, got '${engine[name]}'`,
            }))),
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

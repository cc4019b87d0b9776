import { derivedEnv } from '../../../constructs/serving/model-server-env';
import { deviceNamed } from '../../../devices/devices';
import { sourceOf } from '../../../model-sources/sources';
import { gpus } from '../../../plan/model-server-pool-props';
import { oneGpu } from '../../../plan/parallelism';
import { poolSpec } from '../../../plan/pool-spec';
import { derivedFlags } from '../../../constructs/serving/vllm-args';
import { insteadOf } from './derived-flags';
import { MAX_GPUS } from '../../language/node-size';
import { Rule, Violation } from '../../language/rule';
import { flagsOf } from '../../language/vllm-arguments';

/** The engine and its GPUs. */
export const engineRules: readonly Rule[] = [
  {
    id: 'PD101',
    title: 'Data parallelism is a field, not a flag of the engine',
    severity: 'error',
    cause:
      'a data-parallel rank is a separate engine with separate GPUs; in a pod with the GPUs of one engine the '
      + 'second rank exits with '
      + '`RuntimeError: Engine core initialization failed ... EngineCore_DP1`. For dense models separate pods '
      + 'have the same benefit',
    fix:
      'remove the flag and raise `replicas`; every pod runs one engine. For a model with experts set '
      + '`parallelism.data`, from which flags, ports and GPUs follow',
    source:
      'vLLM 0.11.0 vllm/v1/engine/utils.py (one GPU set per data-parallel rank); vLLM 0.24 '
      + 'vllm/engine/arg_utils.py refuses it for dense models',
    evidence: 'read',
    check: ({ pools, spec }) =>
      pools.flatMap(({ role }) =>
        flagsOf(poolSpec(spec, role).extraArgs)
          .filter(({ name }) => dataParallel.test(name))
          .map(({ name, index }) => ({
            field: `${role}.extraArgs[${index}]`,
            cause:
              name === '--intra-node-data-parallel-size'
                ? `\`${name}\` is a flag of vllm-router, not of vLLM, which calls it `
                + `\`--data-parallel-size-local\`; with more engines than GPUs in a pod, start-up fails with `
                + `'Engine core initialization failed ... EngineCore_DP1'`
                : `\`${name}\` starts several engines in a pod that has the GPUs of one: start-up fails with `
                  + `'Engine core initialization failed ... EngineCore_DP1'`,
          })),
      ),
    example: { field: 'decode.extraArgs', fails: ['--data-parallel-size=8'], passes: undefined },
  },
  {
    id: 'PD102',
    title: 'A flag that is derived from a field is not set again',
    severity: 'error',
    cause:
      'if a flag is set twice vLLM uses the last value: the field of the spec, and everything else that is '
      + 'derived from it, would be wrong',
    fix: 'set the field of the spec that the flag is derived from, or remove the flag',
    source:
      'argparse keeps the last value of a repeated flag: the field would silently have no effect (Python '
      + 'documentation, argparse)',
    evidence: 'read',
    check: ({ spec, ...plan }) =>
      plan.pools.flatMap((pool) => {
        // The volume has no flag.
        const reserved = Object.keys(derivedFlags({ ...pool, modelCache: { name: '' } })).concat(
          '--model',
          '--model-tag',
        );
        const known = pool.modelServer.known?.flags;
        return flagsOf(poolSpec(spec, pool.role).extraArgs, known)
          // Of ranks and nodes PD101, PD113 and PD114 say it.
          .filter(({ name }) => reserved.includes(name) && !dataParallel.test(name) && !ofNodes.test(name))
          .map(({ name, index }) => {
            const fix = insteadOf(name, pool.role);
            return {
              field: `${pool.role}.extraArgs[${index}]`,
              cause: `\`${name}\` is derived, so it must not be set in \`extraArgs\``,
              ...(fix !== undefined && { fix }),
            };
          });
      }),
    example: { field: 'decode.extraArgs', fails: ['--max-model-len=4096'], passes: ['--seed=1'] },
  },
  {
    id: 'PD103',
    title: 'An environment variable that is derived is not set again',
    severity: 'error',
    cause:
      'these variables connect the parts of a pod and the two roles: with another value KV transfers fail, or '
      + 'caches or the token are not found',
    fix: 'remove it from `extraEnv`',
    source:
      'the variables connect the parts of a pod: side channel, cache and token paths, GPU numbers '
      + '(lib/constructs/serving/model-server-env.ts)',
    evidence: 'read',
    check: ({ spec, ...plan }) =>
      plan.pools.flatMap((pool) => {
        // Names do not depend on the number of GPUs, which may be nonsense here.
        const derived = Object.keys(derivedEnv({ ...pool, parallelism: oneGpu, modelCache: { name: '' } }));
        const reserved = [
          ...derived, ...sourceOf(pool.model).reservedEnv, ...deviceNamed(pool.device).allocationVariables,
        ];
        return Object.keys(poolSpec(spec, pool.role).extraEnv ?? {})
          .filter(name => reserved.includes(name))
          .map(name => ({
            field: `${pool.role}.extraEnv.${name}`,
            cause: `\`${name}\` is set by the library, so it must not be set in \`extraEnv\``,
            ...(name.includes('TOKEN') && { fix: 'refer to the Secret in `model.token`' }),
          }));
      }),
    example: { field: 'decode.extraEnv', fails: { CUDA_VISIBLE_DEVICES: '0,1' }, passes: { NCCL_DEBUG: 'WARN' } },
  },
  {
    id: 'PD104',
    title: 'Parallelism is a whole number of GPUs of one node',
    severity: 'error',
    cause: 'a pod has the GPUs of one node, and their number is the product of the two sizes',
    fix: `set \`tensor\` and \`pipeline\` to whole numbers of at least 1 whose product is at most ${MAX_GPUS}`,
    source:
      'vLLM 0.33 vllm/config/parallel.py: tensor and pipeline sizes are integers of at least 1; nodes have at '
      + 'most 16 GPUs (Google Cloud a2-megagpu-16g)',
    evidence: 'read',
    waivable: false,
    check: ({ spec, ...plan }) =>
      plan.pools.flatMap((pool) => {
        const { pipeline = 1, tensor = 1 } = poolSpec(spec, pool.role).parallelism ?? {};
        const wrong = Object.entries({ tensor, pipeline })
          .filter(([, size]) => !(Number.isInteger(size) && size >= 1));
        const pod = gpus(pool);
        return wrong.length === 0 && pod > MAX_GPUS
          ? [
              {
                field: `${pool.role}.parallelism`,
                cause: `tensor × pipeline × data is the GPUs of one pod and must be at most ${MAX_GPUS}, got ${pod}`,
              },
            ]
          : wrong.map(([kind, size]) => ({
              field: `${pool.role}.parallelism.${kind}`,
              cause: `must be a whole number greater than or equal to 1, got ${size}`,
            }));
      }),
    example: {
      field: 'decode.parallelism', fails: { tensor: 32 }, passes: { tensor: 16 },
      implies: ['PD323'],
    },
  },
  {
    id: 'PD105',
    title: 'Engine sizes are numbers that vLLM accepts',
    severity: 'error',
    cause:
      'vLLM accepts only positive whole numbers, and for the fraction of memory a number between 0 and 1; with '
      + 'other values it exits at start',
    fix: 'use a whole number of at least 1',
    source: 'vLLM 0.33 vllm/config/{cache,model,scheduler}.py',
    evidence: 'read',
    check: ({ pools, spec }) => [
      ...(spec.engine?.maxModelLen === 'auto' ? [] : wholeNumber('engine.maxModelLen', spec.engine?.maxModelLen)),
      ...wholeNumber('engine.blockSize', spec.engine?.blockSize),
      ...pools.flatMap(({ role }) => [
        ...wholeNumber(`${role}.engine.maxNumSeqs`, poolSpec(spec, role).engine?.maxNumSeqs),
        ...wholeNumber(`${role}.engine.maxNumBatchedTokens`, poolSpec(spec, role).engine?.maxNumBatchedTokens),
        ...fraction(`${role}.engine.gpuMemoryUtilization`, poolSpec(spec, role).engine?.gpuMemoryUtilization),
      ]),
    ],
    example: { field: 'decode.engine', fails: { gpuMemoryUtilization: 90 }, passes: { gpuMemoryUtilization: 0.9 } },
  },
];

const ofNodes = /^--(headless|master-addr|nnodes|node-rank)$/;

const dataParallel = /^--(intra-node-)?data-parallel-/;

function wholeNumber(field: string, value: number | undefined): Violation[] {
  return value === undefined || (Number.isSafeInteger(value) && value >= 1)
    ? []
    : [{ field, cause: `must be a whole number greater than or equal to 1, got ${value}` }];
}

function fraction(field: string, value: number | undefined): Violation[] {
  return value === undefined || (value > 0 && value <= 1)
    ? []
    : [{
        field,
        cause: `must be greater than 0 and at most 1, got ${value}`,
        fix: 'use a number above 0 and up to 0.95, for example 0.9: it is a fraction of the memory of the GPU',
      }];
}

import { derivedEnv } from '../../../constructs/serving/model-server-env';
import { sourceOf } from '../../../model-sources/sources';
import { gpus } from '../../../plan/model-server-pool-props';
import { derivedFlags } from '../../../constructs/serving/vllm-args';
import { eachRole } from '../../language/roles';
import { Rule, Violation } from '../../language/rule';
import { flagsOf } from '../../language/vllm-arguments';

/** GPUs of the largest node; an engine over several nodes is not built from Deployments. */
export const MAX_GPUS = 16;

/** The engine and its GPUs. */
export const engineRules: readonly Rule[] = [
  {
    id: 'PD101',
    title: 'Data parallelism is replicas, not a flag of the engine',
    severity: 'error',
    cause: 'a data-parallel rank is an engine of its own with GPUs of its own; in a pod that has the GPUs of one engine the second ends with '
      + '`RuntimeError: Engine core initialization failed ... EngineCore_DP1`. Dense models gain nothing from ranks that pods of their own do not give',
    fix: 'remove the flag and raise `replicas`; every pod runs one engine',
    source: 'vLLM 0.11.0 vllm/v1/engine/utils.py (one GPU set per data-parallel rank); vLLM 0.24 vllm/engine/arg_utils.py refuses it for dense models',
    evidence: 'read',
    check: ({ spec }) => eachRole(role => flagsOf(spec[role].extraArgs).filter(({ name }) => dataParallel.test(name)).map(({ name, index }) => ({
      field: `${role}.extraArgs[${index}]`,
      cause: name === '--intra-node-data-parallel-size'
        ? `\`${name}\` is not a vLLM flag but one of vllm-router; vLLM calls it \`--data-parallel-size-local\`, and more engines than GPUs in a pod end in 'Engine core initialization failed ... EngineCore_DP1'`
        : `\`${name}\` starts several engines in a pod that has the GPUs of one: start-up ends in 'Engine core initialization failed ... EngineCore_DP1'`,
    }))),
    example: { field: 'decode.extraArgs', fails: ['--data-parallel-size=8'], passes: undefined },
  },
  {
    id: 'PD102',
    title: 'A flag that is derived from a field is not given again',
    severity: 'error',
    cause: 'vLLM takes the last of two values of one flag: the field of the spec, and everything else that is derived from it, would no longer be true',
    fix: 'set the field of the spec that the flag is derived from, or remove the flag',
    source: 'argparse keeps the last value of a repeated flag: the field would silently have no effect (Python documentation, argparse)',
    evidence: 'read',
    waivable: false,
    check: ({ spec, ...plan }) => eachRole((role) => {
      // The volume has no flag.
      const reserved = Object.keys(derivedFlags({ ...plan[role], modelCache: { name: '' } })).concat('--model', '--model-tag');
      const known = plan[role].modelServer.known?.flags;
      return flagsOf(spec[role].extraArgs, known).filter(({ name }) => reserved.includes(name)).map(({ name, index }) => ({
        field: `${role}.extraArgs[${index}]`,
        cause: `\`${name}\` is derived, so it must not be given in \`extraArgs\``,
      }));
    }),
    example: { field: 'decode.extraArgs', fails: ['--max-model-len=4096'], passes: ['--seed=1'] },
  },
  {
    id: 'PD103',
    title: 'An environment variable that is derived is not given again',
    severity: 'error',
    cause: 'these variables connect the parts of a pod and the two roles: with another value KV transfers, caches or the token are not found',
    fix: 'remove it from `extraEnv`',
    source: 'the variables connect the parts of a pod: side channel, cache and token paths, GPU numbers (lib/constructs/serving/model-server-env.ts)',
    evidence: 'read',
    waivable: false,
    check: ({ spec, ...plan }) => eachRole((role) => {
      const derived = Object.keys(derivedEnv({ ...plan[role], parallelism: oneGpu, modelCache: { name: '' } }));
      const reserved = [...derived, ...sourceOf(plan[role].model).reservedEnv];
      return Object.keys(spec[role].extraEnv ?? {}).filter(name => reserved.includes(name)).map(name => ({
        field: `${role}.extraEnv.${name}`,
        cause: `\`${name}\` is set by the library, so it must not be given in \`extraEnv\``,
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
    fix: `write whole numbers of 1 or more whose product is at most ${MAX_GPUS}`,
    source: 'vLLM 0.33 vllm/config/parallel.py: tensor and pipeline sizes are integers of at least 1; nodes have at most 16 GPUs (Google Cloud a2-megagpu-16g)',
    evidence: 'read',
    waivable: false,
    check: ({ spec, ...plan }) => eachRole((role) => {
      const wrong = Object.entries(spec[role].parallelism ?? {}).filter(([, size]) => size !== undefined && !(Number.isInteger(size) && size >= 1));
      const pod = gpus(plan[role]);
      return wrong.length === 0 && pod > MAX_GPUS
        ? [{ field: `${role}.parallelism`, cause: `tensor × pipeline is the GPUs of one pod and must be at most ${MAX_GPUS}, got ${pod}` }]
        : wrong.map(([kind, size]) => ({ field: `${role}.parallelism.${kind}`, cause: `must be a whole number greater than or equal to 1, got ${size}` }));
    }),
    example: { field: 'decode.parallelism', fails: { tensor: 32 }, passes: { tensor: 16 } },
  },
  {
    id: 'PD105',
    title: 'Engine sizes are numbers that vLLM accepts',
    severity: 'error',
    cause: 'vLLM reads these as positive whole numbers, and the memory part as a number between 0 and 1; anything else ends the process at start',
    fix: 'write a whole number of 1 or more; `gpuMemoryUtilization` is a part of the GPU, for example 0.9',
    source: 'vLLM 0.33 vllm/config/{cache,model,scheduler}.py',
    evidence: 'read',
    waivable: false,
    check: ({ spec }) => [
      ...wholeNumber('engine.maxModelLen', spec.engine?.maxModelLen),
      ...eachRole(role => [
        ...wholeNumber(`${role}.engine.maxNumSeqs`, spec[role].engine?.maxNumSeqs),
        ...wholeNumber(`${role}.engine.maxNumBatchedTokens`, spec[role].engine?.maxNumBatchedTokens),
        ...fraction(`${role}.engine.gpuMemoryUtilization`, spec[role].engine?.gpuMemoryUtilization),
      ]),
    ],
    example: { field: 'decode.engine', fails: { gpuMemoryUtilization: 90 }, passes: { gpuMemoryUtilization: 0.9 } },
  },
];

// Names do not depend on the number of GPUs, which may be nonsense here.
const oneGpu = { tensor: 1, pipeline: 1 };

const dataParallel = /^--(intra-node-)?data-parallel-/;

function wholeNumber(field: string, value: number | undefined): Violation[] {
  return value === undefined || (Number.isSafeInteger(value) && value >= 1) ? [] : [{ field, cause: `must be a whole number greater than or equal to 1, got ${value}` }];
}

function fraction(field: string, value: number | undefined): Violation[] {
  return value === undefined || (value > 0 && value <= 1) ? [] : [{ field, cause: `must be greater than 0 and at most 1, got ${value}` }];
}

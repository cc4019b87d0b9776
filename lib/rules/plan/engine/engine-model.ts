import { Role } from '../../../spec/role';
import { ModelFacts, modelFacts } from '../../../facts/models';
import { InferencePlan } from '../../../plan/inference-plan';
import { givenModel } from '../../language/example';
import { eachRole } from '../../language/roles';
import { Rule, Violation } from '../../language/rule';
import { flagsOf } from '../../language/vllm-arguments';

/** The engine against the model. */
export const engineModelRules: readonly Rule[] = [
  {
    id: 'PD106',
    title: 'Attention heads divide by tensor parallelism',
    severity: 'error',
    cause: 'every tensor-parallel GPU computes whole heads; vLLM ends with `Total number of attention heads must be divisible by tensor parallel size`',
    fix: 'write a `tensor` that divides the number of heads',
    source: 'vLLM 0.11.0 and 0.33 vllm/config/model.py, verify_with_parallel_config; heads in lib/facts/models.ts',
    evidence: 'read',
    holdsFor: knownModels(),
    check: plan => withModel(plan, (model, role) => {
      const { tensor } = plan[role].parallelism;
      return model.heads % tensor === 0 ? [] : [{ field: tensorField(role), cause: `${nameOf(plan)} has ${model.heads} attention heads, which ${tensor} GPUs cannot share` }];
    }),
    example: {
      field: 'decode.parallelism', fails: { tensor: 3 }, passes: { tensor: 2 },
      given: givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD506', 'PD508'),
    },
  },
  {
    id: 'PD107',
    title: 'Key and value heads divide by tensor parallelism, or it by them',
    severity: 'error',
    cause: 'key and value heads are shared out whole, or each is repeated on the same number of GPUs; in between an assertion ends the load of the model',
    fix: 'write a `tensor` that divides the number of KV heads or is a multiple of it',
    source: 'vLLM 0.11.0 vllm/model_executor/models/llama.py:132,136; heads in lib/facts/models.ts',
    evidence: 'read',
    holdsFor: knownModels(),
    check: plan => withModel(plan, ({ attention, heads, kvHeads }, role) => {
      const { tensor } = plan[role].parallelism;
      return attention === 'mla' || kvHeads % tensor === 0 || tensor % kvHeads === 0 || heads % tensor !== 0
        ? []
        : [{ field: tensorField(role), cause: `${nameOf(plan)} has ${kvHeads} KV heads, which ${tensor} GPUs can neither share nor repeat evenly` }];
    }),
    example: {
      field: 'decode.parallelism', fails: { tensor: 12 }, passes: { tensor: 8 },
      given: givenModel('mistralai/Mixtral-8x22B-Instruct-v0.1', 'PD508'),
    },
  },
  {
    id: 'PD108',
    title: 'Experts in FP8 blocks are split into whole blocks',
    severity: 'error',
    cause: 'tensor parallelism cuts each expert\'s weights into as many pieces; with scales for blocks of 128 a piece must be whole blocks, or vLLM ends with '
      + '`output_size of gate\'s and up\'s weight is not divisible by weight quantization block_n`',
    fix: 'add `--enable-expert-parallel` to `extraArgs`, which gives each GPU whole experts, or write a smaller `tensor`',
    source: 'vLLM 0.33 vllm/model_executor/layers/quantization/utils/fp8_utils.py:1347-1374; sizes in lib/facts/models.ts',
    evidence: 'read',
    holdsFor: knownModels(),
    check: plan => withModel(plan, ({ experts, native }, role) => {
      const { tensor } = plan[role].parallelism;
      const whole = flagsOf(plan[role].extraArgs).some(({ name }) => name === '--enable-expert-parallel');
      return native !== 'fp8' || !experts || whole || (experts.intermediate / tensor) % FP8_BLOCK === 0
        ? []
        : [{ field: tensorField(role), cause: `an expert of ${nameOf(plan)} is ${experts.intermediate} wide, of which ${tensor} GPUs get ${experts.intermediate / tensor}, not whole blocks of ${FP8_BLOCK}` }];
    }),
    example: {
      field: 'decode.parallelism', fails: { tensor: 8 }, passes: { tensor: 4 },
      given: givenModel('Qwen/Qwen3-235B-A22B-FP8', 'PD508'),
    },
  },
  {
    id: 'PD109',
    title: 'Expert parallelism is for models with experts',
    severity: 'error',
    cause: 'vLLM ends with `Number of experts in the model must be greater than 0 when expert parallelism is enabled`',
    fix: 'remove the flag',
    source: 'vLLM 0.27.1 vllm/config/model.py, verify_with_parallel_config',
    evidence: 'read',
    holdsFor: knownModels(),
    check: plan => withModel(plan, ({ experts }, role) => (experts
      ? []
      : flagsOf(plan[role].extraArgs).filter(({ name }) => name === '--enable-expert-parallel')
          .map(({ index }) => ({ field: `${role}.extraArgs[${index}]`, cause: `${nameOf(plan)} has no experts` })))),
    example: {
      field: 'decode.extraArgs', fails: ['--enable-expert-parallel'], passes: undefined,
      given: givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD506', 'PD508'),
    },
  },
  {
    id: 'PD116',
    title: 'The context is no longer than the model\'s',
    severity: 'error',
    cause: 'beyond it positions are numbers that the model was never trained on; vLLM ends with `User-specified max_model_len is greater than the derived max_model_len`',
    fix: 'write at most the model\'s own length, or set `VLLM_ALLOW_LONG_MAX_MODEL_LEN` or `--hf-overrides` in both roles if the model is stretched knowingly',
    source: 'vLLM 0.33 vllm/config/model.py:2662; lengths in lib/facts/models.ts',
    evidence: 'read',
    holdsFor: knownModels(),
    check: (plan) => {
      const model = modelFacts(plan.decode.model.repository);
      const length = plan.decode.engine.maxModelLen;
      const stretched = [...flagsOf(plan.decode.extraArgs), ...flagsOf(plan.prefill.extraArgs)].some(({ name }) => stretching.has(name))
        || Object.hasOwn(plan.decode.extraEnv, 'VLLM_ALLOW_LONG_MAX_MODEL_LEN');
      return !model || stretched || length === undefined || length <= model.maxContext
        ? []
        : [{ field: 'engine.maxModelLen', cause: `${nameOf(plan)} was made for ${model.maxContext} tokens, got ${length}` }];
    },
    example: {
      field: 'engine', fails: { maxModelLen: 200_000 }, passes: { maxModelLen: 131_072 },
      given: givenModel('meta-llama/Llama-3.1-70B-Instruct', 'PD508'),
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
    check: plan => withModel(plan, ({ layers }, role) => plan[role].parallelism.pipeline <= layers
      ? []
      : [{ field: `${role}.parallelism.pipeline`, cause: `${nameOf(plan)} has ${layers} layers, got ${plan[role].parallelism.pipeline} stages` }]),
    example: {
      field: 'decode.parallelism', fails: { pipeline: 40 }, passes: { tensor: 8 },
      given: givenModel('meta-llama/Llama-3.1-8B-Instruct', 'PD506', 'PD508'), implies: ['PD104', 'PD122'],
    },
  },
];

const FP8_BLOCK = 128;

// Each changes the length that vLLM derives from the model's files.
const stretching = new Set(['--hf-overrides', '--rope-scaling', '--rope-theta']);

function knownModels(): string {
  return 'models in lib/facts/models.ts';
}

function withModel(plan: InferencePlan, check: (model: ModelFacts, role: Role) => readonly Violation[]): Violation[] {
  return eachRole((role) => {
    const model = modelFacts(plan[role].model.repository);
    return model ? check(model, role) : [];
  });
}

function tensorField(role: Role): string {
  return `${role}.parallelism.tensor`;
}

function nameOf(plan: InferencePlan): string {
  return plan.decode.model.repository;
}

import { Release } from '../../../stack/releases';
import { givenModel } from '../../language/example';
import { modelName } from '../../language/model-name';
import { Rule, Violation } from '../../language/rule';
import { flagsOf } from '../../language/vllm-arguments';

/** The files of a model against the vLLM that loads them. */
export const modelFileRules: readonly Rule[] = [
  {
    id: 'PD214',
    title: 'The quantization is that of the model\'s files, or is made while they are loaded',
    severity: 'error',
    cause:
      'most methods name how files are stored: with files of another method vLLM exits with `Quantization method '
      + 'specified in the model config does not match the quantization method specified in the quantization argument`, '
      + 'with files that are not quantized it does not find what the method needs (`Cannot find the config file for '
      + 'awq`)',
    fix: 'remove `engine.quantization`: vLLM reads in the files how they are stored',
    source:
      'vLLM 0.11.0, 0.27.1, 0.30.0 and 0.33.0 vllm/config/model.py, _verify_quantization, and '
      + 'vllm/model_executor/model_loader/weight_utils.py, get_quant_config',
    evidence: 'read',
    holdsFor: 'models whose facts are known',
    check: ({ pools }) => pools.slice(0, 1).flatMap(({ engine: { quantization: asked }, model, modelServer }) => {
      const { facts } = model;
      const values = modelServer.known?.engineValues;
      if (asked === undefined || !facts || !values) return [];
      const own = facts.quantization;
      const field = 'engine.quantization';
      if (own === undefined) {
        const listed: Readonly<Record<string, string>> = values.quantization;
        // A method that is made while weights are loaded needs nothing in the files.
        return facts.native === 'bf16' && Object.hasOwn(listed, asked) && listed[asked] === 'stored'
          ? [{
              field,
              cause: `the files of ${modelName(model)} are not quantized, and \`${asked}\` is not made of 16 bits`,
              fix: 'remove `engine.quantization`, use a repository whose files are quantized in this way, or set '
                + '`fp8`, which is made while weights are loaded',
            }]
          : [];
      }
      const taken = values.quantizedFiles?.[own];
      return taken === undefined || taken === 'dropped' || taken.includes(asked)
        ? []
        : [{ field, cause: `the files of ${modelName(model)} are quantized with \`${own}\`, got \`${asked}\`` }];
    }),
    example: {
      field: 'engine.quantization',
      fails: 'awq',
      passes: 'fp8',
      given: givenModel('meta-llama/Llama-3.1-70B-Instruct', 'PD508'),
      implies: ['PD626'],
    },
  },
  {
    id: 'PD215',
    title: 'The quantization has an effect on the model\'s files',
    severity: 'warning',
    cause: 'vLLM loads files of some methods as they are stored, whatever `--quantization` says, and does not say so',
    fix: 'remove `engine.quantization`',
    source:
      'vLLM 0.27.1 vllm/model_executor/layers/quantization/mxfp4.py:124 and modelopt.py:411, '
      + 'override_quantization_method; the same in 0.30.0 and 0.33.0',
    evidence: 'read',
    holdsFor: 'models whose facts are known',
    check: ({ pools }) => pools.slice(0, 1).flatMap(({ engine: { quantization: asked }, model, modelServer }) => {
      const own = model.facts?.quantization;
      const taken = own === undefined ? undefined : modelServer.known?.engineValues.quantizedFiles?.[own];
      return asked === undefined || own === undefined || taken !== 'dropped' || asked.includes(own)
        ? []
        : [{
            field: 'engine.quantization',
            cause: `the files of ${modelName(model)} stay in \`${own}\`, and \`${asked}\` has no effect`,
          }];
    }),
    example: { field: 'engine.quantization', fails: 'fp8', passes: undefined },
  },
  {
    id: 'PD216',
    title: 'The vLLM of the release serves the model',
    severity: 'error',
    cause:
      'the `config.json` of a model names its class, and vLLM exits with `Model architectures [...] are not supported '
      + 'for now` if neither it nor the transformers in its image has one',
    fix: 'use a release with a newer vLLM',
    source: 'vLLM 0.11.0 and 0.27.1 vllm/model_executor/models/registry.py: lib/stack/vllm/architectures/',
    evidence: 'read',
    holdsFor: 'models whose facts are known',
    check: ({ pools }) => pools.slice(0, 1).flatMap(({ extraArgs, model, modelServer: { known } }) => {
      const name = model.facts?.architecture;
      const elsewhere = flagsOf(extraArgs, known?.flags).some(({ name: flag }) => otherClass.has(flag));
      if (name === undefined || !known?.architectures || elsewhere || known.architectures.includes(name)) return [];
      const newer = Object.values<Release>(Release)
        .filter(({ modelServer }) => modelServer.known?.architectures?.includes(name))
        .map(release => `Release.${release.name}`);
      // A release may have an older name too.
      const names = [...new Set(newer)];
      return [{
        field: 'release',
        cause: `vLLM ${known.version} has no \`${name}\`, which ${modelName(model)} is`,
        ...(names.length > 0 && { fix: `use a release whose vLLM has it: ${names.join(', ')}` }),
      }];
    }),
    example: {
      field: 'release',
      fails: Release.LLM_D_0_3,
      passes: Release.LLM_D_0_10,
      given: {
        ...givenModel('MiniMaxAI/MiniMax-M2.5', 'PD508'),
        'prefill.parallelism': { tensor: 4 },
        'decode.parallelism': { tensor: 4 },
      },
    },
  },
  {
    id: 'PD223',
    title: 'What is lent to a model is how its files are stored',
    severity: 'warning',
    cause:
      'memory is judged by the facts of the model that lends them; a quantized copy is smaller, and needs other GPUs',
    fix:
      'say how the files are stored: `like: Model.like(\'...\', { native: \'fp8\' })`, with `native: \'other\'`, '
      + '`quantization` and `weightsGiB` for other methods',
    source: 'lib/facts/model.ts',
    evidence: 'read',
    holdsFor: 'specs with `model.like`',
    check: ({ pools }) => pools.slice(0, 1).flatMap(({ model: { facts, like, repository } }): Violation[] => {
      const [method] = quantizedName.exec(repository) ?? [];
      return method === undefined || like === undefined || facts?.native !== 'bf16'
        ? []
        : [{
            field: 'model.like',
            cause: `by its name ${repository} is quantized (${method}), and ${like} lends facts of files in 16 bits`,
          }];
    }),
    example: {
      field: 'model.uri',
      fails: 'hf://acme/chat-70b-AWQ',
      passes: 'hf://acme/chat-70b',
      given: { 'model.like': 'meta-llama/Llama-3.1-70B-Instruct', 'waive': { PD508: 'an example' } },
      implies: ['PD626'],
    },
  },
];

/** Flags by which vLLM serves a model by another class than its files name. */
const otherClass = new Set(['--model-impl', '--hf-overrides']);

const quantizedName = /\b(fp8|awq|gptq|nvfp4|mxfp4|int[48]|w[48]a(8|16)|[48]bit|bnb)\b/i;

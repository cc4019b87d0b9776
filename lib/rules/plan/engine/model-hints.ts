import { defaultSource, sourceOf } from '../../../model-sources/sources';
import { givenModel } from '../../language/example';
import { Rule, Violation } from '../../language/rule';
import { flagsOf } from '../../language/vllm-arguments';

const [anOfflineEnv] = defaultSource.offlineEnv as readonly [string];

/** What the name of a model tells of it. */
export const modelHintRules: readonly Rule[] = [
  {
    id: 'PD212',
    title: 'A model that needs an agreement has a token',
    severity: 'warning',
    cause: 'the Hub answers 401 to a download without a token, after the image was pulled, in every pod',
    fix: 'agree to the terms on the page of the model, put the token into a Secret, and refer to it in `model.token`',
    source: 'huggingface_hub 0.36, GatedRepoError; names in lib/model-sources/hub-models.ts',
    evidence: 'issue',
    holdsFor: 'models whose owners ask for an agreement, by their names',
    check: ({ pools }) => pools.slice(0, 1).flatMap(({ extraEnv, model }) => {
      const { hintsOf, mirrorEnv } = sourceOf(model);
      // What is in the cache is not downloaded, and a mirror asks what it wants.
      const isElsewhere = model.offline || mirrorEnv.some(name => Object.hasOwn(extraEnv, name));
      return hintsOf(model.repository).isGated && model.token === undefined && !isElsewhere
        ? [{ field: 'model.token', cause: `${model.repository} is given only to those who agreed to its terms` }]
        : [];
    }),
    example: {
      field: 'model.token',
      fails: undefined,
      passes: { secretName: 'hub', key: 'token' },
      given: givenModel('meta-llama/Llama-3.1-70B-Instruct', 'PD508'),
      implies: ['PD626'],
    },
  },
  {
    id: 'PD213',
    title: 'The model generates text',
    severity: 'warning',
    cause:
      'prefill hands the KV cache of a prompt to decode, which generates the answer; a model that only reads has no '
      + 'use for decode, and its requests have other paths, which the routing proxy does not split',
    fix: 'leave `prefill` out and waive the rule, or waive it if the name says something else than it does',
    source: 'vLLM 0.27.1 vllm/config/model.py, `runner`; names in lib/model-sources/hub-models.ts',
    evidence: 'read',
    check: ({ pools }) => [
      ...pools.slice(0, 1).flatMap(({ model }) => {
        const { withoutText } = sourceOf(model).hintsOf(model.repository);
        return withoutText === undefined
          ? []
          : [{ field: 'model.uri', cause: `by its name ${model.repository} ${withoutText}` }];
      }),
      ...pools.flatMap(({ extraArgs, role }) =>
        flagsOf(extraArgs)
          .filter(({ name, value = '' }) => reading[name]?.test(value))
          .map(({ given, index, value }) => ({
            field: `${role}.extraArgs[${index}]`,
            cause: `with \`${given}=${value}\` the engine generates no text`,
          }))),
    ],
    example: {
      field: 'model.uri',
      fails: 'hf://BAAI/bge-m3',
      passes: 'hf://openai/gpt-oss-120b',
      implies: ['PD205'],
    },
  },
  {
    id: 'PD222',
    title: 'A pod that asks its source for nothing has the weights',
    severity: 'error',
    cause:
      'offline, the client of the Hub looks into the cache alone: with an empty one the engine exits with '
      + '`LocalEntryNotFoundError` or `Cannot find the requested files in the disk cache`',
    fix: 'remove the variable; `modelCache.filled: true` sets it for a cache that has the weights',
    source: 'huggingface_hub 0.36 constants.py and file_download.py',
    evidence: 'read',
    check: ({ modelCache: { storage }, pools }) => pools.flatMap(({ extraEnv, model, role }) =>
      Object.entries(extraEnv)
        .filter(([name, value]) => !model.offline && sourceOf(model).offlineEnv.includes(name) && isTrue(value))
        .map(([name]): Violation => ({
          field: `${role}.extraEnv.${name}`,
          cause: storage.type === 'emptyDir'
            ? 'every pod starts with an empty cache, and nothing may fill it'
            : 'the cache is not said to have the weights (`modelCache.filled`), and nothing may fill it',
          ...(storage.type === 'emptyDir' && { fix: 'remove the variable, or use a cache that outlives the pod' }),
        }))),
    example: { field: 'decode.extraEnv', fails: { [anOfflineEnv]: '1' }, passes: { [anOfflineEnv]: '0' } },
  },
];

/** Whether a client takes a value for true. */
function isTrue(value: unknown): boolean {
  return typeof value === 'string' && ['1', 'ON', 'YES', 'TRUE'].includes(value.toUpperCase());
}

/** Values with which an engine only reads, of vLLM 0.11.0 and 0.27.1 `vllm/config/model.py`. */
const reading: Readonly<Partial<Record<string, RegExp>>> = {
  '--runner': /^pooling$/,
  '--convert': /^(embed|classify|reward)$/,
  '--task': /^(embed|embedding|classify|reward|score)$/,
};

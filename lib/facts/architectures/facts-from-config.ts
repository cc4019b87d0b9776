import type { ModelFacts } from '../model-facts';
import { architectures } from './architectures';
import { contextLength } from './context-length';
import { HubConfig } from './hub-config';
import { total } from './parameter-count';
import { StorageFields, storedSize } from './stored-size';

/**
 * The facts about a model by its `config.json`.
 *
 * @param totalSize bytes of all weights, where the user knows them
 * @throws Error where the architecture, the precision or a field is not known.
 */
export function factsFromConfig(json: unknown, totalSize?: number): ModelFacts {
  if (totalSize !== undefined && !(Number.isFinite(totalSize) && totalSize > 0)) {
    throw new Error(`Model.fromConfig: \`totalSize\` must be bytes above 0, got ${totalSize}`);
  }
  const file = new HubConfig(json);
  const modelType = file.optionalText('model_type');
  const architecture = architectures.find(known => known.modelType === modelType);
  if (!architecture) throw unknownArchitecture(modelType);
  // A model with an image encoder has its language model in a section.
  const language = file.section('text_config') ?? file;
  const { encoder, ...facts } = architecture.read(language);
  const { count } = facts;
  const size = storedSize(storageFields(file, language), { count, ...(encoder && { encoder }) }, totalSize);
  const [served] = file.optionalList('architectures', 'string') ?? [];
  // With an encoder, what is not quantized has two bytes a parameter; of what is, only the language model is counted.
  const parameters = encoder && size.native === 'bf16' ? Math.round(size.weightsGiB * 2 ** 30 / 2) : total(count);
  const { count: _, ...shape } = facts;
  return {
    ...shape,
    ...size,
    ...(served !== undefined && { architecture: String(served) }),
    parameters,
    activeParameters: parameters - count.experts + count.activeExperts,
    maxContext: contextLength(language, architecture),
  };
}

/** The precision is said beside the language model or in it. */
function storageFields(file: HubConfig, language: HubConfig): StorageFields {
  const first = (name: string) => file.optionalText(name) ?? language.optionalText(name);
  return {
    quantization: file.section('quantization_config') ?? file.section('compression_config')
      ?? language.section('quantization_config'),
    // `dtype` is the newer name (transformers v4.57.1 `src/transformers/configuration_utils.py:264`).
    dtype: first('dtype') ?? first('torch_dtype'),
    expertType: first('expert_dtype'),
  };
}

function unknownArchitecture(modelType: string | undefined): Error {
  const known = architectures.map(architecture => architecture.modelType).join(', ');
  const what = modelType === undefined
    ? 'the config.json has no `model_type`'
    : `the architecture \`${modelType}\` is not known`;
  return new Error(
    `Model.fromConfig: ${what}. Known are ${known}. Describe the model with \`Model.of\`, or say which known model it `
    + 'is like: `model: { uri, like: \'meta-llama/Llama-3.1-8B\' }`',
  );
}

import type { ModelFacts } from '../model-facts';
import type { ArchitectureFacts } from './architecture';
import type { HubConfig } from './hub-config';
import { ParameterCount, total } from './parameter-count';

/** What a `config.json` says of its precision. */
export interface StorageFields {
  /** The section about quantization, if there is one. */
  readonly quantization: HubConfig | undefined;
  /** The type of weights that are not quantized, if it is there. */
  readonly dtype: string | undefined;
  /** The type of experts that have another one than the rest, if it is there. */
  readonly expertType?: string | undefined;
}

/** How the files store the weights, and how large they are. */
export type StoredSize = Pick<ModelFacts, 'native' | 'quantization' | 'weightsGiB'>;

/**
 * Both, from a `config.json`.
 *
 * @param totalSize bytes of the files, where the user knows them
 * @throws Error where the precision is not known and the size was not given.
 */
export function storedSize(
  fields: StorageFields, { count, encoder }: Pick<ArchitectureFacts, 'count' | 'encoder'>, totalSize?: number,
): StoredSize {
  const { bytes, native } = storage(fields);
  const method = fields.quantization?.optionalText('quant_method')?.toLowerCase().replace('compressed_', 'compressed-');
  const stored = { native, ...(method !== undefined && { quantization: method }) };
  if (totalSize !== undefined) return { ...stored, weightsGiB: totalSize / GIB };
  if (encoder) throw sizeMissing('it has an image encoder, which has no formula here');
  if (bytes === undefined) throw sizeMissing(`it is stored as ${described(fields)}`);
  return { ...stored, weightsGiB: bytes(count) / GIB };
}

const GIB = 2 ** 30;

interface Storage {
  readonly native: ModelFacts['native'];
  /** The size; absent where it does not follow from the number of parameters. */
  readonly bytes?: (count: ParameterCount) => number;
}

function storage({ dtype, expertType, quantization }: StorageFields): Storage {
  if (quantization === undefined) return unquantized(dtype);
  const blocks = quantization.optionalList('weight_block_size', 'number');
  switch (quantization.optionalText('quant_method')) {
    case 'fp8':
      // DeepSeek V4, whose experts are not in FP8.
      if (expertType === 'fp4') return { native: 'other', bytes: inFP8WithFP4Experts };
      return blocks?.every(length => length === FP8_BLOCK) ? { native: 'fp8', bytes: inFP8 } : { native: 'other' };
    case 'mxfp4':
      return { native: 'mxfp4', bytes: inMXFP4 };
    default:
      return { native: 'other' };
  }
}

// vLLM loads weights in 32 bits as 16 (0.11.0 and 0.27.1 `vllm/config/model.py` _resolve_auto_dtype), so the files are
// not what is in memory.
function unquantized(dtype: string | undefined): Storage {
  if (dtype === undefined) return { native: 'other' };
  if (sixteenBits.has(dtype)) return { native: 'bf16', bytes: count => 2 * total(count) };
  throw new Error(
    `Model.fromConfig: \`dtype\` of the config.json is \`${dtype}\`, and only bfloat16 and float16 are known: `
    + 'describe the model with `Model.of`',
  );
}

/**
 * A byte a weight and a 4-byte scale for each block; the rest in 16 bits (vLLM 0.27.1
 * `vllm/model_executor/layers/quantization/fp8.py`: linear layers and experts are in FP8, embeddings and the last layer
 * are not).
 */
function inFP8({ experts, linear, other }: ParameterCount): number {
  return (linear + experts) * (1 + 4 / FP8_BLOCK ** 2) + 2 * other;
}

/**
 * The same, with experts in half a byte and a byte for each 32 (vLLM 0.27.1 `vllm/models/deepseek_v4/quant_config.py`).
 */
function inFP8WithFP4Experts({ experts, linear, other }: ParameterCount): number {
  return experts * (1 / 2 + 1 / MXFP4_BLOCK) + linear * (1 + 4 / FP8_BLOCK ** 2) + 2 * other;
}

/**
 * Experts in half a byte and a byte for each 32; the rest in 16 bits (vLLM 0.27.1
 * `vllm/model_executor/layers/quantization/mxfp4.py`: only experts are in MXFP4, with `mxfp4_block` 32).
 */
function inMXFP4({ experts, linear, other }: ParameterCount): number {
  return experts * (1 / 2 + 1 / MXFP4_BLOCK) + 2 * (linear + other);
}

const FP8_BLOCK = 128;
const MXFP4_BLOCK = 32;

const sixteenBits = new Set(['bfloat16', 'float16']);

function described({ dtype, quantization }: StorageFields): string {
  const method = quantization?.optionalText('quant_method');
  if (quantization) return method === undefined ? 'something without a `quant_method`' : `\`${method}\``;
  return dtype === undefined ? 'a precision that it does not say' : `\`${dtype}\``;
}

function sizeMissing(why: string): Error {
  return new Error(
    `Model.fromConfig: the size of the weights does not follow from the config.json, for ${why}. Give it: `
    + '`Model.fromConfig(config, { totalSize })`, with `metadata.total_size` of the model.safetensors.index.json in '
    + 'the same repository',
  );
}

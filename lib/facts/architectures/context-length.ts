import type { Architecture } from './architecture';
import type { HubConfig } from './hub-config';

/**
 * The longest context that vLLM derives from a `config.json`, in tokens: what it refuses a longer `--max-model-len` by.
 * A `model_max_length` in the `tokenizer_config.json` lowers it; that file is not read here. For LongRoPE, vLLM from
 * 0.27 on serves `original_max_position_embeddings` unless it is told more; this is the length up to which it can be
 * told.
 *
 * Source: `_get_and_verify_max_len` in vLLM 0.11.0 and 0.27.1 `vllm/config/model.py`.
 */
export function contextLength(config: HubConfig, { modelType, positions: byDefault }: Architecture): number {
  // Command R says more here than it has position embeddings.
  const positions = config.optionalCount('model_max_length') ?? config.count('max_position_embeddings', byDefault);
  const scaling = config.section('rope_scaling') ?? config.section('rope_parameters');
  const type = scaling?.optionalText('rope_type') ?? scaling?.optionalText('type');
  // What Gemma 3 promises is scaled already.
  if (!scaling || type === undefined || unscaled.has(type) || modelType.startsWith('gemma3')) return positions;
  const length = type === 'yarn' ? scaling.count('original_max_position_embeddings') : positions;
  return Math.floor(length * (scaling.optionalNumber('factor') ?? 1));
}

const unscaled = new Set(['su', 'longrope', 'llama3']);

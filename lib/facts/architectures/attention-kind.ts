import type { ModelFacts } from '../model-facts';
import type { HubConfig } from './hub-config';

/**
 * What the layers keep. A `layer_types` decides for each layer; without one `sliding_window` is for all of them, and 0
 * is none (vLLM 0.27.1 `vllm/engine/arg_utils.py` create_engine_config, `vllm/config/model.py:713`,
 * `vllm/model_executor/models/llama.py:183`; vLLM 0.11.0 alike).
 *
 * @param byDefault what the architecture has without a `layer_types` or a `sliding_window`
 */
export function attentionKind(config: HubConfig, byDefault: AttentionDefaults = {}): ModelFacts['attention'] {
  const types = config.optionalList('layer_types', 'string') ?? byDefault.layerTypes;
  if (types !== undefined) return kindOf(new Set(types.map(String)));
  return windowOf(config, byDefault.window) > 0 ? 'sliding' : 'gqa';
}

/** What {@link attentionKind} takes where the file says nothing. */
export interface AttentionDefaults {
  /** The type of each layer. @default - all of them as `sliding_window` says */
  readonly layerTypes?: readonly string[];
  /** The window where the file leaves `sliding_window` out; null in the file is none. @default - none */
  readonly window?: number;
}

/** The types of layers of which some are full and the others of another type. */
export function layerTypes(
  layers: number, isFull: (index: number) => boolean, others = 'sliding_attention',
): readonly string[] {
  return Array.from({ length: layers }, (_, index) => (isFull(index) ? 'full_attention' : others));
}

/** The window, in tokens; 0 where there is none. */
export function windowOf(config: HubConfig, byDefault = 0): number {
  return config.has('sliding_window') ? config.optionalNumber('sliding_window') ?? 0 : byDefault;
}

function kindOf(types: ReadonlySet<string>): ModelFacts['attention'] {
  if ([...types].some(type => withState.has(type))) return 'mamba';
  if (types.size !== 1) return 'hybrid';
  const [type] = types;
  if (type === 'full_attention') return 'gqa';
  return type === 'sliding_attention' ? 'sliding' : 'hybrid';
}

/** Layers that keep one state instead of every token. */
const withState = new Set(['linear_attention', 'mamba', 'mamba2', 'recurrent']);

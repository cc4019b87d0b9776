import type { Architecture, ArchitectureFacts } from './architecture';
import { attentionKind, layerTypes, windowOf } from './attention-kind';
import { decoder } from './decoder';
import { Dimensions, dimensions } from './dimensions';
import type { HubConfig } from './hub-config';
import { attention, gatedMlp, other, ParameterCount, sum } from './parameter-count';

/**
 * Qwen 2 and 2.5.
 *
 * Source: transformers v4.57.1 `src/transformers/models/qwen2/configuration_qwen2.py`, `modeling_qwen2.py`.
 */
export const qwen2: Architecture = {
  modelType: 'qwen2',
  read: (config) => {
    const size = dimensions(config);
    return dense(config, size, attention(size, { qkv: true }));
  },
};

/**
 * Qwen 3, dense.
 *
 * Source: transformers v4.57.1 `src/transformers/models/qwen3/configuration_qwen3.py`, `modeling_qwen3.py`.
 */
export const qwen3: Architecture = {
  modelType: 'qwen3',
  read: (config) => {
    const size = dimensions(config, { headDim: 128 });
    const bias = config.flag('attention_bias', false);
    return dense(config, size, sum(attention(size, { qkv: bias, output: bias }), other(2 * size.headDim)));
  },
};

function dense(config: HubConfig, size: Dimensions, attention: ParameterCount): ArchitectureFacts {
  const layer = sum(attention, gatedMlp(size.hidden, config.count('intermediate_size')), other(2 * size.hidden));
  return {
    ...size,
    attention: qwenAttentionKind(config, size.layers),
    count: decoder(config, size, layer),
  };
}

/** The window counts only with `use_sliding_window`, and from the layer `max_window_layers` on. */
function qwenAttentionKind(config: HubConfig, layers: number): ReturnType<typeof attentionKind> {
  const windowed = config.flag('use_sliding_window', false) && windowOf(config, DEFAULT_WINDOW) > 0;
  const full = windowed ? config.optionalNumber('max_window_layers') ?? DEFAULT_FULL_LAYERS : layers;
  return attentionKind(config, { layerTypes: layerTypes(layers, index => index < full) });
}

// Of both configurations in v4.57.1.
const DEFAULT_WINDOW = 4096;
const DEFAULT_FULL_LAYERS = 28;

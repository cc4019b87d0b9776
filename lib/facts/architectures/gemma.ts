import type { Architecture, ArchitectureFacts } from './architecture';
import { attentionKind, layerTypes } from './attention-kind';
import { decoder } from './decoder';
import { Dimensions, dimensions } from './dimensions';
import type { HubConfig } from './hub-config';
import { attention, gatedMlp, other, sum } from './parameter-count';

/**
 * Gemma 2: windowed and full layers in turn.
 *
 * Source: transformers v4.57.1 `src/transformers/models/gemma2/configuration_gemma2.py`, `modeling_gemma2.py`.
 */
export const gemma2: Architecture = {
  modelType: 'gemma2',
  read: config => gemma(config, dimensions(config, { headDim: 256 }), 2, 0),
};

/**
 * Gemma 3, text alone: every sixth layer is full. The files of 1B to 27B leave out what is a default.
 *
 * Source: transformers v4.57.1 `src/transformers/models/gemma3/configuration_gemma3.py` (Gemma3TextConfig),
 * `modeling_gemma3.py`.
 */
export const gemma3Text: Architecture = {
  modelType: 'gemma3_text',
  positions: 131_072,
  read: (config) => {
    const size = dimensions(config, { heads: 8, kvHeads: 4, headDim: 256, vocabulary: 262_208 });
    return gemma(config, size, config.count('sliding_window_pattern', 6), 2 * size.headDim);
  },
};

/**
 * Gemma 3 with its image encoder, which has no formula here.
 *
 * Source: as for {@link gemma3Text}, Gemma3Config: the language model is in `text_config`.
 */
export const gemma3: Architecture = {
  modelType: 'gemma3',
  positions: gemma3Text.positions!,
  read: config => ({ ...gemma3Text.read(config), encoder: true }),
};

function gemma(config: HubConfig, size: Dimensions, pattern: number, queryKeyNorms: number): ArchitectureFacts {
  const bias = config.flag('attention_bias', false);
  const layer = sum(
    attention(size, { qkv: bias, output: bias }),
    gatedMlp(size.hidden, config.count('intermediate_size')),
    other(4 * size.hidden + queryKeyNorms),
  );
  return {
    ...size,
    attention: attentionKind(config, { layerTypes: layerTypes(size.layers, index => (index + 1) % pattern === 0) }),
    count: decoder(config, size, layer, true),
  };
}

import type { Architecture, ArchitectureFacts } from './architecture';
import { attentionKind, layerTypes } from './attention-kind';
import { dimensions } from './dimensions';
import type { HubConfig } from './hub-config';
import { gatedMlp, linear, other, ParameterCount, routed, sum, times, vocabulary } from './parameter-count';

/**
 * Gemma 4, text alone: every sixth layer is full, with heads of another width; the last layers may use the keys and
 * values of earlier ones; experts may stand beside the dense part of every layer.
 *
 * Source: transformers v5.24.0 `src/transformers/models/gemma4/configuration_gemma4.py` (Gemma4TextConfig),
 * `modeling_gemma4.py`.
 */
export const gemma4Text: Architecture = {
  modelType: 'gemma4_text',
  positions: 131_072,
  read: (config): ArchitectureFacts => {
    const size = dimensions(config, { heads: 8, kvHeads: 4, headDim: 256, vocabulary: 262_144 });
    const types = typesOf(config, size.layers);
    const perToken = config.optionalNumber('hidden_size_per_layer_input') ?? 256;
    const layers = types.map((type, index) => layer(config, type === 'full_attention', {
      ...size, perToken, isShared: index >= size.layers - (config.optionalNumber('num_kv_shared_layers') ?? 0),
    }));
    return {
      ...size,
      attention: attentionKind(config, { layerTypes: types }),
      ...(config.flag('enable_moe_block', false) && {
        experts: { count: config.count('num_experts'), intermediate: config.count('moe_intermediate_size') },
      }),
      count: sum(
        vocabulary(size.vocabulary, size.hidden, config.flag('tie_word_embeddings', true)),
        perToken === 0
          ? other(0)
          : sum(
              other(config.count('vocab_size_per_layer_input', 262_144) * size.layers * perToken + perToken),
              linear(size.hidden, size.layers * perToken),
            ),
        ...layers,
      ),
    };
  },
};

/**
 * Gemma 4 with its encoders, which have no formula here.
 *
 * Source: as for {@link gemma4Text}, Gemma4Config: the language model is in `text_config`.
 */
export const gemma4: Architecture = {
  modelType: 'gemma4',
  positions: gemma4Text.positions!,
  read: config => ({ ...gemma4Text.read(config), encoder: true }),
};

/** The type of each layer; the last is full, whatever the file says. */
function typesOf(config: HubConfig, layers: number): readonly string[] {
  const stated = config.optionalList('layer_types', 'string')?.map(String)
    ?? layerTypes(layers, index => (index + 1) % 6 === 0);
  return [...stated.slice(0, -1), 'full_attention'];
}

interface LayerSize {
  readonly heads: number;
  readonly headDim: number;
  readonly hidden: number;
  readonly isShared: boolean;
  readonly kvHeads: number;
  /** Numbers that each layer gets of each token beside what the layers before it hand on. */
  readonly perToken: number;
}

function layer(config: HubConfig, isFull: boolean, size: LayerSize): ParameterCount {
  const { heads, hidden, isShared, perToken } = size;
  const bias = config.flag('attention_bias', false);
  const sameKeyAndValue = config.flag('attention_k_eq_v', false);
  const headDim = isFull ? config.count('global_head_dim', 512) : size.headDim;
  const kvHeads = (isFull && sameKeyAndValue && config.optionalNumber('num_global_key_value_heads')) || size.kvHeads;
  const wide = isShared && config.flag('use_double_wide_mlp', false) ? 2 : 1;
  return sum(
    linear(hidden, heads * headDim, bias),
    linear(heads * headDim, hidden, bias),
    isShared
      ? other(headDim)
      : sum(times(isFull && sameKeyAndValue ? 1 : 2, linear(hidden, kvHeads * headDim, bias)), other(2 * headDim)),
    gatedMlp(hidden, config.count('intermediate_size', 9216) * wide),
    other(4 * hidden),
    perToken === 0 ? other(0) : sum(linear(hidden, perToken), linear(perToken, hidden), other(hidden)),
    config.flag('enable_moe_block', false) ? expertsOf(config, hidden) : other(0),
  );
}

function expertsOf(config: HubConfig, hidden: number): ParameterCount {
  const count = config.count('num_experts');
  return sum(
    routed(count, config.count('top_k_experts'), gatedMlp(hidden, config.count('moe_intermediate_size'))),
    other(hidden * count + hidden + count + 3 * hidden),
  );
}

import type { Architecture, ArchitectureFacts } from './architecture';
import { attentionKind, layerTypes } from './attention-kind';
import { Dimensions, dimensions } from './dimensions';
import type { HubConfig } from './hub-config';
import { attention, gatedMlp, linear, other, ParameterCount, routed, sum, times, vocabulary } from './parameter-count';
import { sparseLayerCount } from './qwen-moe';

/**
 * Qwen 3 Next: three layers of gated delta nets, which keep one state, then one of gated attention; experts, and one
 * that every token passes through.
 *
 * Source: transformers v4.57.1 `src/transformers/models/qwen3_next/configuration_qwen3_next.py`,
 * `modeling_qwen3_next.py`.
 */
export const qwen3Next: Architecture = { modelType: 'qwen3_next', read: sparse };

/**
 * Qwen 3.5 and 3.6, dense, with an image encoder, which has no formula here.
 *
 * Source: transformers v5.24.0 `src/transformers/models/qwen3_5/configuration_qwen3_5.py`, `modeling_qwen3_5.py`.
 */
export const qwen35: Architecture = { modelType: 'qwen3_5', read: config => ({ ...dense(config), encoder: true }) };

/** The language model of {@link qwen35} alone. */
export const qwen35Text: Architecture = { modelType: 'qwen3_5_text', read: dense };

/**
 * Qwen 3.5 and 3.6 with experts and an image encoder, which has no formula here.
 *
 * Source: transformers v5.24.0 `src/transformers/models/qwen3_5_moe/configuration_qwen3_5_moe.py`,
 * `modeling_qwen3_5_moe.py`.
 */
export const qwen35Moe: Architecture = {
  modelType: 'qwen3_5_moe',
  read: config => ({ ...sparse(config), encoder: true }),
};

/** The language model of {@link qwen35Moe} alone. */
export const qwen35MoeText: Architecture = { modelType: 'qwen3_5_moe_text', read: sparse };

function sparse(config: HubConfig): ArchitectureFacts {
  const size = sizes(config);
  const experts = { count: config.count('num_experts'), intermediate: config.count('moe_intermediate_size') };
  const layers = sparseLayerCount(config, size.layers);
  const part = sum(
    routed(experts.count, config.count('num_experts_per_tok'), gatedMlp(size.hidden, experts.intermediate)),
    gatedMlp(size.hidden, config.count('shared_expert_intermediate_size')),
    other(size.hidden * (experts.count + 1)),
  );
  const rest = size.layers - layers;
  return {
    ...facts(config, size),
    experts,
    count: sum(
      common(config, size),
      times(layers, part),
      ...(rest > 0 ? [times(rest, gatedMlp(size.hidden, config.count('intermediate_size')))] : []),
    ),
  };
}

function dense(config: HubConfig): ArchitectureFacts {
  const size = sizes(config);
  const mlp = gatedMlp(size.hidden, config.count('intermediate_size'));
  return { ...facts(config, size), count: sum(common(config, size), times(size.layers, mlp)) };
}

function sizes(config: HubConfig): Dimensions {
  return dimensions(config, { headDim: 256 });
}

function types(config: HubConfig, layers: number): readonly string[] {
  const every = config.count('full_attention_interval', 4);
  return config.optionalList('layer_types', 'string')?.map(String)
    ?? layerTypes(layers, index => (index + 1) % every === 0, 'linear_attention');
}

function facts(config: HubConfig, size: Dimensions): Omit<ArchitectureFacts, 'count' | 'experts'> {
  return { ...size, attention: attentionKind(config, { layerTypes: types(config, size.layers) }) };
}

/** All but the feed-forward layers. Queries come with a gate of the same width. */
function common(config: HubConfig, size: Dimensions): ParameterCount {
  const bias = config.flag('attention_bias', false);
  const full = types(config, size.layers).filter(type => type === 'full_attention').length;
  const gate = linear(size.hidden, size.heads * size.headDim, bias);
  return sum(
    vocabulary(size.vocabulary, size.hidden, config.flag('tie_word_embeddings', false)),
    times(size.layers, other(2 * size.hidden)),
    times(full, sum(attention(size, { qkv: bias, output: bias }), gate, other(2 * size.headDim))),
    times(size.layers - full, deltaNet(config, size.hidden)),
  );
}

function deltaNet(config: HubConfig, hidden: number): ParameterCount {
  const heads = config.count('linear_num_value_heads', 32);
  const headDim = config.count('linear_value_head_dim', 128);
  const keys = config.count('linear_num_key_heads', 16) * config.count('linear_key_head_dim', 128);
  const values = heads * headDim;
  return sum(
    linear(hidden, 2 * keys + 2 * values),
    linear(hidden, 2 * heads),
    other((2 * keys + values) * config.count('linear_conv_kernel_dim', 4) + 2 * heads + headDim),
    linear(values, hidden),
  );
}

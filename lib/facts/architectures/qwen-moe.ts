import type { Architecture, ArchitectureFacts } from './architecture';
import { attentionKind } from './attention-kind';
import { Dimensions, dimensions } from './dimensions';
import type { HubConfig } from './hub-config';
import { attention, gatedMlp, other, ParameterCount, routed, sum, times, vocabulary } from './parameter-count';

/**
 * Qwen 2 and 1.5 with experts, and one that every token passes through.
 *
 * Source: transformers v4.57.1 `src/transformers/models/qwen2_moe/configuration_qwen2_moe.py`, `modeling_qwen2_moe.py`.
 */
export const qwen2Moe: Architecture = {
  modelType: 'qwen2_moe',
  read: (config) => {
    const size = dimensions(config);
    const shared = gatedMlp(size.hidden, config.count('shared_expert_intermediate_size'));
    const heads = attention(size, { qkv: config.flag('qkv_bias', true) });
    return sparse(config, size, heads, sum(shared, other(size.hidden)));
  },
};

/**
 * Qwen 3 with experts.
 *
 * Source: transformers v4.57.1 `src/transformers/models/qwen3_moe/configuration_qwen3_moe.py`, `modeling_qwen3_moe.py`.
 */
export const qwen3Moe: Architecture = {
  modelType: 'qwen3_moe',
  read: (config) => {
    const size = dimensions(config);
    const bias = config.flag('attention_bias', false);
    return sparse(config, size, sum(attention(size, { qkv: bias, output: bias }), other(2 * size.headDim)), other(0));
  },
};

function sparse(
  config: HubConfig, size: Dimensions, attention: ParameterCount, shared: ParameterCount,
): ArchitectureFacts {
  const experts = { count: config.count('num_experts'), intermediate: config.count('moe_intermediate_size') };
  const sparseLayers = sparseLayerCount(config, size.layers);
  const expert = gatedMlp(size.hidden, experts.intermediate);
  const chosen = routed(experts.count, config.count('num_experts_per_tok'), expert);
  return {
    ...size,
    attention: qwenMoeAttentionKind(config),
    experts,
    count: sum(
      vocabulary(size.vocabulary, size.hidden, config.flag('tie_word_embeddings', false)),
      times(size.layers, sum(attention, other(2 * size.hidden))),
      times(sparseLayers, sum(chosen, shared, other(size.hidden * experts.count))),
      times(size.layers - sparseLayers, gatedMlp(size.hidden, config.count('intermediate_size'))),
    ),
  };
}

/** Layers with experts: every `decoder_sparse_step`-th, but for those in `mlp_only_layers`. */
export function sparseLayerCount(config: HubConfig, layers: number): number {
  const step = config.count('decoder_sparse_step', 1);
  const dense = new Set(config.optionalList('mlp_only_layers', 'number') ?? []);
  const indices = Array.from({ length: layers }, (_, index) => index);
  return indices.filter(index => !dense.has(index) && (index + 1) % step === 0).length;
}

/** The window counts only with `use_sliding_window`. */
function qwenMoeAttentionKind(config: HubConfig): ReturnType<typeof attentionKind> {
  return config.flag('use_sliding_window', false) ? attentionKind(config, { window: 4096 }) : 'gqa';
}

import type { Architecture } from './architecture';
import { attentionKind } from './attention-kind';
import { decoder } from './decoder';
import { dimensions } from './dimensions';
import { attention, gatedMlp, other, routed, sum, times, vocabulary } from './parameter-count';

/**
 * GLM 4, dense.
 *
 * Source: transformers v4.57.1 `src/transformers/models/glm4/configuration_glm4.py`, `modeling_glm4.py`.
 */
export const glm4: Architecture = {
  modelType: 'glm4',
  read: (config) => {
    const size = dimensions(config, { headDim: 128 });
    const layer = sum(
      attention(size, { qkv: config.flag('attention_bias', true) }),
      gatedMlp(size.hidden, config.count('intermediate_size')),
      other(4 * size.hidden),
    );
    return {
      ...size,
      attention: attentionKind(config),
      count: decoder(config, size, layer),
    };
  },
};

/**
 * GLM 4.5 and 4.6: experts, and one that every token passes through. The module that predicts several tokens is not
 * counted.
 *
 * Source: transformers v4.57.1 `src/transformers/models/glm4_moe/configuration_glm4_moe.py`, `modeling_glm4_moe.py`.
 */
export const glm4Moe: Architecture = {
  modelType: 'glm4_moe',
  read: (config) => {
    const size = dimensions(config);
    const experts = { count: config.count('n_routed_experts'), intermediate: config.count('moe_intermediate_size') };
    const dense = Math.min(size.layers, config.optionalNumber('first_k_dense_replace') ?? 1);
    const sparse = sum(
      routed(experts.count, config.count('num_experts_per_tok'), gatedMlp(size.hidden, experts.intermediate)),
      gatedMlp(size.hidden, experts.intermediate * config.count('n_shared_experts', 1)),
      other(size.hidden * experts.count),
    );
    const norms = 2 * size.hidden + (config.flag('use_qk_norm', false) ? 2 * size.headDim : 0);
    return {
      ...size,
      attention: attentionKind(config),
      experts,
      count: sum(
        vocabulary(size.vocabulary, size.hidden, config.flag('tie_word_embeddings', false)),
        times(size.layers, sum(attention(size, { qkv: config.flag('attention_bias', false) }), other(norms))),
        times(size.layers - dense, sparse),
        times(dense, gatedMlp(size.hidden, config.count('intermediate_size'))),
      ),
    };
  },
};

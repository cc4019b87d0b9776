import type { Architecture } from './architecture';
import { attentionKind } from './attention-kind';
import { decoder } from './decoder';
import { dimensions } from './dimensions';
import { attention, gatedMlp, other, routed, sum } from './parameter-count';

/**
 * MiniMax M2: experts in every layer, norms of whole queries and keys.
 *
 * Source: transformers v5.24.0 `src/transformers/models/minimax_m2/configuration_minimax_m2.py`,
 * `modeling_minimax_m2.py`.
 */
export const minimaxM2: Architecture = {
  modelType: 'minimax_m2',
  read: (config) => {
    const size = dimensions(config);
    const experts = { count: config.count('num_local_experts'), intermediate: config.count('intermediate_size') };
    const layer = sum(
      attention(size),
      routed(experts.count, config.count('num_experts_per_tok'), gatedMlp(size.hidden, experts.intermediate)),
      other(size.hidden * experts.count + 2 * size.hidden + (size.heads + size.kvHeads) * size.headDim),
    );
    return { ...size, attention: attentionKind(config), experts, count: decoder(config, size, layer) };
  },
};

import type { Architecture } from './architecture';
import { attentionKind } from './attention-kind';
import { decoder } from './decoder';
import { dimensions } from './dimensions';
import { attention, gatedMlp, other, routed, sum } from './parameter-count';

/**
 * Mixtral: every layer has experts.
 *
 * Source: transformers v4.57.1 `src/transformers/models/mixtral/configuration_mixtral.py`, `modeling_mixtral.py`.
 */
export const mixtral: Architecture = {
  modelType: 'mixtral',
  read: (config) => {
    const size = dimensions(config);
    const experts = { count: config.count('num_local_experts'), intermediate: config.count('intermediate_size') };
    const layer = sum(
      attention(size),
      routed(experts.count, config.count('num_experts_per_tok'), gatedMlp(size.hidden, experts.intermediate)),
      other(size.hidden * experts.count + 2 * size.hidden),
    );
    return {
      ...size,
      attention: attentionKind(config),
      experts,
      count: decoder(config, size, layer),
    };
  },
};

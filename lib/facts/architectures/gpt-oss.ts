import type { Architecture } from './architecture';
import { attentionKind, layerTypes } from './attention-kind';
import { decoder } from './decoder';
import { dimensions } from './dimensions';
import { attention, gatedMlp, other, routed, sum } from './parameter-count';

/**
 * gpt-oss: windowed and full layers in turn, every layer with experts, sinks and biases.
 *
 * Source: transformers v4.57.1 `src/transformers/models/gpt_oss/configuration_gpt_oss.py`, `modeling_gpt_oss.py`.
 */
export const gptOss: Architecture = {
  modelType: 'gpt_oss',
  read: (config) => {
    const size = dimensions(config, { headDim: 64 });
    const experts = { count: config.count('num_local_experts'), intermediate: config.count('intermediate_size') };
    const layer = sum(
      attention(size, { qkv: true, output: true }),
      routed(experts.count, config.count('num_experts_per_tok'), gatedMlp(size.hidden, experts.intermediate, true)),
      other(experts.count * (size.hidden + 1) + size.heads + 2 * size.hidden),
    );
    return {
      ...size,
      attention: attentionKind(config, { layerTypes: layerTypes(size.layers, index => index % 2 === 1) }),
      experts,
      count: decoder(config, size, layer),
    };
  },
};

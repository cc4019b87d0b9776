import type { Architecture } from './architecture';
import { attentionKind, layerTypes } from './attention-kind';
import { decoder } from './decoder';
import { dimensions } from './dimensions';
import { olmo2 } from './olmo2';
import { attention, gatedMlp, other, routed, sum } from './parameter-count';

/**
 * OLMo 3: OLMo 2 with three windowed layers, then a full one.
 *
 * Source: transformers v4.57.1 `src/transformers/models/olmo3/configuration_olmo3.py`, `modeling_olmo3.py`.
 */
export const olmo3: Architecture = {
  modelType: 'olmo3',
  read: (config) => {
    const facts = olmo2.read(config);
    const types = layerTypes(facts.layers, index => (index + 1) % 4 === 0);
    return { ...facts, attention: attentionKind(config, { layerTypes: types }) };
  },
};

/**
 * OLMoE: experts in every layer, norms of whole queries and keys.
 *
 * Source: transformers v4.57.1 `src/transformers/models/olmoe/configuration_olmoe.py`, `modeling_olmoe.py`.
 */
export const olmoe: Architecture = {
  modelType: 'olmoe',
  read: (config) => {
    const size = dimensions(config, { kvHeads: 'heads' });
    const bias = config.flag('attention_bias', false);
    const experts = { count: config.count('num_experts', 64), intermediate: config.count('intermediate_size') };
    const layer = sum(
      attention(size, { qkv: bias, output: bias }),
      routed(experts.count, config.count('num_experts_per_tok', 8), gatedMlp(size.hidden, experts.intermediate)),
      other(size.hidden * experts.count + 2 * size.hidden + (size.heads + size.kvHeads) * size.headDim),
    );
    return { ...size, attention: attentionKind(config), experts, count: decoder(config, size, layer) };
  },
};

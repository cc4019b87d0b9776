import type { Architecture } from './architecture';
import { attentionKind } from './attention-kind';
import { decoder } from './decoder';
import { dimensions } from './dimensions';
import { attention, gatedMlp, other, sum } from './parameter-count';

/**
 * OLMo 2: norms of whole queries and keys.
 *
 * Source: transformers v4.57.1 `src/transformers/models/olmo2/configuration_olmo2.py`, `modeling_olmo2.py`.
 */
export const olmo2: Architecture = {
  modelType: 'olmo2',
  read: (config) => {
    const size = dimensions(config, { kvHeads: 'heads' });
    const bias = config.flag('attention_bias', false);
    const layer = sum(
      attention(size, { qkv: bias, output: bias }),
      gatedMlp(size.hidden, config.count('intermediate_size')),
      other(2 * size.hidden + (size.heads + size.kvHeads) * size.headDim),
    );
    return {
      ...size,
      attention: attentionKind(config),
      count: decoder(config, size, layer),
    };
  },
};

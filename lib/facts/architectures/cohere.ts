import type { Architecture } from './architecture';
import { attentionKind, layerTypes } from './attention-kind';
import { decoder } from './decoder';
import { dimensions } from './dimensions';
import { attention, gatedMlp, other, sum } from './parameter-count';

/**
 * Command R: attention and feed-forward side by side behind one norm.
 *
 * Source: transformers v4.57.1 `src/transformers/models/cohere/configuration_cohere.py`, `modeling_cohere.py`.
 */
export const cohere: Architecture = {
  modelType: 'cohere',
  read: (config) => {
    const size = dimensions(config, { kvHeads: 'heads' });
    const bias = config.flag('attention_bias', false);
    const norms = config.flag('use_qk_norm', false) ? (size.heads + size.kvHeads) * size.headDim : 0;
    const layer = sum(
      attention(size, { qkv: bias, output: bias }),
      gatedMlp(size.hidden, config.count('intermediate_size')),
      other(size.hidden + norms),
    );
    return { ...size, attention: attentionKind(config), count: decoder(config, size, layer, true) };
  },
};

/**
 * Command R7B and Command A: three windowed layers, then a full one.
 *
 * Source: transformers v4.57.1 `src/transformers/models/cohere2/configuration_cohere2.py`, `modeling_cohere2.py`.
 */
export const cohere2: Architecture = {
  modelType: 'cohere2',
  read: (config) => {
    const size = dimensions(config, { kvHeads: 'heads' });
    const bias = config.flag('attention_bias', false);
    const layer = sum(
      attention(size, { qkv: bias, output: bias }),
      gatedMlp(size.hidden, config.count('intermediate_size')),
      other(size.hidden),
    );
    const pattern = config.count('sliding_window_pattern', 4);
    return {
      ...size,
      attention: attentionKind(config, { layerTypes: layerTypes(size.layers, index => (index + 1) % pattern === 0) }),
      count: decoder(config, size, layer, true),
    };
  },
};

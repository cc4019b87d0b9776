import type { Architecture } from './architecture';
import { attentionKind } from './attention-kind';
import { decoder } from './decoder';
import { dimensions } from './dimensions';
import { attention, gatedMlp, other, sum } from './parameter-count';

/**
 * Llama 1 to 3, and what has its form.
 *
 * Source: transformers v4.57.1 `src/transformers/models/llama/configuration_llama.py`, `modeling_llama.py`.
 */
export const llama: Architecture = {
  modelType: 'llama',
  read: (config) => {
    const size = dimensions(config, { kvHeads: 'heads' });
    const bias = config.flag('attention_bias', false);
    const layer = sum(
      attention(size, { qkv: bias, output: bias }),
      gatedMlp(size.hidden, config.count('intermediate_size'), config.flag('mlp_bias', false)),
      other(2 * size.hidden),
    );
    return {
      ...size,
      attention: attentionKind(config),
      count: decoder(config, size, layer),
    };
  },
};

import type { Architecture } from './architecture';
import { attentionKind } from './attention-kind';
import { decoder } from './decoder';
import { dimensions } from './dimensions';
import { attention, gatedMlp, other, sum } from './parameter-count';

/**
 * Mistral 7B to Large: Llama without biases; the first ones keep a window.
 *
 * Source: transformers v4.57.1 `src/transformers/models/mistral/configuration_mistral.py`, `modeling_mistral.py`.
 */
export const mistral: Architecture = {
  modelType: 'mistral',
  read: (config) => {
    const size = dimensions(config);
    const mlp = gatedMlp(size.hidden, config.count('intermediate_size'));
    const layer = sum(attention(size), mlp, other(2 * size.hidden));
    return {
      ...size,
      attention: attentionKind(config, { window: 4096 }),
      count: decoder(config, size, layer),
    };
  },
};

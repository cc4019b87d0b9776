import type { Architecture } from './architecture';
import { attentionKind } from './attention-kind';
import { dimensions } from './dimensions';
import { attention, gatedMlp, other, sum, times, vocabulary } from './parameter-count';

/**
 * Mistral 7B to Large: Llama without biases; the first ones keep a window.
 *
 * Source: transformers v4.57.1 `src/transformers/models/mistral/configuration_mistral.py`, `modeling_mistral.py`.
 */
export const mistral: Architecture = {
  modelType: 'mistral',
  read: (config) => {
    const size = dimensions(config);
    const layer = sum(attention(size), gatedMlp(size.hidden, config.count('intermediate_size')), other(2 * size.hidden));
    return {
      ...size,
      attention: attentionKind(config, { window: 4096 }),
      count: sum(vocabulary(size.vocabulary, size.hidden, config.flag('tie_word_embeddings', false)), times(size.layers, layer)),
    };
  },
};

import type { Architecture } from './architecture';
import { attentionKind } from './attention-kind';
import { decoder } from './decoder';
import { dimensions } from './dimensions';
import { attention, gatedMlp, other, sum } from './parameter-count';

/**
 * Phi 3 and 4: Llama with its matrices joined.
 *
 * Source: transformers v4.57.1 `src/transformers/models/phi3/configuration_phi3.py`, `modeling_phi3.py`; served as
 * Llama by vLLM 0.11.0 `vllm/model_executor/models/phi3.py`.
 */
export const phi3: Architecture = {
  modelType: 'phi3',
  read: (config) => {
    const size = dimensions(config, { kvHeads: 'heads' });
    const mlp = gatedMlp(size.hidden, config.count('intermediate_size'));
    const layer = sum(attention(size), mlp, other(2 * size.hidden));
    return {
      ...size,
      attention: attentionKind(config),
      count: decoder(config, size, layer),
    };
  },
};

import type { Architecture } from './architecture';
import { attentionKind, layerTypes, windowOf } from './attention-kind';
import { decoder } from './decoder';
import { dimensions } from './dimensions';
import { attention, gatedMlp, other, sum } from './parameter-count';

/**
 * Seed OSS: Llama with biases of queries, keys and values.
 *
 * Source: transformers v4.57.1 `src/transformers/models/seed_oss/configuration_seed_oss.py`, `modeling_seed_oss.py`.
 */
export const seedOss: Architecture = {
  modelType: 'seed_oss',
  read: (config) => {
    const size = dimensions(config, { headDim: 128 });
    const bias = { qkv: config.flag('attention_bias', true), output: config.flag('attention_out_bias', false) };
    const mlp = gatedMlp(size.hidden, config.count('intermediate_size'), config.flag('mlp_bias', false));
    const layer = sum(attention(size, bias), mlp, other(2 * size.hidden));
    return { ...size, attention: attentionKind(config), count: decoder(config, size, layer) };
  },
};

/**
 * SmolLM 3: Llama with its embeddings as the last layer.
 *
 * Source: transformers v4.57.1 `src/transformers/models/smollm3/configuration_smollm3.py`, `modeling_smollm3.py`.
 */
export const smolLm3: Architecture = {
  modelType: 'smollm3',
  read: (config) => {
    const size = dimensions(config, { kvHeads: 4 });
    const bias = config.flag('attention_bias', false);
    const mlp = gatedMlp(size.hidden, config.count('intermediate_size'), config.flag('mlp_bias', false));
    const layer = sum(attention(size, { qkv: bias, output: bias }), mlp, other(2 * size.hidden));
    return { ...size, attention: attentionKind(config), count: decoder(config, size, layer, true) };
  },
};

/**
 * EXAONE 4: norms of queries and keys; the larger one has three windowed layers, then a full one.
 *
 * Source: transformers v4.57.1 `src/transformers/models/exaone4/configuration_exaone4.py`, `modeling_exaone4.py`.
 */
export const exaone4: Architecture = {
  modelType: 'exaone4',
  read: (config) => {
    const size = dimensions(config, { kvHeads: 'heads' });
    const mlp = gatedMlp(size.hidden, config.count('intermediate_size'));
    const layer = sum(attention(size), mlp, other(2 * size.hidden + 2 * size.headDim));
    const windowed = windowOf(config, 4096) > 0;
    const isFull = (index: number) => !windowed || (index + 1) % 4 === 0;
    return {
      ...size,
      attention: attentionKind(config, { layerTypes: layerTypes(size.layers, isFull) }),
      count: decoder(config, size, layer),
    };
  },
};

import type { Architecture } from './architecture';
import { attentionKind } from './attention-kind';
import { Dimensions, dimensions } from './dimensions';
import type { HubConfig } from './hub-config';
import { attention, gatedMlp, other, ParameterCount, routed, sum, times, vocabulary } from './parameter-count';

/**
 * Llama 4, text alone: most layers see a chunk of tokens, every fourth all of them; experts in every layer or in every
 * second one.
 *
 * Source: transformers v4.57.1 `src/transformers/models/llama4/configuration_llama4.py` (Llama4TextConfig),
 * `modeling_llama4.py`.
 */
export const llama4Text: Architecture = {
  modelType: 'llama4_text',
  positions: 131_072,
  read: (config) => {
    const size = dimensions(config, { headDim: 128 });
    const experts = { count: config.count('num_local_experts', 16), intermediate: config.count('intermediate_size') };
    return {
      ...size,
      attention: attentionKind(config, { layerTypes: ['chunked_attention', 'full_attention'] }),
      experts,
      count: counted(config, size, experts),
    };
  },
};

/**
 * Llama 4 with its image encoder, which has no formula here.
 *
 * Source: as for {@link llama4Text}, Llama4Config: the language model is in `text_config`.
 */
export const llama4: Architecture = {
  modelType: 'llama4',
  positions: llama4Text.positions!,
  read: config => ({ ...llama4Text.read(config), encoder: true }),
};

function counted(
  config: HubConfig, size: Dimensions, experts: { readonly count: number; readonly intermediate: number },
): ParameterCount {
  const bias = config.flag('attention_bias', false);
  const expert = gatedMlp(size.hidden, experts.intermediate);
  const sparse = Math.floor(size.layers / config.count('interleave_moe_layer_step', 1));
  const dense = size.layers - sparse;
  return sum(
    vocabulary(size.vocabulary, size.hidden, config.flag('tie_word_embeddings', false)),
    times(size.layers, sum(attention(size, { qkv: bias, output: bias }), other(2 * size.hidden))),
    times(sparse, sum(
      routed(experts.count, config.count('num_experts_per_tok', 1), expert), expert, other(size.hidden * experts.count),
    )),
    ...(dense > 0 ? [times(dense, gatedMlp(size.hidden, config.count('intermediate_size_mlp')))] : []),
  );
}

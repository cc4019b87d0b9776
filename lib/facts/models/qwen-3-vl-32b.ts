import { knownModel } from '../known-model';

/**
 * Qwen 3 VL 32B, with its image encoder.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/Qwen--Qwen3-VL-32B-Instruct_config.json`; parameters: counted by
 * transformers v4.57.1 on the device `meta`, two bytes each
 */
export const qwen3Vl32b = knownModel(['Qwen/Qwen3-VL-32B-Instruct', 'Qwen/Qwen3-VL-32B-Thinking'], {
  architectures: ['Qwen3VLForConditionalGeneration'],
  model_type: 'qwen3_vl',
  tie_word_embeddings: false,
  text_config: {
    model_type: 'qwen3_vl_text',
    num_hidden_layers: 64,
    hidden_size: 5120,
    intermediate_size: 25_600,
    num_attention_heads: 64,
    num_key_value_heads: 8,
    head_dim: 128,
    max_position_embeddings: 262_144,
    vocab_size: 151_936,
    dtype: 'bfloat16',
  },
}, { totalSize: 2 * 33_357_390_064 });

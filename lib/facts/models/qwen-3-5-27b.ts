import { knownModel } from '../known-model';

/**
 * Qwen 3.5 27B, with its image encoder.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/Qwen--Qwen3.5-27B_config.json`; parameters: counted by transformers
 * v5.24.0 on the device `meta`, two bytes each
 */
export const qwen3527b = knownModel(['Qwen/Qwen3.5-27B'], {
  architectures: ['Qwen3_5ForConditionalGeneration'],
  model_type: 'qwen3_5',
  tie_word_embeddings: false,
  text_config: {
    model_type: 'qwen3_5_text',
    num_hidden_layers: 64,
    hidden_size: 5120,
    intermediate_size: 17_408,
    num_attention_heads: 24,
    num_key_value_heads: 4,
    head_dim: 256,
    max_position_embeddings: 262_144,
    vocab_size: 248_320,
    full_attention_interval: 4,
    linear_conv_kernel_dim: 4,
    linear_key_head_dim: 128,
    linear_num_key_heads: 16,
    linear_num_value_heads: 48,
    linear_value_head_dim: 128,
    dtype: 'bfloat16',
  },
}, { totalSize: 2 * 27_356_728_560 });

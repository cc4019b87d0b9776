import { knownModel } from '../known-model';

/**
 * Qwen 3.5 35B-A3B, with its image encoder.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/Qwen--Qwen3.5-35B-A3B_config.json`; parameters: counted by
 * transformers v5.24.0 on the device `meta`, two bytes each
 */
export const qwen3535bA3b = knownModel(['Qwen/Qwen3.5-35B-A3B'], {
  architectures: ['Qwen3_5MoeForConditionalGeneration'],
  model_type: 'qwen3_5_moe',
  tie_word_embeddings: false,
  text_config: {
    model_type: 'qwen3_5_moe_text',
    num_hidden_layers: 40,
    hidden_size: 2048,
    num_attention_heads: 16,
    num_key_value_heads: 2,
    head_dim: 256,
    max_position_embeddings: 262_144,
    vocab_size: 248_320,
    num_experts: 256,
    num_experts_per_tok: 8,
    moe_intermediate_size: 512,
    shared_expert_intermediate_size: 512,
    full_attention_interval: 4,
    linear_conv_kernel_dim: 4,
    linear_key_head_dim: 128,
    linear_num_key_heads: 16,
    linear_num_value_heads: 32,
    linear_value_head_dim: 128,
    dtype: 'bfloat16',
  },
}, { totalSize: 2 * 35_107_181_936 });

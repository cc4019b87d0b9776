import { knownModel } from '../known-model';

/**
 * Qwen 3.5 397B-A17B, with its image encoder.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/Qwen--Qwen3.5-397B-A17B_config.json`; parameters: counted by
 * transformers v5.24.0 on the device `meta`, two bytes each
 */
export const qwen35397bA17b = knownModel(['Qwen/Qwen3.5-397B-A17B'], {
  architectures: ['Qwen3_5MoeForConditionalGeneration'],
  model_type: 'qwen3_5_moe',
  tie_word_embeddings: false,
  text_config: {
    model_type: 'qwen3_5_moe_text',
    num_hidden_layers: 60,
    hidden_size: 4096,
    num_attention_heads: 32,
    num_key_value_heads: 2,
    head_dim: 256,
    max_position_embeddings: 262_144,
    vocab_size: 248_320,
    num_experts: 512,
    num_experts_per_tok: 10,
    moe_intermediate_size: 1024,
    shared_expert_intermediate_size: 1024,
    full_attention_interval: 4,
    linear_conv_kernel_dim: 4,
    linear_key_head_dim: 128,
    linear_num_key_heads: 16,
    linear_num_value_heads: 64,
    linear_value_head_dim: 128,
    dtype: 'bfloat16',
  },
}, { totalSize: 2 * 396_802_360_816 });

import { knownModel } from '../known-model';

/**
 * Kimi K2.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/moonshotai--Kimi-K2-Instruct_config.json`
 */
export const kimiK2 = knownModel(['moonshotai/Kimi-K2-Instruct'], {
  architectures: ['DeepseekV3ForCausalLM'],
  model_type: 'kimi_k2',
  num_hidden_layers: 61,
  hidden_size: 7168,
  intermediate_size: 18_432,
  num_attention_heads: 64,
  num_key_value_heads: 64,
  max_position_embeddings: 131_072,
  rope_scaling: {
    type: 'yarn',
    factor: 32,
    original_max_position_embeddings: 4096,
  },
  vocab_size: 163_840,
  tie_word_embeddings: false,
  num_experts_per_tok: 8,
  moe_intermediate_size: 2048,
  n_routed_experts: 384,
  n_shared_experts: 1,
  first_k_dense_replace: 1,
  kv_lora_rank: 512,
  q_lora_rank: 1536,
  qk_nope_head_dim: 128,
  qk_rope_head_dim: 64,
  v_head_dim: 128,
  torch_dtype: 'bfloat16',
  quantization_config: {
    quant_method: 'fp8',
    weight_block_size: [128, 128],
  },
});

import { knownModel } from '../known-model';

/**
 * DeepSeek R1, and its revision of May 2025, which has its shape.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/deepseek-ai--DeepSeek-R1_config.json`; size: the published files of
 * DeepSeek V3, with the module for multi-token prediction
 */
export const deepseekR1 = knownModel(['deepseek-ai/DeepSeek-R1', 'deepseek-ai/DeepSeek-R1-0528'], {
  architectures: ['DeepseekV3ForCausalLM'],
  model_type: 'deepseek_v3',
  num_hidden_layers: 61,
  hidden_size: 7168,
  intermediate_size: 18_432,
  num_attention_heads: 128,
  num_key_value_heads: 128,
  max_position_embeddings: 163_840,
  rope_scaling: {
    type: 'yarn',
    factor: 40,
    original_max_position_embeddings: 4096,
  },
  vocab_size: 129_280,
  tie_word_embeddings: false,
  num_experts_per_tok: 8,
  moe_intermediate_size: 2048,
  n_routed_experts: 256,
  n_shared_experts: 1,
  first_k_dense_replace: 3,
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
}, { totalSize: 641 * 2 ** 30 });

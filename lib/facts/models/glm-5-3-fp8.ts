import { knownModel } from '../known-model';

/**
 * GLM 5.3 in FP8.
 *
 * Source: PyPI aiconfigurator-core 0.12.0 `aiconfigurator_core/model_configs/zai-org--GLM-5.3-FP8_config.json`
 */
export const glm53Fp8 = knownModel(['zai-org/GLM-5.3-FP8'], {
  architectures: ['GlmMoeDsaForCausalLM'],
  model_type: 'glm_moe_dsa',
  num_hidden_layers: 78,
  hidden_size: 6144,
  intermediate_size: 12_288,
  num_attention_heads: 64,
  num_key_value_heads: 64,
  head_dim: 192,
  max_position_embeddings: 1_048_576,
  vocab_size: 154_880,
  tie_word_embeddings: false,
  num_experts_per_tok: 8,
  moe_intermediate_size: 2048,
  n_routed_experts: 256,
  n_shared_experts: 1,
  first_k_dense_replace: 3,
  kv_lora_rank: 512,
  q_lora_rank: 2048,
  qk_nope_head_dim: 192,
  qk_rope_head_dim: 64,
  v_head_dim: 256,
  index_n_heads: 32,
  index_head_dim: 128,
  index_topk_freq: 4,
  index_skip_topk_offset: 3,
  dtype: 'bfloat16',
  quantization_config: {
    quant_method: 'fp8',
    weight_block_size: [128, 128],
  },
});

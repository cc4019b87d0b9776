import { knownModel } from '../known-model';

/**
 * GLM 4.5.
 *
 * Source: THUDM/slime `scripts/models/glm4.5-355B-A32B.sh`, stored as zyzshishui/slime@ffec5340; its context:
 * NVIDIA Megatron-Bridge `docs/models/llm/glm45.md`
 */
export const glm45 = knownModel(['zai-org/GLM-4.5'], {
  architectures: ['Glm4MoeForCausalLM'],
  model_type: 'glm4_moe',
  attention_bias: true,
  use_qk_norm: true,
  num_hidden_layers: 92,
  hidden_size: 5120,
  intermediate_size: 12_288,
  num_attention_heads: 96,
  num_key_value_heads: 8,
  head_dim: 128,
  max_position_embeddings: 131_072,
  vocab_size: 151_552,
  tie_word_embeddings: false,
  first_k_dense_replace: 3,
  n_routed_experts: 160,
  n_shared_experts: 1,
  num_experts_per_tok: 8,
  moe_intermediate_size: 1536,
  torch_dtype: 'bfloat16',
});

import { knownModel } from '../known-model';

/**
 * GLM 4.5 Air.
 *
 * Source: what transformers 4.54.1 printed of its `config.json`; the same shape is in THUDM/slime
 * `scripts/models/glm4.5-106B-A12B.sh` and NVIDIA Megatron-Bridge `docs/models/llm/glm45.md`
 */
export const glm45Air = knownModel(['zai-org/GLM-4.5-Air'], {
  architectures: ['Glm4MoeForCausalLM'],
  model_type: 'glm4_moe',
  attention_bias: true,
  use_qk_norm: false,
  num_hidden_layers: 46,
  hidden_size: 4096,
  intermediate_size: 10_944,
  num_attention_heads: 96,
  num_key_value_heads: 8,
  head_dim: 128,
  max_position_embeddings: 131_072,
  vocab_size: 151_552,
  tie_word_embeddings: false,
  first_k_dense_replace: 1,
  n_routed_experts: 128,
  n_shared_experts: 1,
  num_experts_per_tok: 8,
  moe_intermediate_size: 1408,
  torch_dtype: 'bfloat16',
});

import { knownModel } from '../known-model';

/**
 * GLM 4.6 and 4.7: the shape of GLM 4.5 with a longer context.
 *
 * Source: of 4.7 the test of `glm4_moe_nextn` in alibaba/rtp-llm, which has the values of its `config.json`; of 4.6
 * andreidhoang/stanford-ai `LLM/glm-4.6-training-pipeline/docs/GLM-4.6_DEEP_DIVE.md`, and for its context
 * xorbitsai/inference@1e2b9a5b `doc/source/models/builtin/llm/glm-4.6.rst`. No copy of the file itself was read.
 */
export const glm47 = knownModel(['zai-org/GLM-4.6', 'zai-org/GLM-4.7'], {
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
  max_position_embeddings: 202_752,
  vocab_size: 151_552,
  tie_word_embeddings: false,
  first_k_dense_replace: 3,
  n_routed_experts: 160,
  n_shared_experts: 1,
  num_experts_per_tok: 8,
  moe_intermediate_size: 1536,
  torch_dtype: 'bfloat16',
});

import { knownModel } from '../known-model';

/**
 * Qwen 3 Next 80B-A3B.
 *
 * Source: transformers v4.57.1 `src/transformers/models/qwen3_next/configuration_qwen3_next.py`, whose defaults are
 * those of this model; its context: Xinference v2.10.0 `doc/source/models/builtin/llm/qwen3-next-instruct.rst`
 */
export const qwen3Next80b = knownModel(['Qwen/Qwen3-Next-80B-A3B-Instruct', 'Qwen/Qwen3-Next-80B-A3B-Thinking'], {
  architectures: ['Qwen3NextForCausalLM'],
  model_type: 'qwen3_next',
  num_hidden_layers: 48,
  hidden_size: 2048,
  intermediate_size: 5120,
  num_attention_heads: 16,
  num_key_value_heads: 2,
  head_dim: 256,
  max_position_embeddings: 262_144,
  vocab_size: 151_936,
  tie_word_embeddings: false,
  num_experts: 512,
  num_experts_per_tok: 10,
  moe_intermediate_size: 512,
  shared_expert_intermediate_size: 512,
  linear_conv_kernel_dim: 4,
  linear_key_head_dim: 128,
  linear_num_key_heads: 16,
  linear_num_value_heads: 32,
  linear_value_head_dim: 128,
  torch_dtype: 'bfloat16',
});

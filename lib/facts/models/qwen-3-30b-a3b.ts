import { knownModel } from '../known-model';

/**
 * Qwen 3 30B-A3B.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/Qwen--Qwen3-30B-A3B_config.json`
 */
export const qwen330bA3b = knownModel(['Qwen/Qwen3-30B-A3B'], {
  architectures: ['Qwen3MoeForCausalLM'],
  model_type: 'qwen3_moe',
  num_hidden_layers: 48,
  hidden_size: 2048,
  intermediate_size: 6144,
  num_attention_heads: 32,
  num_key_value_heads: 4,
  head_dim: 128,
  max_position_embeddings: 40_960,
  vocab_size: 151_936,
  tie_word_embeddings: false,
  decoder_sparse_step: 1,
  num_experts: 128,
  num_experts_per_tok: 8,
  moe_intermediate_size: 768,
  torch_dtype: 'bfloat16',
});

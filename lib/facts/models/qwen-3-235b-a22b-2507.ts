import { knownModel } from '../known-model';

/**
 * Qwen 3 235B-A22B of July 2025.
 *
 * Source: Lightning-AI/litgpt@26857050 `litgpt/config.py`, which names the `config.json` of the Hub for each
 */
export const qwen3235bA22b2507 = knownModel([
  'Qwen/Qwen3-235B-A22B-Instruct-2507', 'Qwen/Qwen3-235B-A22B-Thinking-2507',
], {
  architectures: ['Qwen3MoeForCausalLM'],
  model_type: 'qwen3_moe',
  num_hidden_layers: 94,
  hidden_size: 4096,
  intermediate_size: 12_288,
  num_attention_heads: 64,
  num_key_value_heads: 4,
  head_dim: 128,
  max_position_embeddings: 262_144,
  vocab_size: 151_936,
  tie_word_embeddings: false,
  num_experts: 128,
  num_experts_per_tok: 8,
  moe_intermediate_size: 1536,
  torch_dtype: 'bfloat16',
});

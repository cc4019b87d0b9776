import { knownModel } from '../known-model';

/**
 * Qwen 3 30B-A3B of July 2025.
 *
 * Source: Lightning-AI/litgpt@26857050 `litgpt/config.py`, which names the `config.json` of the Hub for each
 */
export const qwen330bA3b2507 = knownModel(['Qwen/Qwen3-30B-A3B-Instruct-2507', 'Qwen/Qwen3-30B-A3B-Thinking-2507'], {
  architectures: ['Qwen3MoeForCausalLM'],
  model_type: 'qwen3_moe',
  num_hidden_layers: 48,
  hidden_size: 2048,
  intermediate_size: 6144,
  num_attention_heads: 32,
  num_key_value_heads: 4,
  head_dim: 128,
  max_position_embeddings: 262_144,
  vocab_size: 151_936,
  tie_word_embeddings: false,
  num_experts: 128,
  num_experts_per_tok: 8,
  moe_intermediate_size: 768,
  torch_dtype: 'bfloat16',
});

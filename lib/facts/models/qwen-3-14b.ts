import { knownModel } from '../known-model';

/**
 * Qwen 3 14B.
 *
 * Source: Lightning-AI/litgpt@26857050 `litgpt/config.py`, which names the `config.json` of the Hub for each
 */
export const qwen314b = knownModel(['Qwen/Qwen3-14B'], {
  architectures: ['Qwen3ForCausalLM'],
  model_type: 'qwen3',
  num_hidden_layers: 40,
  hidden_size: 5120,
  intermediate_size: 17_408,
  num_attention_heads: 40,
  num_key_value_heads: 8,
  head_dim: 128,
  max_position_embeddings: 40_960,
  vocab_size: 151_936,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
});

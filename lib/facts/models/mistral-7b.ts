import { knownModel } from '../known-model';

/**
 * Mistral 7B v0.3.
 *
 * Source: Lightning-AI/litgpt@26857050 `litgpt/config.py`, which names the `config.json` of the Hub for each
 */
export const mistral7b = knownModel(['mistralai/Mistral-7B-v0.3', 'mistralai/Mistral-7B-Instruct-v0.3'], {
  architectures: ['MistralForCausalLM'],
  model_type: 'mistral',
  num_hidden_layers: 32,
  hidden_size: 4096,
  intermediate_size: 14_336,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  max_position_embeddings: 32_768,
  sliding_window: null,
  vocab_size: 32_768,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
});

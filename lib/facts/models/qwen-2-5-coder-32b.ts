import { knownModel } from '../known-model';

/**
 * Qwen 2.5 Coder 32B.
 *
 * Source: Lightning-AI/litgpt@26857050 `litgpt/config.py`, which names the `config.json` of the Hub for each
 */
export const qwen25Coder32b = knownModel(['Qwen/Qwen2.5-Coder-32B', 'Qwen/Qwen2.5-Coder-32B-Instruct'], {
  architectures: ['Qwen2ForCausalLM'],
  model_type: 'qwen2',
  num_hidden_layers: 64,
  hidden_size: 5120,
  intermediate_size: 27_648,
  num_attention_heads: 40,
  num_key_value_heads: 8,
  max_position_embeddings: 32_768,
  vocab_size: 152_064,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
});

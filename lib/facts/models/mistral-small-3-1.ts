import { knownModel } from '../known-model';

/**
 * Mistral Small 3.1, and 3.2, whose language model has the same shape
 * (https://huggingface.co/darkc0de/3.2test/blob/main/config.json). The image encoder is not in its size.
 *
 * Source: https://huggingface.co/mistralai/Mistral-Small-3.1-24B-Instruct-2503/blob/main/config.json
 */
export const mistralSmall31 = knownModel([
  'mistralai/Mistral-Small-3.1-24B-Instruct-2503', 'mistralai/Mistral-Small-3.2-24B-Instruct-2506',
], {
  architectures: ['Mistral3ForConditionalGeneration'],
  model_type: 'mistral',
  num_hidden_layers: 40,
  hidden_size: 5120,
  intermediate_size: 32_768,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  head_dim: 128,
  max_position_embeddings: 131_072,
  vocab_size: 131_072,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
});

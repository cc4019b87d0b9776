import { knownModel } from '../known-model';

/**
 * Gemma 3 27B. The image encoder is not in its size.
 *
 * Source: Lightning-AI/litgpt@26857050 `litgpt/config.py`, which names the `config.json` of the Hub for each;
 * `vocab_size`: the default of transformers v4.57.1
 */
export const gemma327b = knownModel(['google/gemma-3-27b-it'], {
  architectures: ['Gemma3ForConditionalGeneration'],
  model_type: 'gemma3_text',
  num_hidden_layers: 62,
  hidden_size: 5376,
  intermediate_size: 21_504,
  num_attention_heads: 32,
  num_key_value_heads: 16,
  head_dim: 128,
  max_position_embeddings: 131_072,
  sliding_window: 1024,
  vocab_size: 262_208,
  tie_word_embeddings: true,
  torch_dtype: 'bfloat16',
});

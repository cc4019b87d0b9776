import { knownModel } from '../known-model';

/**
 * Phi 4.
 *
 * Source: Lightning-AI/litgpt@26857050 `litgpt/config.py`, which names the `config.json` of the Hub for each
 */
export const phi4 = knownModel(['microsoft/phi-4'], {
  architectures: ['Phi3ForCausalLM'],
  model_type: 'phi3',
  num_hidden_layers: 40,
  hidden_size: 5120,
  intermediate_size: 17_920,
  num_attention_heads: 40,
  num_key_value_heads: 10,
  max_position_embeddings: 16_384,
  vocab_size: 100_352,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
});

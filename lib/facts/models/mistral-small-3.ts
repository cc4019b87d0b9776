import { knownModel } from '../known-model';

/**
 * Mistral Small 3.
 *
 * Source: the `config.json` that a fine-tune has from it
 * (https://huggingface.co/ReadyArt/Reformed-Christian-Bible-Expert-v1.1-24B/blame/main/config.json)
 */
export const mistralSmall3 = knownModel(['mistralai/Mistral-Small-24B-Instruct-2501'], {
  architectures: ['MistralForCausalLM'],
  model_type: 'mistral',
  num_hidden_layers: 40,
  hidden_size: 5120,
  intermediate_size: 32_768,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  head_dim: 128,
  max_position_embeddings: 32_768,
  vocab_size: 131_072,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
});

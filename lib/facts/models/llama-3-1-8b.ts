import { knownModel } from '../known-model';

/**
 * Llama 3.1 8B.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/meta-llama--Meta-Llama-3.1-8B_config.json`
 */
export const llama318b = knownModel(['meta-llama/Llama-3.1-8B', 'meta-llama/Llama-3.1-8B-Instruct'], {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  num_hidden_layers: 32,
  hidden_size: 4096,
  intermediate_size: 14_336,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  max_position_embeddings: 131_072,
  rope_scaling: {
    rope_type: 'llama3',
    factor: 8,
    original_max_position_embeddings: 8192,
  },
  vocab_size: 128_256,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
});

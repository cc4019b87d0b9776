import { knownModel } from '../known-model';

/**
 * Llama 3.1 405B.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/meta-llama--Meta-Llama-3.1-405B_config.json`
 */
export const llama31405b = knownModel(['meta-llama/Llama-3.1-405B', 'meta-llama/Llama-3.1-405B-Instruct'], {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  num_hidden_layers: 126,
  hidden_size: 16_384,
  intermediate_size: 53_248,
  num_attention_heads: 128,
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

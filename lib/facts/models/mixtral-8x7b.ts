import { knownModel } from '../known-model';

/**
 * Mixtral 8x7B.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/mistralai--Mixtral-8x7B-v0.1_config.json`
 */
export const mixtral8x7b = knownModel(['mistralai/Mixtral-8x7B-v0.1', 'mistralai/Mixtral-8x7B-Instruct-v0.1'], {
  architectures: ['MixtralForCausalLM'],
  model_type: 'mixtral',
  num_hidden_layers: 32,
  hidden_size: 4096,
  intermediate_size: 14_336,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  max_position_embeddings: 32_768,
  vocab_size: 32_000,
  tie_word_embeddings: false,
  num_local_experts: 8,
  num_experts_per_tok: 2,
  torch_dtype: 'bfloat16',
});

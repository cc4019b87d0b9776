import { knownModel } from '../known-model';

/**
 * Qwen 3 8B.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/Qwen--Qwen3-8B_config.json`
 */
export const qwen38b = knownModel(['Qwen/Qwen3-8B'], {
  architectures: ['Qwen3ForCausalLM'],
  model_type: 'qwen3',
  num_hidden_layers: 36,
  hidden_size: 4096,
  intermediate_size: 12_288,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  head_dim: 128,
  max_position_embeddings: 40_960,
  vocab_size: 151_936,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
});

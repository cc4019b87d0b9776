import { knownModel } from '../known-model';

/**
 * Qwen 3 1.7B.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/Qwen--Qwen3-1.7B_config.json`
 */
export const qwen317b = knownModel(['Qwen/Qwen3-1.7B'], {
  architectures: ['Qwen3ForCausalLM'],
  model_type: 'qwen3',
  num_hidden_layers: 28,
  hidden_size: 2048,
  intermediate_size: 6144,
  num_attention_heads: 16,
  num_key_value_heads: 8,
  head_dim: 128,
  max_position_embeddings: 40_960,
  vocab_size: 151_936,
  tie_word_embeddings: true,
  torch_dtype: 'bfloat16',
});

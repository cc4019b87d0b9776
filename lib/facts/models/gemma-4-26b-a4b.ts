import { knownModel } from '../known-model';

/**
 * Gemma 4 26B: experts beside a dense part in every layer. The image encoder is not in its size.
 *
 * Source: PyPI aiconfigurator-core 0.12.0 `aiconfigurator_core/model_configs/google--gemma-4-26B-A4B_config.json`, its
 * `text_config`; `layer_types` there is that of the default.
 */
export const gemma426bA4b = knownModel(['google/gemma-4-26B-A4B'], {
  architectures: ['Gemma4ForConditionalGeneration'],
  model_type: 'gemma4_text',
  num_hidden_layers: 30,
  hidden_size: 2816,
  intermediate_size: 2112,
  num_attention_heads: 16,
  num_key_value_heads: 8,
  head_dim: 256,
  global_head_dim: 512,
  num_global_key_value_heads: 2,
  attention_k_eq_v: true,
  hidden_size_per_layer_input: 0,
  num_kv_shared_layers: 0,
  enable_moe_block: true,
  num_experts: 128,
  top_k_experts: 8,
  moe_intermediate_size: 704,
  max_position_embeddings: 262_144,
  sliding_window: 1024,
  vocab_size: 262_144,
  tie_word_embeddings: true,
  dtype: 'bfloat16',
});

import { knownModel } from '../known-model';

/**
 * Qwen 3 32B in FP8.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/Qwen--Qwen3-32B-FP8_config.json`
 */
export const qwen332bFp8 = knownModel(['Qwen/Qwen3-32B-FP8'], {
  architectures: ['Qwen3ForCausalLM'],
  model_type: 'qwen3',
  num_hidden_layers: 64,
  hidden_size: 5120,
  intermediate_size: 25_600,
  num_attention_heads: 64,
  num_key_value_heads: 8,
  head_dim: 128,
  max_position_embeddings: 40_960,
  vocab_size: 151_936,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
  quantization_config: {
    quant_method: 'fp8',
    weight_block_size: [128, 128],
  },
});

import { knownModel } from '../known-model';

/**
 * Qwen 3 235B-A22B in FP8.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/Qwen--Qwen3-235B-A22B-FP8_config.json`
 */
export const qwen3235bA22bFp8 = knownModel(['Qwen/Qwen3-235B-A22B-FP8'], {
  architectures: ['Qwen3MoeForCausalLM'],
  model_type: 'qwen3_moe',
  num_hidden_layers: 94,
  hidden_size: 4096,
  intermediate_size: 12_288,
  num_attention_heads: 64,
  num_key_value_heads: 4,
  head_dim: 128,
  max_position_embeddings: 40_960,
  vocab_size: 151_936,
  tie_word_embeddings: false,
  decoder_sparse_step: 1,
  num_experts: 128,
  num_experts_per_tok: 8,
  moe_intermediate_size: 1536,
  torch_dtype: 'bfloat16',
  quantization_config: {
    quant_method: 'fp8',
    weight_block_size: [128, 128],
  },
});

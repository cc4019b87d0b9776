import { knownModel } from '../known-model';

/**
 * Qwen 3 Coder 480B-A35B in FP8.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/Qwen--Qwen3-Coder-480B-A35B-Instruct_config.json`; how it is quantized:
 * as the other files in FP8 of the same owner and architecture (`Qwen--Qwen3-235B-A22B-FP8_config.json`), its own file
 * could not be read
 */
export const qwen3Coder480bFp8 = knownModel(['Qwen/Qwen3-Coder-480B-A35B-Instruct-FP8'], {
  architectures: ['Qwen3MoeForCausalLM'],
  model_type: 'qwen3_moe',
  num_hidden_layers: 62,
  hidden_size: 6144,
  intermediate_size: 8192,
  num_attention_heads: 96,
  num_key_value_heads: 8,
  head_dim: 128,
  max_position_embeddings: 262_144,
  vocab_size: 151_936,
  tie_word_embeddings: false,
  decoder_sparse_step: 1,
  num_experts: 160,
  num_experts_per_tok: 8,
  moe_intermediate_size: 2560,
  shared_expert_intermediate_size: 0,
  torch_dtype: 'bfloat16',
  quantization_config: {
    quant_method: 'fp8',
    weight_block_size: [128, 128],
  },
});

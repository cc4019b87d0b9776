import { knownModel } from '../known-model';

/**
 * DeepSeek V4 Flash: experts in FP4, other layers in FP8.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/deepseek-ai--DeepSeek-V4-Flash_config.json`; what is in FP4: vLLM
 * 0.27.1 `vllm/models/deepseek_v4/quant_config.py`
 */
export const deepseekV4Flash = knownModel(['deepseek-ai/DeepSeek-V4-Flash'], {
  architectures: ['DeepseekV4ForCausalLM'],
  model_type: 'deepseek_v4',
  num_hidden_layers: 43,
  hidden_size: 4096,
  num_attention_heads: 64,
  num_key_value_heads: 1,
  head_dim: 512,
  max_position_embeddings: 1_048_576,
  rope_scaling: {
    type: 'yarn',
    factor: 16,
    original_max_position_embeddings: 65_536,
  },
  vocab_size: 129_280,
  tie_word_embeddings: false,
  sliding_window: 128,
  num_experts_per_tok: 6,
  moe_intermediate_size: 2048,
  n_routed_experts: 256,
  n_shared_experts: 1,
  q_lora_rank: 1024,
  qk_rope_head_dim: 64,
  index_n_heads: 64,
  index_head_dim: 128,
  torch_dtype: 'bfloat16',
  quantization_config: {
    quant_method: 'fp8',
    weight_block_size: [128, 128],
  },
  compress_ratios: [
    0, 0, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4,
    128, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4, 128, 4, 0,
  ],
  o_groups: 8,
  o_lora_rank: 1024,
  hc_mult: 4,
  expert_dtype: 'fp4',
});

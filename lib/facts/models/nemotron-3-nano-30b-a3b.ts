import { knownModel } from '../known-model';

/**
 * Nemotron 3 Nano 30B-A3B.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/nvidia--NVIDIA-Nemotron-3-Nano-30B-A3B-BF16_config.json`
 */
export const nemotron3Nano = knownModel(['nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16'], {
  architectures: ['NemotronHForCausalLM'],
  model_type: 'nemotron_h',
  num_hidden_layers: 52,
  hidden_size: 2688,
  intermediate_size: 1856,
  num_attention_heads: 32,
  num_key_value_heads: 2,
  head_dim: 128,
  max_position_embeddings: 262_144,
  vocab_size: 131_072,
  tie_word_embeddings: false,
  num_experts_per_tok: 6,
  moe_intermediate_size: 1856,
  n_routed_experts: 128,
  n_shared_experts: 1,
  hybrid_override_pattern: 'MEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEMEM*EMEMEMEME',
  mamba_num_heads: 64,
  mamba_head_dim: 64,
  n_groups: 8,
  ssm_state_size: 128,
  conv_kernel: 4,
  use_conv_bias: true,
  moe_shared_expert_intermediate_size: 3712,
  torch_dtype: 'bfloat16',
});

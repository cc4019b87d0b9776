import { knownModel } from '../known-model';

/**
 * MiniMax M2.7.
 *
 * Source: PyPI aiconfigurator-core 0.12.0 `aiconfigurator_core/model_configs/MiniMaxAI--MiniMax-M2.7_config.json`
 */
export const minimaxM27 = knownModel(['MiniMaxAI/MiniMax-M2.7'], {
  architectures: ['MiniMaxM2ForCausalLM'],
  model_type: 'minimax_m2',
  num_hidden_layers: 62,
  hidden_size: 3072,
  intermediate_size: 1536,
  num_attention_heads: 48,
  num_key_value_heads: 8,
  head_dim: 128,
  max_position_embeddings: 204_800,
  vocab_size: 200_064,
  tie_word_embeddings: false,
  num_local_experts: 256,
  num_experts_per_tok: 8,
  quantization_config: {
    quant_method: 'fp8',
    weight_block_size: [128, 128],
  },
});

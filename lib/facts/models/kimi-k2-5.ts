import { knownModel } from '../known-model';

/**
 * Kimi K2.5: the experts in 4 bits with a scale in 16 bits for 32 numbers, the rest and the image encoder in 16 bits.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/moonshotai--Kimi-K2.5_config.json`; size: 594.3 GB by that, and 0.9 GB
 * of the encoder, which is what 16.4 GB of a copy with two of the layers leave for it
 * (https://huggingface.co/eatang/Kimi-K2.5-2layer)
 */
export const kimiK25 = knownModel(['moonshotai/Kimi-K2.5'], {
  architectures: ['KimiK25ForConditionalGeneration'],
  model_type: 'kimi_k25',
  text_config: {
    model_type: 'kimi_k2',
    num_hidden_layers: 61,
    hidden_size: 7168,
    intermediate_size: 18_432,
    num_attention_heads: 64,
    num_key_value_heads: 64,
    max_position_embeddings: 262_144,
    rope_scaling: {
      type: 'yarn',
      factor: 64,
      original_max_position_embeddings: 4096,
    },
    vocab_size: 163_840,
    tie_word_embeddings: false,
    num_experts_per_tok: 8,
    moe_intermediate_size: 2048,
    n_routed_experts: 384,
    n_shared_experts: 1,
    first_k_dense_replace: 1,
    kv_lora_rank: 512,
    q_lora_rank: 1536,
    qk_nope_head_dim: 128,
    qk_rope_head_dim: 64,
    v_head_dim: 128,
    dtype: 'bfloat16',
    quantization_config: {
      quant_method: 'compressed-tensors',
    },
  },
}, { totalSize: 595_200_000_000 });

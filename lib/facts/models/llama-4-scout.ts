import { knownModel } from '../known-model';

/**
 * Llama 4 Scout.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/meta-llama--Llama-4-Scout-17B-16E-Instruct_config.json`;
 * parameters: counted by transformers v4.57.1 on the device `meta`, two bytes each, with the image encoder of its
 * defaults
 */
export const llama4Scout = knownModel(['meta-llama/Llama-4-Scout-17B-16E-Instruct'], {
  architectures: ['Llama4ForConditionalGeneration'],
  model_type: 'llama4',
  torch_dtype: 'bfloat16',
  text_config: {
    model_type: 'llama4_text',
    num_hidden_layers: 48,
    hidden_size: 5120,
    intermediate_size: 8192,
    num_attention_heads: 40,
    num_key_value_heads: 8,
    head_dim: 128,
    max_position_embeddings: 10_485_760,
    rope_scaling: { rope_type: 'llama3', factor: 16, original_max_position_embeddings: 8192 },
    vocab_size: 202_048,
    num_local_experts: 16,
    num_experts_per_tok: 1,
    intermediate_size_mlp: 16_384,
    interleave_moe_layer_step: 1,
    torch_dtype: 'bfloat16',
  },
}, { totalSize: 2 * 108_225_039_360 });

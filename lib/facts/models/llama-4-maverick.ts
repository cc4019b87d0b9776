import { knownModel } from '../known-model';

/**
 * Llama 4 Maverick.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/meta-llama--Llama-4-Maverick-17B-128E-Instruct_config.json`;
 * parameters: counted by transformers v4.57.1 on the device `meta`, two bytes each, with the image encoder of its
 * defaults
 */
export const llama4Maverick = knownModel(['meta-llama/Llama-4-Maverick-17B-128E-Instruct'], {
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
    max_position_embeddings: 1_048_576,
    vocab_size: 202_048,
    num_local_experts: 128,
    num_experts_per_tok: 1,
    intermediate_size_mlp: 16_384,
    interleave_moe_layer_step: 2,
    torch_dtype: 'bfloat16',
  },
}, { totalSize: 2 * 401_167_027_200 });

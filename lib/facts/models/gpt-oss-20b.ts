import { knownModel } from '../known-model';

/**
 * gpt-oss 20B.
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/openai--gpt-oss-20b_config.json`
 */
export const gptOss20b = knownModel(['openai/gpt-oss-20b'], {
  architectures: ['GptOssForCausalLM'],
  model_type: 'gpt_oss',
  num_hidden_layers: 24,
  hidden_size: 2880,
  intermediate_size: 2880,
  num_attention_heads: 64,
  num_key_value_heads: 8,
  head_dim: 64,
  attention_bias: true,
  max_position_embeddings: 131_072,
  rope_scaling: {
    rope_type: 'yarn',
    factor: 32,
    original_max_position_embeddings: 4096,
  },
  vocab_size: 201_088,
  tie_word_embeddings: false,
  sliding_window: 128,
  num_local_experts: 32,
  num_experts_per_tok: 4,
  quantization_config: {
    quant_method: 'mxfp4',
  },
});

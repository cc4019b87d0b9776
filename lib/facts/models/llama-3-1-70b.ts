import { knownModel } from '../known-model';

/**
 * Llama 3.1 70B, and 3.3, which has its shape (Lightning-AI/litgpt@26857050 `litgpt/config.py`).
 *
 * Source: ai-dynamo/aiconfigurator@095f58a5
 * `aic-core/src/aiconfigurator_core/model_configs/meta-llama--Meta-Llama-3.1-70B_config.json`
 */
export const llama3170b = knownModel([
  'meta-llama/Llama-3.1-70B',
  'meta-llama/Llama-3.1-70B-Instruct',
  'meta-llama/Llama-3.3-70B-Instruct',
], {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  num_hidden_layers: 80,
  hidden_size: 8192,
  intermediate_size: 28_672,
  num_attention_heads: 64,
  num_key_value_heads: 8,
  max_position_embeddings: 131_072,
  rope_scaling: {
    rope_type: 'llama3',
    factor: 8,
    original_max_position_embeddings: 8192,
  },
  vocab_size: 128_256,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
});

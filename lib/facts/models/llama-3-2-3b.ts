import { knownModel } from '../known-model';

/**
 * Llama 3.2 3B.
 *
 * Source: Lightning-AI/litgpt@26857050 `litgpt/config.py`, which names the `config.json` of the Hub for each; tied
 * embeddings: mlc-ai/mlc-llm@79d603f0 `python/mlc_llm/model/model_preset.py`
 */
export const llama323b = knownModel(['meta-llama/Llama-3.2-3B', 'meta-llama/Llama-3.2-3B-Instruct'], {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  num_hidden_layers: 28,
  hidden_size: 3072,
  intermediate_size: 8192,
  num_attention_heads: 24,
  num_key_value_heads: 8,
  max_position_embeddings: 131_072,
  rope_scaling: {
    rope_type: 'llama3',
  },
  vocab_size: 128_256,
  tie_word_embeddings: true,
  torch_dtype: 'bfloat16',
});

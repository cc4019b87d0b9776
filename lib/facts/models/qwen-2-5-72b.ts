import { knownModel } from '../known-model';

/**
 * Qwen 2.5 72B.
 *
 * Source: Lightning-AI/litgpt@26857050 `litgpt/config.py`, which names the `config.json` of the Hub for each; the
 * context of the instruction-tuned ones: hf.co/Qwen/Qwen2.5-32B-Instruct/discussions/5 (more than 32,768 tokens only
 * with YaRN)
 */
export const qwen2572b = knownModel(['Qwen/Qwen2.5-72B-Instruct'], {
  architectures: ['Qwen2ForCausalLM'],
  model_type: 'qwen2',
  num_hidden_layers: 80,
  hidden_size: 8192,
  intermediate_size: 29_568,
  num_attention_heads: 64,
  num_key_value_heads: 8,
  max_position_embeddings: 32_768,
  vocab_size: 152_064,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
});

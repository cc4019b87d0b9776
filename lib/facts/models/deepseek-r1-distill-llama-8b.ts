import { knownModel } from '../known-model';

/**
 * DeepSeek R1 distilled into Llama 8B.
 *
 * Source: Lightning-AI/litgpt@26857050 `litgpt/config.py`, which names the `config.json` of the Hub for each
 */
export const deepseekR1DistillLlama8b = knownModel(['deepseek-ai/DeepSeek-R1-Distill-Llama-8B'], {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  num_hidden_layers: 32,
  hidden_size: 4096,
  intermediate_size: 14_336,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  max_position_embeddings: 131_072,
  rope_scaling: {
    rope_type: 'llama3',
  },
  vocab_size: 128_256,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
});

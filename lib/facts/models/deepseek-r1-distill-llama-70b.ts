import { knownModel } from '../known-model';

/**
 * DeepSeek R1 distilled into Llama 70B.
 *
 * Source: Lightning-AI/litgpt@26857050 `litgpt/config.py`, which names the `config.json` of the Hub for each
 */
export const deepseekR1DistillLlama70b = knownModel(['deepseek-ai/DeepSeek-R1-Distill-Llama-70B'], {
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
  },
  vocab_size: 128_256,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
});

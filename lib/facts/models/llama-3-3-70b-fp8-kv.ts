import { knownModel } from '../known-model';

/**
 * Llama 3.3 70B in FP8 by AMD Quark: linear layers have a scale a tensor, embeddings and the last layer are in 16 bits.
 *
 * Source: the shape, that of Llama 3.1 70B (`llama-3-1-70b.ts`); what is quantized:
 * https://huggingface.co/amd/Llama-3.3-70B-Instruct-FP8-KV; size: a byte for each of the 68,451,041,280 numbers in
 * linear layers, two for the other 2,102,665,216
 */
export const llama3370bFp8Kv = knownModel(['amd/Llama-3.3-70B-Instruct-FP8-KV'], {
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
  quantization_config: {
    quant_method: 'quark',
  },
}, { totalSize: 68_451_041_280 + 2 * 2_102_665_216 });

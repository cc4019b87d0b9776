import type { ModelFacts } from '../../lib/facts/model-facts';

/**
 * A config.json with these facts, of an architecture that the vLLMs of all releases have.
 *
 * @param quantization how the files are stored, where the facts leave that open
 */
export function modelConfig(facts: ModelFacts, quantization?: string): Readonly<Record<string, unknown>> {
  const architecture = architectures.find(({ suits }) => suits(facts))!;
  const named = facts.native === 'other' && quantization !== undefined ? storedAs[quantization] : undefined;
  return {
    ...common(facts), ...architecture.config(facts), ...stored[facts.native],
    ...named && { quantization_config: named },
  };
}

/** The part of a config.json by which files say how they are quantized. */
const storedAs: Readonly<Record<string, object>> = {
  awq: { quant_method: 'awq', bits: 4, group_size: 128, zero_point: true, version: 'gemm' },
  gptq: { quant_method: 'gptq', bits: 4, group_size: 128, desc_act: false, sym: true },
};

interface TestedArchitecture {
  readonly suits: (facts: ModelFacts) => boolean;
  readonly config: (facts: ModelFacts) => Readonly<Record<string, unknown>>;
}

const architectures: readonly TestedArchitecture[] = [
  {
    suits: ({ attention }) => attention === 'mla',
    config: ({ experts, headDim, latent = 576 }) => ({
      architectures: ['DeepseekV3ForCausalLM'], model_type: 'deepseek_v3', kv_lora_rank: latent - 64,
      q_lora_rank: 1536, qk_rope_head_dim: 64, qk_nope_head_dim: headDim, v_head_dim: headDim,
      n_routed_experts: experts?.count ?? 8, moe_intermediate_size: experts?.intermediate ?? 2048,
      num_experts_per_tok: 8, n_shared_experts: 1, first_k_dense_replace: 0, n_group: 1, topk_group: 1,
    }),
  },
  {
    suits: ({ native }) => native === 'mxfp4',
    config: ({ experts, layers }) => ({
      architectures: ['GptOssForCausalLM'], model_type: 'gpt_oss', num_local_experts: experts?.count ?? 32,
      num_experts_per_tok: 4, intermediate_size: experts?.intermediate ?? 2880, sliding_window: 128,
      layer_types: Array.from({ length: layers }, (_, index) => index % 2 ? 'full_attention' : 'sliding_attention'),
    }),
  },
  {
    suits: ({ attention }) => attention === 'hybrid',
    config: ({ experts }) => ({
      architectures: ['Qwen3NextForCausalLM'], model_type: 'qwen3_next', ...qwenExperts(experts),
      linear_num_key_heads: 16, linear_num_value_heads: 32, linear_key_head_dim: 128, linear_value_head_dim: 128,
      linear_conv_kernel_dim: 4, full_attention_interval: 4, shared_expert_intermediate_size: 512,
    }),
  },
  {
    suits: ({ experts }) => experts !== undefined,
    config: ({ experts }) => ({
      architectures: ['Qwen3MoeForCausalLM'], model_type: 'qwen3_moe', ...qwenExperts(experts),
    }),
  },
  {
    suits: ({ attention }) => attention === 'sliding',
    config: () => ({ architectures: ['MistralForCausalLM'], model_type: 'mistral', sliding_window: 4096 }),
  },
  {
    suits: () => true,
    config: () => ({ architectures: ['LlamaForCausalLM'], model_type: 'llama' }),
  },
];

function common({ headDim, heads, hidden, kvHeads, layers, maxContext, vocabulary }: ModelFacts): object {
  return {
    hidden_size: hidden, num_hidden_layers: layers, num_attention_heads: heads, num_key_value_heads: kvHeads,
    head_dim: headDim, intermediate_size: 4 * hidden, vocab_size: vocabulary, max_position_embeddings: maxContext,
    torch_dtype: 'bfloat16', hidden_act: 'silu', rms_norm_eps: 1e-6, rope_theta: 500_000,
    tie_word_embeddings: false, bos_token_id: 0, eos_token_id: 1,
  };
}

function qwenExperts(experts: ModelFacts['experts']): object {
  return {
    num_experts: experts?.count, moe_intermediate_size: experts?.intermediate, decoder_sparse_step: 1,
    num_experts_per_tok: Math.min(8, experts?.count ?? 8), norm_topk_prob: true, mlp_only_layers: [],
  };
}

const stored: Readonly<Record<ModelFacts['native'], object>> = {
  bf16: {},
  other: {},
  fp8: {
    quantization_config: {
      quant_method: 'fp8', activation_scheme: 'dynamic', fmt: 'e4m3', weight_block_size: [128, 128],
    },
  },
  mxfp4: { quantization_config: { quant_method: 'mxfp4' } },
};

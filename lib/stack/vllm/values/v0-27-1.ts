import type { KnownDtype, KnownKvCacheDtype, KnownQuantization } from '../../../spec/engine-values';
import type { EngineValues, QuantizedWeights } from './engine-values';
import { allPrecisions, halfPrecisions } from './precisions';

/**
 * Values of vLLM 0.27.1: `QuantizationMethods` in `vllm/model_executor/layers/quantization/__init__.py` with the
 * shorthands of `vllm/config/quantization.py:115`, `CacheDType` in `vllm/config/cache.py:19`, `ModelDType` in
 * `vllm/config/model.py`. `--block-size` is any whole number for its parser; attention backends for CUDA were read to
 * take multiples of 16 (`vllm/v1/attention/backends/flash_attn.py:84`).
 */
export const values0271 = {
  quantization: {
    'auto_awq': 'stored',
    'auto_gptq': 'stored',
    'awq': 'stored',
    'awq_marlin': 'stored',
    'bitsandbytes': 'unread',
    'compressed-tensors': 'stored',
    'deepseek_v4_fp8': 'unread',
    'experts_int8': 'unread',
    'fbgemm_fp8': 'stored',
    'fp8': 'byte',
    'fp8_per_block': 'byte',
    'fp8_per_channel': 'byte',
    'fp8_per_tensor': 'byte',
    'fp_quant': 'unread',
    'gpt_oss_mxfp4': 'unread',
    'gptq': 'stored',
    'gptq_marlin': 'stored',
    'humming': 'unread',
    'inc': 'unread',
    // Only experts become smaller; other layers stay as they are.
    'int8_per_channel_weight_only': 'unread',
    'modelopt': 'stored',
    'modelopt_fp4': 'stored',
    'modelopt_mixed': 'stored',
    'modelopt_mxfp8': 'stored',
    'moe_wna16': 'stored',
    'mxfp4': 'unread',
    'mxfp8': 'unread',
    'nvfp4_per_token': 'unread',
    'online': 'unread',
    'quark': 'stored',
    'torchao': 'unread',
  },
  // `ModelConfig._verify_quantization` in `vllm/config/model.py`, `override_quantization_method` of each method in
  // `vllm/model_executor/layers/quantization/`. Files in MXFP4 are those of gpt-oss.
  quantizedFiles: {
    'awq': ['auto_awq', 'awq', 'awq_marlin', 'humming', 'moe_wna16'],
    'compressed-tensors': ['compressed-tensors', 'humming'],
    'fp8': ['deepseek_v4_fp8', 'fp8', 'humming'],
    'gptq': ['auto_gptq', 'gptq', 'gptq_marlin', 'humming', 'moe_wna16'],
    'modelopt': 'dropped',
    'mxfp4': 'dropped',
  },
  // `get_supported_act_dtypes` of each method in `vllm/model_executor/layers/quantization/`, and of
  // `DeepseekV4FP8Config` in `vllm/models/deepseek_v4/quant_config.py`.
  precisions: {
    'auto_awq': halfPrecisions,
    'auto_gptq': halfPrecisions,
    'awq': halfPrecisions,
    'awq_marlin': halfPrecisions,
    'bitsandbytes': allPrecisions,
    'compressed-tensors': allPrecisions,
    'deepseek_v4_fp8': halfPrecisions,
    'experts_int8': halfPrecisions,
    'fbgemm_fp8': halfPrecisions,
    'fp8': halfPrecisions,
    'fp_quant': ['bfloat16'],
    'gpt_oss_mxfp4': ['bfloat16'],
    'gptq': halfPrecisions,
    'gptq_marlin': halfPrecisions,
    'humming': halfPrecisions,
    'inc': halfPrecisions,
    'modelopt': halfPrecisions,
    'modelopt_fp4': halfPrecisions,
    'modelopt_mixed': halfPrecisions,
    'modelopt_mxfp8': ['bfloat16'],
    'moe_wna16': halfPrecisions,
    'mxfp4': ['bfloat16'],
    'mxfp8': ['bfloat16'],
    'online': halfPrecisions,
    'quark': halfPrecisions,
    'torchao': allPrecisions,
  },
  kvCacheDtype: {
    auto: 'model',
    bfloat16: 2,
    float16: 2,
    fp8: 1,
    // 656 bytes a token for a latent of 576 numbers: not a number of bytes each.
    fp8_ds_mla: 'unread',
    fp8_e4m3: 1,
    fp8_e5m2: 1,
    fp8_inc: 1,
    fp8_per_token_head: 'unread',
    int4_per_token_head: 'unread',
    int8_per_token_head: 'unread',
    nvfp4: 'unread',
    turboquant_3bit_nc: 'unread',
    turboquant_4bit_nc: 'unread',
    turboquant_k3v4_nc: 'unread',
    turboquant_k8v4: 'unread',
  },
  dtype: { auto: 'model', bfloat16: 2, float: 4, float16: 2, float32: 4, half: 2 },
  blockSize: { multipleOf: 16 },
  // `_validate_suffix_decoding`; of the Dockerfiles only the stage of the tests installs the package.
  speculation: { eagle: 'none', eagle3: 'none', mtp: 'none', ngram: 'none', suffix: 'arctic-inference' },
} as const satisfies EngineValues & {
  readonly quantization: Readonly<Partial<Record<KnownQuantization, QuantizedWeights>>>;
  readonly kvCacheDtype: Readonly<Partial<Record<KnownKvCacheDtype, unknown>>>;
  readonly dtype: Readonly<Record<KnownDtype, unknown>>;
};

import type { KnownDtype, KnownKvCacheDtype, KnownQuantization } from '../../../spec/engine-values';
import type { EngineValues, QuantizedWeights } from './engine-values';
import { allPrecisions, halfPrecisions } from './precisions';

/**
 * Values of vLLM 0.11.0: `QuantizationMethods` in `vllm/model_executor/layers/quantization/__init__.py`, `CacheDType`
 * and `BlockSize` in `vllm/config/cache.py:24`, `ModelDType` in `vllm/config/model.py`. Its attention backends for CUDA
 * take multiples of 16 only (`vllm/v1/attention/backends/flash_attn.py:86`).
 */
export const values0110 = {
  quantization: {
    'auto-round': 'stored',
    'awq': 'stored',
    'awq_marlin': 'stored',
    'bitblas': 'unread',
    'bitsandbytes': 'unread',
    'compressed-tensors': 'stored',
    'deepspeedfp': 'unread',
    'experts_int8': 'unread',
    'fbgemm_fp8': 'stored',
    // docs/features/quantization/fp8.md:137 of the same tag: the whole model is loaded in its own precision first.
    'fp8': 'byte once loaded',
    'gguf': 'unread',
    'gptq': 'stored',
    'gptq_bitblas': 'unread',
    'gptq_marlin': 'stored',
    'gptq_marlin_24': 'stored',
    'hqq': 'stored',
    'inc': 'unread',
    'ipex': 'unread',
    'modelopt': 'stored',
    'modelopt_fp4': 'stored',
    'moe_wna16': 'stored',
    'mxfp4': 'unread',
    'petit_nvfp4': 'stored',
    'ptpc_fp8': 'unread',
    'quark': 'stored',
    'rtn': 'unread',
    'torchao': 'unread',
    'tpu_int8': 'unread',
  },
  // `ModelConfig._verify_quantization` in `vllm/config/model.py`, `override_quantization_method` of each method in
  // `vllm/model_executor/layers/quantization/`.
  quantizedFiles: {
    'awq': ['awq', 'awq_marlin', 'moe_wna16'],
    'compressed-tensors': ['compressed-tensors'],
    'fp8': ['fp8'],
    'gptq': ['bitblas', 'gptq', 'gptq_bitblas', 'gptq_marlin', 'gptq_marlin_24', 'moe_wna16'],
    'modelopt': 'dropped',
    'mxfp4': ['mxfp4'],
  },
  // `get_supported_act_dtypes` of each method in `vllm/model_executor/layers/quantization/`.
  precisions: {
    'auto-round': halfPrecisions,
    'awq': ['float16'],
    'awq_marlin': halfPrecisions,
    'bitblas': halfPrecisions,
    'bitsandbytes': allPrecisions,
    'compressed-tensors': allPrecisions,
    'deepspeedfp': halfPrecisions,
    'experts_int8': halfPrecisions,
    'fbgemm_fp8': halfPrecisions,
    'fp8': halfPrecisions,
    'gguf': allPrecisions,
    'gptq': ['float16'],
    'gptq_bitblas': halfPrecisions,
    'gptq_marlin': halfPrecisions,
    'gptq_marlin_24': ['float16'],
    'hqq': halfPrecisions,
    'inc': ['bfloat16'],
    'ipex': halfPrecisions,
    'modelopt': halfPrecisions,
    'modelopt_fp4': halfPrecisions,
    'moe_wna16': halfPrecisions,
    'mxfp4': ['bfloat16'],
    'petit_nvfp4': halfPrecisions,
    'ptpc_fp8': halfPrecisions,
    'quark': halfPrecisions,
    'rtn': halfPrecisions,
    'torchao': allPrecisions,
    'tpu_int8': halfPrecisions,
  },
  kvCacheDtype: { auto: 'model', bfloat16: 2, fp8: 1, fp8_e4m3: 1, fp8_e5m2: 1, fp8_inc: 1 },
  dtype: { auto: 'model', bfloat16: 2, float: 4, float16: 2, float32: 4, half: 2 },
  blockSize: { multipleOf: 16, most: 128 },
  speculation: { eagle: 'none', eagle3: 'none', mtp: 'none', ngram: 'none' },
} as const satisfies EngineValues & {
  readonly quantization: Readonly<Partial<Record<KnownQuantization, QuantizedWeights>>>;
  readonly kvCacheDtype: Readonly<Partial<Record<KnownKvCacheDtype, unknown>>>;
  readonly dtype: Readonly<Record<KnownDtype, unknown>>;
};

import type { KnownDtype, KnownKvCacheDtype, KnownQuantization } from '../../../spec/engine-values';
import type { EngineValues, QuantizedWeights } from './engine-values';
import { values0271 } from './v0-27-1';

/**
 * Values of vLLM 0.30.0: `QuantizationMethods` in `vllm/model_executor/layers/quantization/__init__.py` with the
 * shorthands of `vllm/config/quantization.py`, `CacheDType` in `vllm/config/cache.py`, `ModelDType` in
 * `vllm/config/model.py`.
 * `--block-size` is any whole number for its parser; its attention backend for CUDA takes multiples of 16, for some
 * heads and precisions one size only (`vllm/v1/attention/backends/flash_attn.py:314`).
 */
export const values0300 = {
  quantization: {
    'auto_awq': 'stored',
    'auto_gptq': 'stored',
    'awq': 'stored',
    'awq_marlin': 'stored',
    'compressed-tensors': 'stored',
    'deepseek_v4_fp8': 'stored',
    'experts_int8': 'unread',
    'fbgemm_fp8': 'stored',
    'fp8': 'byte',
    'fp8_per_block': 'byte',
    'fp8_per_channel': 'byte',
    'fp8_per_tensor': 'byte',
    'fp_quant': 'unread',
    'gpt_oss_mxfp4': 'stored',
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
    'mxfp4': 'stored',
    'mxfp8': 'unread',
    'nvfp4_per_token': 'unread',
    'online': 'unread',
    'quark': 'stored',
    'torchao': 'unread',
  },
  // The code that decides is that of 0.27.1: `override_quantization_method` and `get_supported_act_dtypes` of each
  // method.
  quantizedFiles: values0271.quantizedFiles,
  precisions: values0271.precisions,
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
    nvfp4_4over6: 'unread',
    nvfp4_ds_mla: 'unread',
    turboquant_3bit_nc: 'unread',
    turboquant_4bit_nc: 'unread',
    turboquant_k3v4_nc: 'unread',
    turboquant_k8v4: 'unread',
  },
  dtype: { auto: 'model', bfloat16: 2, float: 4, float16: 2, float32: 4, half: 2 },
  blockSize: { multipleOf: 16 },
  // `_validate_suffix_decoding`, also in 0.33.0; no Dockerfile of either installs the package.
  speculation: { eagle: 'none', eagle3: 'none', mtp: 'none', ngram: 'none', suffix: 'arctic-inference' },
} as const satisfies EngineValues & {
  readonly quantization: Readonly<Partial<Record<KnownQuantization, QuantizedWeights>>>;
  readonly kvCacheDtype: Readonly<Partial<Record<KnownKvCacheDtype, unknown>>>;
  readonly dtype: Readonly<Record<KnownDtype, unknown>>;
};

/**
 * Values of `engine.quantization` that a known vLLM has: an editor offers them, and any other text is taken as written.
 */
export type KnownQuantization
  = | 'auto-round' | 'auto_awq' | 'auto_gptq' | 'awq' | 'awq_marlin' | 'bitblas' | 'bitsandbytes' | 'compressed-tensors'
    | 'deepseek_v4_fp8' | 'deepspeedfp' | 'experts_int8' | 'fbgemm_fp8' | 'fp8' | 'fp8_per_block' | 'fp8_per_channel'
    | 'fp8_per_tensor' | 'fp_quant' | 'gguf' | 'gpt_oss_mxfp4' | 'gptq' | 'gptq_bitblas' | 'gptq_marlin'
    | 'gptq_marlin_24' | 'hqq' | 'humming' | 'inc' | 'int8_per_channel_weight_only' | 'ipex' | 'modelopt'
    | 'modelopt_fp4' | 'modelopt_mixed' | 'modelopt_mxfp8' | 'moe_wna16' | 'mxfp4' | 'mxfp8' | 'nvfp4_per_token'
    | 'online' | 'petit_nvfp4' | 'ptpc_fp8' | 'quark' | 'rtn' | 'torchao' | 'tpu_int8';

/** Values of `engine.kvCacheDtype` that a known vLLM has; any other text is taken as written. */
export type KnownKvCacheDtype
  = | 'auto' | 'bfloat16' | 'float16' | 'fp8' | 'fp8_ds_mla' | 'fp8_e4m3' | 'fp8_e5m2' | 'fp8_inc'
    | 'fp8_per_token_head' | 'int4_per_token_head' | 'int8_per_token_head' | 'nvfp4' | 'nvfp4_4over6'
    | 'nvfp4_ds_mla' | 'octave_k3v3' | 'octave_k3v3_compact' | 'octave_k3v4' | 'turboquant_3bit_nc'
    | 'turboquant_4bit_nc' | 'turboquant_k3v4_nc' | 'turboquant_k8v4' | 'ultraquant_4bit';

/** Values of `engine.dtype` that a known vLLM has; any other text is taken as written. */
export type KnownDtype = 'auto' | 'bfloat16' | 'float' | 'float16' | 'float32' | 'half';

/** Values of `engine.blockSize` that an editor offers; any whole number is taken as written. */
export type KnownBlockSize = 16 | 32 | 64 | 128 | 256;

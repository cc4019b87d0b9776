import { words } from '../words';
import { sharedMetrics } from './metrics';
import type { ModelServerRelease } from './model-server-release';
import { values0110 } from './values/v0-11-0';

const PORTS_TAKEN
  = 'all stages listen on the same side-channel ports: the second one fails with `Address already in use`, and '
    + 'the pod is never Ready';

/**
 * vLLM 0.11.0, in the image of llm-d 0.3.
 *
 * Sources of what is known: `vllm/config/cache.py:43`,
 * `vllm/distributed/kv_transfer/kv_connector/v1/nixl_connector.py:622,905,968,1006`, `vllm/v1/metrics/loggers.py`.
 * Flags and variables were read from the wheel on PyPI: every `add_argument` of `vllm/engine/arg_utils.py` and
 * `vllm/entrypoints/openai/cli_args.py`, every field of the front end's argument classes there, and every key of
 * `environment_variables` in `vllm/envs.py`.
 */
export const vllm0110 = {
  image: 'ghcr.io/llm-d/llm-d-cuda:v0.3.0',
  user: 2000,
  kvRole: { prefill: 'kv_both', decode: 'kv_both' },
  sideChannelPerTensorRank: true,
  known: {
    version: '0.11.0',
    images: ['llm-d-cuda:v0.3.0'],
    flags: flags(),
    engineValues: values0110,
    environment: environment(),
    gpuMemoryUtilization: 0.9,
    moreTensorParallel: 'decode',
    readsKvLoadFailurePolicy: false,
    kvBothDeprecated: false,
    // Every GPU listens on the first port plus its tensor rank, waits for its listener without a limit, and each stage
    // has the same tensor ranks.
    pipeline: { prefill: PORTS_TAKEN, decode: PORTS_TAKEN },
    // inter_token_latency_seconds came with 0.11; this older name of the same left before 0.19. There is no counter of
    // NIXL transfers before 0.12.
    metrics: { ...sharedMetrics, token: 'vllm:time_per_output_token_seconds', kvTransferFailures: [] },
    // `vllm/envs.py`.
    sideChannelPort: 5557,
  },
} as const satisfies ModelServerRelease;

function flags(): readonly string[] {
  return words(`
  additional-config allow-credentials allowed-headers allowed-local-media-path allowed-media-domains allowed-methods
  allowed-origins api-key api-server-count async-scheduling block-size calculate-kv-scales chat-template
  chat-template-content-format code-revision collect-detailed-traces compilation-config config config-format convert
  cpu-offload-gb cuda-graph-sizes data-parallel-address data-parallel-backend data-parallel-hybrid-lb
  data-parallel-rank data-parallel-rpc-port data-parallel-size data-parallel-size-local data-parallel-start-rank
  dbo-decode-token-threshold dbo-prefill-token-threshold decode-context-parallel-size default-mm-loras
  disable-cascade-attn disable-chunked-mm-input disable-custom-all-reduce disable-fastapi-docs
  disable-frontend-multiprocessing disable-hybrid-kv-cache-manager disable-log-requests disable-log-stats
  disable-mm-preprocessor-cache disable-sliding-window disable-uvicorn-access-log distributed-executor-backend
  download-dir dtype enable-auto-tool-choice enable-chunked-prefill enable-dbo enable-eplb enable-expert-parallel
  enable-force-include-usage enable-log-outputs enable-log-requests enable-lora enable-lora-bias
  enable-multimodal-encoder-data-parallel enable-prefix-caching enable-prompt-embeds enable-prompt-tokens-details
  enable-request-id-headers enable-server-load-tracking enable-sleep-mode enable-ssl-refresh
  enable-tokenizer-info-endpoint enforce-eager eplb-config eplb-log-balancedness eplb-step-interval eplb-window-size
  exclude-tools-when-tool-choice-none expert-placement-strategy fully-sharded-loras generation-config
  gpu-memory-utilization h11-max-header-count h11-max-incomplete-event-size headless hf-config-path hf-overrides
  hf-token host ignore-patterns interleave-mm-strings io-processor-plugin kv-cache-dtype kv-cache-memory-bytes
  kv-events-config kv-sharing-fast-prefill kv-transfer-config limit-mm-per-prompt load-format log-config-file
  log-error-stack logits-processor-pattern logits-processors logprobs-mode long-prefill-token-threshold lora-dtype
  lora-extra-vocab-size lora-modules mamba-cache-dtype mamba-ssm-cache-dtype max-cpu-loras max-log-len max-logprobs
  max-long-partial-prefills max-lora-rank max-loras max-model-len max-num-batched-tokens max-num-partial-prefills
  max-num-seqs max-parallel-loading-workers media-io-kwargs middleware mm-encoder-tp-mode mm-processor-cache-gb
  mm-processor-cache-type mm-processor-kwargs mm-shm-cache-max-object-size-mb model model-impl
  model-loader-extra-config num-gpu-blocks-override num-lookahead-slots num-redundant-experts otlp-traces-endpoint
  override-attention-dtype override-generation-config override-pooler-config pipeline-parallel-size pooler-config port
  prefix-caching-hash-algo pt-load-map-location quantization ray-workers-use-nsight reasoning-parser response-role
  return-tokens-as-token-ids revision root-path rope-scaling rope-theta runner safetensors-load-strategy scheduler-cls
  scheduling-policy seed served-model-name show-hidden-metrics-for-version skip-mm-profiling skip-tokenizer-init
  speculative-config ssl-ca-certs ssl-cert-reqs ssl-certfile ssl-keyfile structured-outputs-config swap-space task
  tensor-parallel-size tokenizer tokenizer-mode tokenizer-revision tool-call-parser tool-parser-plugin tool-server
  trust-remote-code trust-request-chat-template uds use-tqdm-on-load uvicorn-log-level video-pruning-rate worker-cls
  worker-extension-cls
`, '--');
}

function environment(): readonly string[] {
  return words(`
  ALL2ALL_BACKEND ALLOW_CHUNKED_LOCAL_ATTN_WITH_HYBRID_KV_CACHE ALLOW_INSECURE_SERIALIZATION ALLOW_LONG_MAX_MODEL_LEN
  ALLOW_RUNTIME_LORA_UPDATING ALLREDUCE_USE_SYMM_MEM API_KEY ASSETS_CACHE ASSETS_CACHE_MODEL_CLEAN ATTENTION_BACKEND
  AUDIO_FETCH_TIMEOUT CACHE_ROOT CI_USE_S3 COMPUTE_NANS_IN_LOGITS CONFIGURE_LOGGING CONFIG_ROOT CPU_KVCACHE_SPACE
  CPU_MOE_PREPACK CPU_NUM_OF_RESERVED_CPU CPU_OMP_THREADS_BIND CPU_SGL_KERNEL CUDART_SO_PATH
  CUSTOM_SCOPES_FOR_PROFILING DBO_COMM_SMS DEBUG_LOG_API_SERVER_RESPONSE DEEPEP_BUFFER_SIZE_MB DISABLED_KERNELS
  DISABLE_COMPILE_CACHE DISABLE_FLASHINFER_PREFILL DISABLE_NCCL_FOR_DP_SYNCHRONIZATION DISABLE_PAD_FOR_CUDAGRAPH
  DOCKER_BUILD_CONTEXT DO_NOT_TRACK DP_MASTER_IP DP_MASTER_PORT DP_RANK DP_RANK_LOCAL DP_SIZE ENABLE_CUDAGRAPH_GC
  ENABLE_FUSED_MOE_ACTIVATION_CHUNKING ENABLE_INDUCTOR_COORDINATE_DESCENT_TUNING ENABLE_INDUCTOR_MAX_AUTOTUNE
  ENABLE_RESPONSES_API_STORE ENABLE_V1_MULTIPROCESSING ENGINE_ITERATION_TIMEOUT_S EXECUTE_MODEL_TIMEOUT_SECONDS
  FLASHINFER_ALLREDUCE_FUSION_THRESHOLDS_MB FLASHINFER_DISABLE_Q_QUANTIZATION FLASHINFER_MOE_BACKEND
  FLASH_ATTN_MAX_NUM_SPLITS_FOR_CUDA_GRAPH FLASH_ATTN_VERSION FUSED_MOE_CHUNK_SIZE GPT_OSS_HARMONY_SYSTEM_INSTRUCTIONS
  HAS_FLASHINFER_CUBIN HOST_IP HTTP_TIMEOUT_KEEP_ALIVE IMAGE_FETCH_TIMEOUT KEEP_ALIVE_ON_ENGINE_DEATH KV_CACHE_LAYOUT
  KV_EVENTS_USE_INT_BLOCK_HASHES LOGGING_CONFIG_PATH LOGGING_LEVEL LOGGING_PREFIX LOGGING_STREAM
  LOGITS_PROCESSOR_THREADS LOG_BATCHSIZE_INTERVAL LOG_STATS_INTERVAL LOOPBACK_IP LORA_RESOLVER_CACHE_DIR
  MAIN_CUDA_VERSION MARLIN_USE_ATOMIC_ADD MAX_AUDIO_CLIP_FILESIZE_MB MAX_TOKENS_PER_EXPERT_FP4_MOE
  MEDIA_LOADING_THREAD_COUNT MEDIA_URL_ALLOW_REDIRECTS MLA_DISABLE MM_INPUT_CACHE_GIB MODEL_REDIRECT_PATH
  MOE_DP_CHUNK_SIZE MOE_ROUTING_SIMULATION_STRATEGY MQ_MAX_CHUNK_BYTES_MB MSGPACK_ZERO_COPY_THRESHOLD MXFP4_USE_MARLIN
  NCCL_INCLUDE_PATH NCCL_SO_PATH NIXL_ABORT_REQUEST_TIMEOUT NIXL_SIDE_CHANNEL_HOST NIXL_SIDE_CHANNEL_PORT
  NO_USAGE_STATS NVTX_SCOPES_FOR_PROFILING OBJECT_STORAGE_SHM_BUFFER_NAME PATTERN_MATCH_DEBUG PLUGINS PORT
  PP_LAYER_PARTITION PROCESS_NAME_PREFIX RANDOMIZE_DP_DUMMY_INPUTS RAY_BUNDLE_INDICES RAY_PER_WORKER_GPUS
  RINGBUFFER_WARNING_INTERVAL ROCM_CUSTOM_PAGED_ATTN ROCM_FP8_MFMA_PAGE_ATTN ROCM_FP8_PADDING ROCM_MOE_PADDING
  ROCM_QUICK_REDUCE_CAST_BF16_TO_FP16 ROCM_QUICK_REDUCE_MAX_SIZE_BYTES_MB ROCM_QUICK_REDUCE_QUANTIZATION
  ROCM_USE_AITER ROCM_USE_AITER_FP4_ASM_GEMM ROCM_USE_AITER_FP8BMM ROCM_USE_AITER_LINEAR ROCM_USE_AITER_MHA
  ROCM_USE_AITER_MLA ROCM_USE_AITER_MOE ROCM_USE_AITER_PAGED_ATTN ROCM_USE_AITER_RMSNORM ROCM_USE_SKINNY_GEMM
  ROCM_USE_TRITON_ROPE RPC_BASE_PATH RPC_TIMEOUT SERVER_DEV_MODE SKIP_DEEP_GEMM_WARMUP SKIP_P2P_CHECK SLEEP_WHEN_IDLE
  TARGET_DEVICE TEST_FORCE_FP8_MARLIN TEST_FORCE_LOAD_FORMAT TEST_USE_PRECOMPILED_NIGHTLY_WHEEL
  TOOL_PARSE_REGEX_TIMEOUT_SECONDS TORCH_PROFILER_DIR TORCH_PROFILER_RECORD_SHAPES TORCH_PROFILER_WITH_FLOPS
  TORCH_PROFILER_WITH_PROFILE_MEMORY TORCH_PROFILER_WITH_STACK TPU_BUCKET_PADDING_GAP TPU_MOST_MODEL_LEN
  TPU_USING_PATHWAYS TRACE_FUNCTION TUNED_CONFIG_FOLDER USAGE_SOURCE USAGE_STATS_SERVER USE_AITER_UNIFIED_ATTENTION
  USE_CUDNN_PREFILL USE_DEEP_GEMM USE_DEEP_GEMM_E8M0 USE_DEEP_GEMM_E8M0_HOPPER USE_FBGEMM USE_FLASHINFER_MOE_FP16
  USE_FLASHINFER_MOE_FP4 USE_FLASHINFER_MOE_FP8 USE_FLASHINFER_MOE_MXFP4_BF16 USE_FLASHINFER_MOE_MXFP4_MXFP8
  USE_FLASHINFER_MOE_MXFP4_MXFP8_CUTLASS USE_FLASHINFER_SAMPLER USE_FUSED_MOE_GROUPED_TOPK USE_MODELSCOPE
  USE_NCCL_SYMM_MEM USE_NVFP4_CT_EMULATIONS USE_PRECOMPILED USE_RAY_COMPILED_DAG USE_RAY_COMPILED_DAG_CHANNEL_TYPE
  USE_RAY_COMPILED_DAG_OVERLAP_COMM USE_RAY_SPMD_WORKER USE_RAY_WRAPPED_PP_COMM USE_STANDALONE_COMPILE USE_TRITON_AWQ
  USE_TRITON_FLASH_ATTN USE_TRTLLM_ATTENTION USE_TRTLLM_FP4_GEMM USE_V1 V0_USE_OUTLINES_CACHE
  V1_OUTPUT_PROC_CHUNK_SIZE V1_USE_OUTLINES_CACHE V1_USE_PREFILL_DECODE_ATTENTION VIDEO_FETCH_TIMEOUT
  VIDEO_LOADER_BACKEND WORKER_MULTIPROC_METHOD XGRAMMAR_CACHE_MB XLA_CACHE_PATH XLA_CHECK_RECOMPILATION XLA_USE_SPMD
`, 'VLLM_');
}

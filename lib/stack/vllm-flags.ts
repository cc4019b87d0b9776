/** What `vllm serve` of one version understands. */
export interface VllmVocabulary {
  /** The patch release whose sources were read. */
  readonly read: string;
  /** Long flags, without the `--no-` forms of switches. */
  readonly flags: ReadonlySet<string>;
  /** Environment variables that begin with `VLLM_`. */
  readonly environment: ReadonlySet<string>;
}

const inBoth = `
  additional-config allow-credentials allowed-headers allowed-local-media-path allowed-media-domains allowed-methods
  allowed-origins api-key api-server-count async-scheduling block-size calculate-kv-scales chat-template
  chat-template-content-format code-revision collect-detailed-traces compilation-config config config-format convert
  cpu-offload-gb data-parallel-address data-parallel-backend data-parallel-hybrid-lb data-parallel-rank data-parallel-rpc-port
  data-parallel-size data-parallel-size-local data-parallel-start-rank dbo-decode-token-threshold dbo-prefill-token-threshold
  decode-context-parallel-size default-mm-loras disable-cascade-attn disable-chunked-mm-input disable-custom-all-reduce
  disable-fastapi-docs disable-hybrid-kv-cache-manager disable-log-stats disable-sliding-window disable-uvicorn-access-log
  distributed-executor-backend download-dir dtype enable-auto-tool-choice enable-chunked-prefill enable-dbo enable-eplb
  enable-expert-parallel enable-force-include-usage enable-log-outputs enable-log-requests enable-lora enable-prefix-caching
  enable-prompt-embeds enable-prompt-tokens-details enable-request-id-headers enable-server-load-tracking enable-sleep-mode
  enable-ssl-refresh enable-tokenizer-info-endpoint enforce-eager eplb-config exclude-tools-when-tool-choice-none
  expert-placement-strategy fully-sharded-loras generation-config gpu-memory-utilization h11-max-header-count
  h11-max-incomplete-event-size headless hf-config-path hf-overrides hf-token host ignore-patterns interleave-mm-strings
  io-processor-plugin kv-cache-dtype kv-cache-memory-bytes kv-events-config kv-sharing-fast-prefill kv-transfer-config
  limit-mm-per-prompt load-format log-config-file log-error-stack logits-processors logprobs-mode long-prefill-token-threshold
  lora-dtype lora-modules mamba-cache-dtype mamba-ssm-cache-dtype max-cpu-loras max-log-len max-logprobs max-lora-rank max-loras
  max-model-len max-num-batched-tokens max-num-seqs max-parallel-loading-workers media-io-kwargs middleware mm-encoder-tp-mode
  mm-processor-cache-gb mm-processor-cache-type mm-processor-kwargs mm-shm-cache-max-object-size-mb model model-impl
  model-loader-extra-config num-gpu-blocks-override otlp-traces-endpoint override-attention-dtype override-generation-config
  pipeline-parallel-size pooler-config port prefix-caching-hash-algo pt-load-map-location quantization ray-workers-use-nsight
  reasoning-parser response-role return-tokens-as-token-ids revision root-path runner safetensors-load-strategy scheduler-cls
  scheduling-policy seed served-model-name show-hidden-metrics-for-version skip-mm-profiling skip-tokenizer-init
  speculative-config ssl-ca-certs ssl-cert-reqs ssl-certfile ssl-keyfile structured-outputs-config tensor-parallel-size tokenizer
  tokenizer-mode tokenizer-revision tool-call-parser tool-parser-plugin tool-server trust-remote-code trust-request-chat-template
  uds use-tqdm-on-load uvicorn-log-level video-pruning-rate worker-cls worker-extension-cls
`;

const only011 = `
  cuda-graph-sizes disable-frontend-multiprocessing disable-log-requests disable-mm-preprocessor-cache enable-lora-bias
  enable-multimodal-encoder-data-parallel eplb-log-balancedness eplb-step-interval eplb-window-size logits-processor-pattern
  lora-extra-vocab-size max-long-partial-prefills max-num-partial-prefills num-lookahead-slots num-redundant-experts
  override-pooler-config rope-scaling rope-theta swap-space task
`;

const only027 = `
  aggregate-engine-logging all2all-backend allow-deprecated-quantization attention-backend attention-config cohere-format
  cohere-is-reasoning-model cp-kv-cache-interleave-size cpu-distributed-timeout-seconds cpu-offload-params cudagraph-capture-sizes
  cudagraph-metrics data-parallel-external-lb data-parallel-multi-port-external-lb data-parallel-supervisor-port dcp-comm-backend
  dcp-kv-cache-interleave-size default-chat-template-kwargs device-ids diffusion-config disable-access-log-for-endpoints
  disable-nccl-for-dp-synchronization distributed-timeout-seconds dp-supervisor-probe-failure-threshold
  dp-supervisor-probe-interval-s dp-supervisor-probe-timeout-s ec-transfer-config enable-bf16x3-router-gemm enable-cumem-allocator
  enable-elastic-ep enable-ep-weight-filter enable-fault-tolerance enable-flash-late-interaction enable-flashinfer-autotune
  enable-layerwise-nvtx-tracing enable-log-deltas enable-logging-iteration-details enable-mamba-cache-stochastic-rounding
  enable-mfu-metrics enable-mixed-moe-lora-format enable-mm-embeds enable-moe-shared-loras enable-offline-docs
  enable-per-request-metrics enable-return-routed-experts enable-tower-connector-lora fail-on-environ-validation
  fault-tolerance-config fingerprint-mode fingerprint-value gdn-prefill-backend grpc ir-op-priority jit-monitor-mode
  jit-monitor-verbose kda-prefill-backend kernel-config kv-cache-dtype-skip-layers kv-cache-metrics kv-cache-metrics-sample
  kv-offloading-backend kv-offloading-size language-model-only linear-backend lora-target-modules mamba-backend mamba-block-size
  mamba-cache-mode mamba-cache-philox-rounds mamba-ssu-algorithm master-addr master-port max-cudagraph-capture-size
  max-num-scheduled-tokens mm-encoder-attn-backend mm-encoder-attn-dtype mm-encoder-fp8-scale-path
  mm-encoder-fp8-scale-save-margin mm-encoder-fp8-scale-save-path mm-encoder-only mm-hasher-algorithm mm-ipc-gpu-memory-gb
  mm-tensor-ipc model-class-overrides moe-backend nnodes node-rank numa-bind numa-bind-cpus numa-bind-nodes offload-backend
  offload-group-size offload-num-in-group offload-params offload-prefetch-step optimization-level performance-mode
  prefill-context-parallel-size prefill-schedule-interval prefix-match-unit profiler-config quantization-config reasoning-config
  reasoning-parser-plugin renderer-num-workers replayssm-buffer-len safetensors-prefetch-block-size
  safetensors-prefetch-num-threads scheduler-reserve-full-isl shutdown-timeout spec-method spec-model spec-tokens
  specialize-active-lora ssl-ciphers stream-interval tokens-only ubatch-size use-fp64-gumbel use-replayssm video-pruning-method
  watermark weight-transfer-config
`;

const environmentInBoth = `
  ALLOW_CHUNKED_LOCAL_ATTN_WITH_HYBRID_KV_CACHE ALLOW_INSECURE_SERIALIZATION ALLOW_LONG_MAX_MODEL_LEN ALLOW_RUNTIME_LORA_UPDATING
  ALLREDUCE_USE_SYMM_MEM API_KEY ASSETS_CACHE ASSETS_CACHE_MODEL_CLEAN AUDIO_FETCH_TIMEOUT CACHE_ROOT COMPUTE_NANS_IN_LOGITS
  CONFIGURE_LOGGING CONFIG_ROOT CPU_KVCACHE_SPACE CPU_NUM_OF_RESERVED_CPU CPU_OMP_THREADS_BIND CPU_SGL_KERNEL CUDART_SO_PATH
  CUSTOM_SCOPES_FOR_PROFILING DBO_COMM_SMS DEBUG_LOG_API_SERVER_RESPONSE DEEPEP_BUFFER_SIZE_MB DISABLED_KERNELS
  DISABLE_COMPILE_CACHE DOCKER_BUILD_CONTEXT DO_NOT_TRACK DP_MASTER_IP DP_MASTER_PORT DP_RANK DP_RANK_LOCAL DP_SIZE
  ENABLE_CUDAGRAPH_GC ENABLE_INDUCTOR_COORDINATE_DESCENT_TUNING ENABLE_INDUCTOR_MAX_AUTOTUNE ENABLE_RESPONSES_API_STORE
  ENABLE_V1_MULTIPROCESSING ENGINE_ITERATION_TIMEOUT_S EXECUTE_MODEL_TIMEOUT_SECONDS GPT_OSS_HARMONY_SYSTEM_INSTRUCTIONS
  HAS_FLASHINFER_CUBIN HOST_IP HTTP_TIMEOUT_KEEP_ALIVE IMAGE_FETCH_TIMEOUT KEEP_ALIVE_ON_ENGINE_DEATH KV_CACHE_LAYOUT
  KV_EVENTS_USE_INT_BLOCK_HASHES LOGGING_CONFIG_PATH LOGGING_LEVEL LOGGING_PREFIX LOGGING_STREAM LOG_BATCHSIZE_INTERVAL
  LOG_STATS_INTERVAL LOOPBACK_IP LORA_RESOLVER_CACHE_DIR MAIN_CUDA_VERSION MARLIN_USE_ATOMIC_ADD MAX_AUDIO_CLIP_FILESIZE_MB
  MAX_TOKENS_PER_EXPERT_FP4_MOE MEDIA_LOADING_THREAD_COUNT MEDIA_URL_ALLOW_REDIRECTS MLA_DISABLE MODEL_REDIRECT_PATH
  MOE_ROUTING_SIMULATION_STRATEGY MQ_MAX_CHUNK_BYTES_MB MSGPACK_ZERO_COPY_THRESHOLD NCCL_INCLUDE_PATH NCCL_SO_PATH
  NIXL_SIDE_CHANNEL_HOST NIXL_SIDE_CHANNEL_PORT NO_USAGE_STATS NVTX_SCOPES_FOR_PROFILING OBJECT_STORAGE_SHM_BUFFER_NAME
  PATTERN_MATCH_DEBUG PLUGINS PORT PP_LAYER_PARTITION PROCESS_NAME_PREFIX RANDOMIZE_DP_DUMMY_INPUTS RAY_BUNDLE_INDICES
  RAY_PER_WORKER_GPUS RINGBUFFER_WARNING_INTERVAL ROCM_FP8_MFMA_PAGE_ATTN ROCM_FP8_PADDING ROCM_MOE_PADDING
  ROCM_QUICK_REDUCE_CAST_BF16_TO_FP16 ROCM_QUICK_REDUCE_MAX_SIZE_BYTES_MB ROCM_QUICK_REDUCE_QUANTIZATION ROCM_USE_AITER
  ROCM_USE_AITER_FP4_ASM_GEMM ROCM_USE_AITER_FP8BMM ROCM_USE_AITER_LINEAR ROCM_USE_AITER_MHA ROCM_USE_AITER_MLA ROCM_USE_AITER_MOE
  ROCM_USE_AITER_RMSNORM ROCM_USE_SKINNY_GEMM RPC_BASE_PATH SERVER_DEV_MODE SKIP_P2P_CHECK TARGET_DEVICE TEST_FORCE_FP8_MARLIN
  TEST_FORCE_LOAD_FORMAT TOOL_PARSE_REGEX_TIMEOUT_SECONDS TPU_USING_PATHWAYS TRACE_FUNCTION TUNED_CONFIG_FOLDER USAGE_SOURCE
  USAGE_STATS_SERVER USE_DEEP_GEMM USE_DEEP_GEMM_E8M0 USE_FLASHINFER_SAMPLER USE_FUSED_MOE_GROUPED_TOPK USE_MODELSCOPE
  USE_NCCL_SYMM_MEM USE_PRECOMPILED USE_RAY_COMPILED_DAG_CHANNEL_TYPE USE_RAY_COMPILED_DAG_OVERLAP_COMM USE_RAY_WRAPPED_PP_COMM
  USE_STANDALONE_COMPILE USE_TRITON_AWQ V1_OUTPUT_PROC_CHUNK_SIZE V1_USE_OUTLINES_CACHE VIDEO_FETCH_TIMEOUT VIDEO_LOADER_BACKEND
  WORKER_MULTIPROC_METHOD XGRAMMAR_CACHE_MB XLA_CACHE_PATH XLA_CHECK_RECOMPILATION XLA_USE_SPMD
`;

const environmentOnly011 = `
  ALL2ALL_BACKEND ATTENTION_BACKEND CI_USE_S3 CPU_MOE_PREPACK DISABLE_FLASHINFER_PREFILL DISABLE_NCCL_FOR_DP_SYNCHRONIZATION
  DISABLE_PAD_FOR_CUDAGRAPH ENABLE_FUSED_MOE_ACTIVATION_CHUNKING FLASHINFER_ALLREDUCE_FUSION_THRESHOLDS_MB
  FLASHINFER_DISABLE_Q_QUANTIZATION FLASHINFER_MOE_BACKEND FLASH_ATTN_MAX_NUM_SPLITS_FOR_CUDA_GRAPH FLASH_ATTN_VERSION
  FUSED_MOE_CHUNK_SIZE LOGITS_PROCESSOR_THREADS MM_INPUT_CACHE_GIB MOE_DP_CHUNK_SIZE MXFP4_USE_MARLIN NIXL_ABORT_REQUEST_TIMEOUT
  ROCM_CUSTOM_PAGED_ATTN ROCM_USE_AITER_PAGED_ATTN ROCM_USE_TRITON_ROPE RPC_TIMEOUT SKIP_DEEP_GEMM_WARMUP SLEEP_WHEN_IDLE
  TEST_USE_PRECOMPILED_NIGHTLY_WHEEL TORCH_PROFILER_DIR TORCH_PROFILER_RECORD_SHAPES TORCH_PROFILER_WITH_FLOPS
  TORCH_PROFILER_WITH_PROFILE_MEMORY TORCH_PROFILER_WITH_STACK TPU_BUCKET_PADDING_GAP TPU_MOST_MODEL_LEN
  USE_AITER_UNIFIED_ATTENTION USE_CUDNN_PREFILL USE_DEEP_GEMM_E8M0_HOPPER USE_FBGEMM USE_FLASHINFER_MOE_FP16
  USE_FLASHINFER_MOE_FP4 USE_FLASHINFER_MOE_FP8 USE_FLASHINFER_MOE_MXFP4_BF16 USE_FLASHINFER_MOE_MXFP4_MXFP8
  USE_FLASHINFER_MOE_MXFP4_MXFP8_CUTLASS USE_NVFP4_CT_EMULATIONS USE_RAY_COMPILED_DAG USE_RAY_SPMD_WORKER USE_TRITON_FLASH_ATTN
  USE_TRTLLM_ATTENTION USE_TRTLLM_FP4_GEMM USE_V1 V0_USE_OUTLINES_CACHE V1_USE_PREFILL_DECODE_ATTENTION
`;

const environmentOnly027 = `
  ALLREDUCE_USE_FLASHINFER BATCH_INVARIANT BLOCKSCALE_FP8_GEMM_FLASHINFER BUILD_COMMIT BUILD_PIPELINE BUILD_URL
  COMPILE_CACHE_SAVE_FORMAT CPU_ATTN_SPLIT_KV CPU_INT4_W4A8 CUDA_COMPATIBILITY_PATH DCP_Q_REPLICATE DEBUG_DUMP_PATH
  DEBUG_MFU_METRICS DEBUG_WORKSPACE DEEPEPLL_NVFP4_DISPATCH DEEPEP_HIGH_THROUGHPUT_FORCE_INTRA_NODE DEEPEP_LOW_LATENCY_USE_MNNVL
  DEEPEP_V2_ALLOW_HYBRID_MODE DEEPEP_V2_ALLOW_MULTIPLE_REDUCTION DEEPEP_V2_PREFER_OVERLAP DEEP_GEMM_WARMUP DISABLE_LOG_LOGO
  DISABLE_PYNCCL DISABLE_REQUEST_ID_RANDOMIZATION DISABLE_SHARED_EXPERTS_STREAM DISTRIBUTED_USE_SPLIT_GROUP EC_SIDE_CHANNEL_HOST
  EC_SIDE_CHANNEL_PORT ELASTIC_EP_DRAIN_REQUESTS ELASTIC_EP_SCALE_UP_LAUNCH ENABLE_COHERE_API ENABLE_CUDA_COMPATIBILITY
  ENABLE_FLA_PACKED_RECURRENT_DECODE ENABLE_PREGRAD_PASSES ENABLE_STARTUP_PLAN ENFORCE_STRICT_TOOL_CALLING ENGINE_READY_TIMEOUT_S
  FASTSAFETENSORS_QUEUE_SIZE FLASHINFER_ALLREDUCE_BACKEND FLASHINFER_AUTOTUNE_CACHE_DIR FLASHINFER_AUTOTUNE_SKIP_OPS
  FLASHINFER_WORKSPACE_BUFFER_SIZE FLOAT32_MATMUL_PRECISION FORCE_AOT_LOAD GC_DEBUG GPT_OSS_SYSTEM_TOOL_MCP_LABELS
  GPU_NIC_PCIE_MAPPING GPU_SYNC_CHECK HUMMING_INPUT_QUANT_CONFIG HUMMING_MOE_GEMM_TYPE HUMMING_ONLINE_QUANT_CONFIG
  HUMMING_USE_F16_ACCUM IMAGE_TAG KIMI_K3_SHARD_SP_SHARED_EXPERT LOGGING_COLOR LOG_MODEL_INSPECTION LORA_DISABLE_PDL
  LORA_ENABLE_DUAL_STREAM LORA_RESOLVER_HF_REPO_LIST MARLIN_INPUT_DTYPE MAX_AUDIO_DECODE_DURATION_S MAX_AUDIO_PREPROCESS_WORKERS
  MAX_COMPLETION_PROMPTS MAX_IMAGE_PIXELS MAX_N_SEQUENCES MEDIA_CACHE MEDIA_CACHE_MAX_SIZE_MB MEDIA_CACHE_TTL_HOURS
  MEDIA_CONNECTOR MEDIA_FETCH_MAX_RETRIES MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS MM_HASHER_ALGORITHM MOE_SKIP_PADDING
  MOE_USE_DEEP_GEMM MOONCAKE_ABORT_REQUEST_TIMEOUT MOONCAKE_BOOTSTRAP_PORT MOONCAKE_DISK_STAGING_USABLE_RATIO
  MOONCAKE_LOAD_RECV_THREADS MOONCAKE_STORE_TIER_LOG MULTI_STREAM_GEMM_TOKEN_THRESHOLD MXFP8_EMULATION_DEQUANT_AT_LOAD
  NIC_SELECTION_VARS NIXL_EP_MAX_NUM_RANKS P2P_SIDE_CHANNEL_HOST P2P_SIDE_CHANNEL_PORT PREFIX_CACHE_RETENTION_INTERVAL
  RAY_DP_PACK_STRATEGY RAY_DP_PLACEMENT_NODE_IPS RAY_EXTRA_ENV_VARS_TO_COPY RAY_EXTRA_ENV_VAR_PREFIXES_TO_COPY
  REGEX_COMPILATION_TIMEOUT_S ROCM_AITER_MOE_DISPATCH_POLICY ROCM_QUICK_REDUCE_MIN_SIZE_BYTES_MB
  ROCM_QUICK_REDUCE_QUANTIZATION_MIN_SIZE_KB ROCM_SHUFFLE_KV_CACHE_LAYOUT ROCM_SLEEP_MEM_CHUNK_SIZE ROCM_USE_AITER_CUSTOM_AR
  ROCM_USE_AITER_FP4BMM ROCM_USE_AITER_FUSION_SHARED_EXPERTS ROCM_USE_AITER_LINEAR_HIPBMM ROCM_USE_AITER_TRITON_GEMM
  ROCM_USE_AITER_TRITON_ROPE ROCM_USE_AITER_UNIFIED_ATTENTION RUST_FRONTEND_PATH SHARED_EXPERTS_STREAM_TOKEN_THRESHOLD
  SKIP_MODEL_NAME_VALIDATION SKIP_PRECOMPILED_VERSION_SUFFIX SPARSE_INDEXER_MAX_LOGITS_MB SSM_CONV_STATE_LAYOUT SYSTEM_START_DATE
  TOOL_JSON_ERROR_AUTOMATIC_RETRY TRITON_ATTN_USE_TD TRITON_FORCE_FIRST_CONFIG TRITON_USE_TD USE_AOT_COMPILE
  USE_BREAKABLE_CUDAGRAPH USE_BYTECODE_HOOK USE_DEEP_GEMM_TMA_ALIGNED_SCALES USE_EXPERIMENTAL_PARSER_CONTEXT USE_FASTOKENS
  USE_FLASHINFER_MOE_INT4 USE_LAYERNAME USE_MEGA_AOT_ARTIFACT USE_OINK_OPS USE_PRECOMPILED_RUST USE_RAY_V2_EXECUTOR_BACKEND
  USE_RUST_BENCH USE_RUST_FRONTEND USE_SIMPLE_KV_OFFLOAD USE_SPINLOOP_EXT USE_V2_MODEL_RUNNER WEIGHT_OFFLOADING_DISABLE_PIN_MEMORY
  WEIGHT_OFFLOADING_DISABLE_UVA WORKER_SHUTDOWN_TIMEOUT_SECONDS WSL2_ENABLE_PIN_MEMORY XPU_ENABLE_XPU_GRAPH XPU_USE_SAMPLER_KERNEL
  ZENTORCH_WEIGHT_PREPACK
`;

/**
 * The flags and variables of each vLLM version that a release ships, by minor version. A version that is absent is not judged.
 *
 * Read from the wheels of 0.11.0 and 0.27.1 on PyPI: every `add_argument` of `vllm/engine/arg_utils.py` and `vllm/entrypoints/openai/cli_args.py`,
 * every field of the front end's argument classes there, and every key of `environment_variables` in `vllm/envs.py`.
 */
export const vllmVocabularies: Readonly<Partial<Record<string, VllmVocabulary>>> = {
  '0.11': { read: '0.11.0', flags: flags(inBoth, only011), environment: environment(environmentInBoth, environmentOnly011) },
  '0.27': { read: '0.27.1', flags: flags(inBoth, only027), environment: environment(environmentInBoth, environmentOnly027) },
};

function flags(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap(words).map(word => `--${word}`));
}

function environment(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap(words).map(word => `VLLM_${word}`));
}

function words(list: string): string[] {
  return list.trim().split(/\s+/);
}

import { words } from '../words';
import { sharedMetrics } from './metrics';
import type { ModelServerRelease } from './model-server-release';
import { values0271 } from './values/v0-27-1';

/**
 * vLLM 0.27.1, in the image of its own project.
 *
 * Sources of what is known: `vllm/config/{cache,kv_transfer}.py`,
 * `vllm/distributed/kv_transfer/kv_connector/v1/nixl/base_worker.py:445,1715,1825`, `nixl/pull_scheduler.py:270-280`,
 * `vllm/v1/metrics/loggers.py`. Flags and variables were read from the wheel on PyPI: every `add_argument` of
 * `vllm/engine/arg_utils.py` and `vllm/entrypoints/openai/cli_args.py`, every field of the front end's argument classes
 * there, and every key of `environment_variables` in `vllm/envs.py`.
 */
export const vllm0271 = {
  image: 'docker.io/vllm/vllm-openai:v0.27.1',
  user: 2000,
  // kv_both is deprecated from vLLM 0.24 on.
  kvRole: { prefill: 'kv_producer', decode: 'kv_consumer' },
  // Recomputing on the decode pod would hide that disaggregation does not happen.
  kvLoadFailurePolicy: 'fail',
  sideChannelPerTensorRank: false,
  shutdownTimeoutFlag: '--shutdown-timeout',
  known: {
    version: '0.27.1',
    images: ['vllm-openai:v0.27.1'],
    flags: flags(),
    engineValues: values0271,
    environment: environment(),
    gpuMemoryUtilization: 0.92,
    moreTensorParallel: 'either',
    readsKvLoadFailurePolicy: true,
    kvBothDeprecated: true,
    pipeline: {
      prefill:
        'decode pods find the layers of the first stage only, and every request ends with `Number of KV layers '
        + 'must match between prefill and decode`',
      decode:
        'the engine ends at start with `NotImplementedError: ... consumer (decode) does not support '
        + 'pipeline_parallel_size > 1`',
    },
    metrics: {
      ...sharedMetrics,
      token: 'vllm:inter_token_latency_seconds',
      kvTransferFailures: [
        'vllm:nixl_num_failed_transfers_total',
        'vllm:nixl_num_failed_notifications_total',
        'vllm:nixl_num_kv_expired_reqs_total',
      ],
      kvBytes: 'vllm:nixl_bytes_transferred_sum',
    },
    // `vllm/envs.py`, from 0.12 on.
    sideChannelPort: 5600,
  },
} as const satisfies ModelServerRelease;

function flags(): readonly string[] {
  return words(`
  additional-config aggregate-engine-logging all2all-backend allow-credentials allow-deprecated-quantization
  allowed-headers allowed-local-media-path allowed-media-domains allowed-methods allowed-origins api-key
  api-server-count async-scheduling attention-backend attention-config block-size calculate-kv-scales chat-template
  chat-template-content-format code-revision cohere-format cohere-is-reasoning-model collect-detailed-traces
  compilation-config config config-format convert cp-kv-cache-interleave-size cpu-distributed-timeout-seconds
  cpu-offload-gb cpu-offload-params cudagraph-capture-sizes cudagraph-metrics data-parallel-address
  data-parallel-backend data-parallel-external-lb data-parallel-hybrid-lb data-parallel-multi-port-external-lb
  data-parallel-rank data-parallel-rpc-port data-parallel-size data-parallel-size-local data-parallel-start-rank
  data-parallel-supervisor-port dbo-decode-token-threshold dbo-prefill-token-threshold dcp-comm-backend
  dcp-kv-cache-interleave-size decode-context-parallel-size default-chat-template-kwargs default-mm-loras device-ids
  diffusion-config disable-access-log-for-endpoints disable-cascade-attn disable-chunked-mm-input
  disable-custom-all-reduce disable-fastapi-docs disable-hybrid-kv-cache-manager disable-log-stats
  disable-nccl-for-dp-synchronization disable-sliding-window disable-uvicorn-access-log distributed-executor-backend
  distributed-timeout-seconds download-dir dp-supervisor-probe-failure-threshold dp-supervisor-probe-interval-s
  dp-supervisor-probe-timeout-s dtype ec-transfer-config enable-auto-tool-choice enable-bf16x3-router-gemm
  enable-chunked-prefill enable-cumem-allocator enable-dbo enable-elastic-ep enable-ep-weight-filter enable-eplb
  enable-expert-parallel enable-fault-tolerance enable-flash-late-interaction enable-flashinfer-autotune
  enable-force-include-usage enable-layerwise-nvtx-tracing enable-log-deltas enable-log-outputs enable-log-requests
  enable-logging-iteration-details enable-lora enable-mamba-cache-stochastic-rounding enable-mfu-metrics
  enable-mixed-moe-lora-format enable-mm-embeds enable-moe-shared-loras enable-offline-docs enable-per-request-metrics
  enable-prefix-caching enable-prompt-embeds enable-prompt-tokens-details enable-request-id-headers
  enable-return-routed-experts enable-server-load-tracking enable-sleep-mode enable-ssl-refresh
  enable-tokenizer-info-endpoint enable-tower-connector-lora enforce-eager eplb-config
  exclude-tools-when-tool-choice-none expert-placement-strategy fail-on-environ-validation fault-tolerance-config
  fingerprint-mode fingerprint-value fully-sharded-loras gdn-prefill-backend generation-config gpu-memory-utilization
  grpc h11-max-header-count h11-max-incomplete-event-size headless hf-config-path hf-overrides hf-token host
  ignore-patterns interleave-mm-strings io-processor-plugin ir-op-priority jit-monitor-mode jit-monitor-verbose
  kda-prefill-backend kernel-config kv-cache-dtype kv-cache-dtype-skip-layers kv-cache-memory-bytes kv-cache-metrics
  kv-cache-metrics-sample kv-events-config kv-offloading-backend kv-offloading-size kv-sharing-fast-prefill
  kv-transfer-config language-model-only limit-mm-per-prompt linear-backend load-format log-config-file
  log-error-stack logits-processors logprobs-mode long-prefill-token-threshold lora-dtype lora-modules
  lora-target-modules mamba-backend mamba-block-size mamba-cache-dtype mamba-cache-mode mamba-cache-philox-rounds
  mamba-ssm-cache-dtype mamba-ssu-algorithm master-addr master-port max-cpu-loras max-cudagraph-capture-size
  max-log-len max-logprobs max-lora-rank max-loras max-model-len max-num-batched-tokens max-num-scheduled-tokens
  max-num-seqs max-parallel-loading-workers media-io-kwargs middleware mm-encoder-attn-backend mm-encoder-attn-dtype
  mm-encoder-fp8-scale-path mm-encoder-fp8-scale-save-margin mm-encoder-fp8-scale-save-path mm-encoder-only
  mm-encoder-tp-mode mm-hasher-algorithm mm-ipc-gpu-memory-gb mm-processor-cache-gb mm-processor-cache-type
  mm-processor-kwargs mm-shm-cache-max-object-size-mb mm-tensor-ipc model model-class-overrides model-impl
  model-loader-extra-config moe-backend nnodes node-rank num-gpu-blocks-override numa-bind numa-bind-cpus
  numa-bind-nodes offload-backend offload-group-size offload-num-in-group offload-params offload-prefetch-step
  optimization-level otlp-traces-endpoint override-attention-dtype override-generation-config performance-mode
  pipeline-parallel-size pooler-config port prefill-context-parallel-size prefill-schedule-interval
  prefix-caching-hash-algo prefix-match-unit profiler-config pt-load-map-location quantization quantization-config
  ray-workers-use-nsight reasoning-config reasoning-parser reasoning-parser-plugin renderer-num-workers
  replayssm-buffer-len response-role return-tokens-as-token-ids revision root-path runner safetensors-load-strategy
  safetensors-prefetch-block-size safetensors-prefetch-num-threads scheduler-cls scheduler-reserve-full-isl
  scheduling-policy seed served-model-name show-hidden-metrics-for-version shutdown-timeout skip-mm-profiling
  skip-tokenizer-init spec-method spec-model spec-tokens specialize-active-lora speculative-config ssl-ca-certs
  ssl-cert-reqs ssl-certfile ssl-ciphers ssl-keyfile stream-interval structured-outputs-config tensor-parallel-size
  tokenizer tokenizer-mode tokenizer-revision tokens-only tool-call-parser tool-parser-plugin tool-server
  trust-remote-code trust-request-chat-template ubatch-size uds use-fp64-gumbel use-replayssm use-tqdm-on-load
  uvicorn-log-level video-pruning-method video-pruning-rate watermark weight-transfer-config worker-cls
  worker-extension-cls
`, '--');
}

function environment(): readonly string[] {
  return words(`
  ALLOW_CHUNKED_LOCAL_ATTN_WITH_HYBRID_KV_CACHE ALLOW_INSECURE_SERIALIZATION ALLOW_LONG_MAX_MODEL_LEN
  ALLOW_RUNTIME_LORA_UPDATING ALLREDUCE_USE_FLASHINFER ALLREDUCE_USE_SYMM_MEM API_KEY ASSETS_CACHE
  ASSETS_CACHE_MODEL_CLEAN AUDIO_FETCH_TIMEOUT BATCH_INVARIANT BLOCKSCALE_FP8_GEMM_FLASHINFER BUILD_COMMIT
  BUILD_PIPELINE BUILD_URL CACHE_ROOT COMPILE_CACHE_SAVE_FORMAT COMPUTE_NANS_IN_LOGITS CONFIGURE_LOGGING CONFIG_ROOT
  CPU_ATTN_SPLIT_KV CPU_INT4_W4A8 CPU_KVCACHE_SPACE CPU_NUM_OF_RESERVED_CPU CPU_OMP_THREADS_BIND CPU_SGL_KERNEL
  CUDART_SO_PATH CUDA_COMPATIBILITY_PATH CUSTOM_SCOPES_FOR_PROFILING DBO_COMM_SMS DCP_Q_REPLICATE DEBUG_DUMP_PATH
  DEBUG_LOG_API_SERVER_RESPONSE DEBUG_MFU_METRICS DEBUG_WORKSPACE DEEPEPLL_NVFP4_DISPATCH DEEPEP_BUFFER_SIZE_MB
  DEEPEP_HIGH_THROUGHPUT_FORCE_INTRA_NODE DEEPEP_LOW_LATENCY_USE_MNNVL DEEPEP_V2_ALLOW_HYBRID_MODE
  DEEPEP_V2_ALLOW_MULTIPLE_REDUCTION DEEPEP_V2_PREFER_OVERLAP DEEP_GEMM_WARMUP DISABLED_KERNELS DISABLE_COMPILE_CACHE
  DISABLE_LOG_LOGO DISABLE_PYNCCL DISABLE_REQUEST_ID_RANDOMIZATION DISABLE_SHARED_EXPERTS_STREAM
  DISTRIBUTED_USE_SPLIT_GROUP DOCKER_BUILD_CONTEXT DO_NOT_TRACK DP_MASTER_IP DP_MASTER_PORT DP_RANK DP_RANK_LOCAL
  DP_SIZE EC_SIDE_CHANNEL_HOST EC_SIDE_CHANNEL_PORT ELASTIC_EP_DRAIN_REQUESTS ELASTIC_EP_SCALE_UP_LAUNCH
  ENABLE_COHERE_API ENABLE_CUDAGRAPH_GC ENABLE_CUDA_COMPATIBILITY ENABLE_FLA_PACKED_RECURRENT_DECODE
  ENABLE_INDUCTOR_COORDINATE_DESCENT_TUNING ENABLE_INDUCTOR_MAX_AUTOTUNE ENABLE_PREGRAD_PASSES
  ENABLE_RESPONSES_API_STORE ENABLE_STARTUP_PLAN ENABLE_V1_MULTIPROCESSING ENFORCE_STRICT_TOOL_CALLING
  ENGINE_ITERATION_TIMEOUT_S ENGINE_READY_TIMEOUT_S EXECUTE_MODEL_TIMEOUT_SECONDS FASTSAFETENSORS_QUEUE_SIZE
  FLASHINFER_ALLREDUCE_BACKEND FLASHINFER_AUTOTUNE_CACHE_DIR FLASHINFER_AUTOTUNE_SKIP_OPS
  FLASHINFER_WORKSPACE_BUFFER_SIZE FLOAT32_MATMUL_PRECISION FORCE_AOT_LOAD GC_DEBUG
  GPT_OSS_HARMONY_SYSTEM_INSTRUCTIONS GPT_OSS_SYSTEM_TOOL_MCP_LABELS GPU_NIC_PCIE_MAPPING GPU_SYNC_CHECK
  HAS_FLASHINFER_CUBIN HOST_IP HTTP_TIMEOUT_KEEP_ALIVE HUMMING_INPUT_QUANT_CONFIG HUMMING_MOE_GEMM_TYPE
  HUMMING_ONLINE_QUANT_CONFIG HUMMING_USE_F16_ACCUM IMAGE_FETCH_TIMEOUT IMAGE_TAG KEEP_ALIVE_ON_ENGINE_DEATH
  KIMI_K3_SHARD_SP_SHARED_EXPERT KV_CACHE_LAYOUT KV_EVENTS_USE_INT_BLOCK_HASHES LOGGING_COLOR LOGGING_CONFIG_PATH
  LOGGING_LEVEL LOGGING_PREFIX LOGGING_STREAM LOG_BATCHSIZE_INTERVAL LOG_MODEL_INSPECTION LOG_STATS_INTERVAL
  LOOPBACK_IP LORA_DISABLE_PDL LORA_ENABLE_DUAL_STREAM LORA_RESOLVER_CACHE_DIR LORA_RESOLVER_HF_REPO_LIST
  MAIN_CUDA_VERSION MARLIN_INPUT_DTYPE MARLIN_USE_ATOMIC_ADD MAX_AUDIO_CLIP_FILESIZE_MB MAX_AUDIO_DECODE_DURATION_S
  MAX_AUDIO_PREPROCESS_WORKERS MAX_COMPLETION_PROMPTS MAX_IMAGE_PIXELS MAX_N_SEQUENCES MAX_TOKENS_PER_EXPERT_FP4_MOE
  MEDIA_CACHE MEDIA_CACHE_MAX_SIZE_MB MEDIA_CACHE_TTL_HOURS MEDIA_CONNECTOR MEDIA_FETCH_MAX_RETRIES
  MEDIA_LOADING_THREAD_COUNT MEDIA_URL_ALLOW_REDIRECTS MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS MLA_DISABLE
  MM_HASHER_ALGORITHM MODEL_REDIRECT_PATH MOE_ROUTING_SIMULATION_STRATEGY MOE_SKIP_PADDING MOE_USE_DEEP_GEMM
  MOONCAKE_ABORT_REQUEST_TIMEOUT MOONCAKE_BOOTSTRAP_PORT MOONCAKE_DISK_STAGING_USABLE_RATIO MOONCAKE_LOAD_RECV_THREADS
  MOONCAKE_STORE_TIER_LOG MQ_MAX_CHUNK_BYTES_MB MSGPACK_ZERO_COPY_THRESHOLD MULTI_STREAM_GEMM_TOKEN_THRESHOLD
  MXFP8_EMULATION_DEQUANT_AT_LOAD NCCL_INCLUDE_PATH NCCL_SO_PATH NIC_SELECTION_VARS NIXL_EP_MAX_NUM_RANKS
  NIXL_SIDE_CHANNEL_HOST NIXL_SIDE_CHANNEL_PORT NO_USAGE_STATS NVTX_SCOPES_FOR_PROFILING
  OBJECT_STORAGE_SHM_BUFFER_NAME P2P_SIDE_CHANNEL_HOST P2P_SIDE_CHANNEL_PORT PATTERN_MATCH_DEBUG PLUGINS PORT
  PP_LAYER_PARTITION PREFIX_CACHE_RETENTION_INTERVAL PROCESS_NAME_PREFIX RANDOMIZE_DP_DUMMY_INPUTS RAY_BUNDLE_INDICES
  RAY_DP_PACK_STRATEGY RAY_DP_PLACEMENT_NODE_IPS RAY_EXTRA_ENV_VARS_TO_COPY RAY_EXTRA_ENV_VAR_PREFIXES_TO_COPY
  RAY_PER_WORKER_GPUS REGEX_COMPILATION_TIMEOUT_S RINGBUFFER_WARNING_INTERVAL ROCM_AITER_MOE_DISPATCH_POLICY
  ROCM_FP8_MFMA_PAGE_ATTN ROCM_FP8_PADDING ROCM_MOE_PADDING ROCM_QUICK_REDUCE_CAST_BF16_TO_FP16
  ROCM_QUICK_REDUCE_MAX_SIZE_BYTES_MB ROCM_QUICK_REDUCE_MIN_SIZE_BYTES_MB ROCM_QUICK_REDUCE_QUANTIZATION
  ROCM_QUICK_REDUCE_QUANTIZATION_MIN_SIZE_KB ROCM_SHUFFLE_KV_CACHE_LAYOUT ROCM_SLEEP_MEM_CHUNK_SIZE ROCM_USE_AITER
  ROCM_USE_AITER_CUSTOM_AR ROCM_USE_AITER_FP4BMM ROCM_USE_AITER_FP4_ASM_GEMM ROCM_USE_AITER_FP8BMM
  ROCM_USE_AITER_FUSION_SHARED_EXPERTS ROCM_USE_AITER_LINEAR ROCM_USE_AITER_LINEAR_HIPBMM ROCM_USE_AITER_MHA
  ROCM_USE_AITER_MLA ROCM_USE_AITER_MOE ROCM_USE_AITER_RMSNORM ROCM_USE_AITER_TRITON_GEMM ROCM_USE_AITER_TRITON_ROPE
  ROCM_USE_AITER_UNIFIED_ATTENTION ROCM_USE_SKINNY_GEMM RPC_BASE_PATH RUST_FRONTEND_PATH SERVER_DEV_MODE
  SHARED_EXPERTS_STREAM_TOKEN_THRESHOLD SKIP_MODEL_NAME_VALIDATION SKIP_P2P_CHECK SKIP_PRECOMPILED_VERSION_SUFFIX
  SPARSE_INDEXER_MAX_LOGITS_MB SSM_CONV_STATE_LAYOUT SYSTEM_START_DATE TARGET_DEVICE TEST_FORCE_FP8_MARLIN
  TEST_FORCE_LOAD_FORMAT TOOL_JSON_ERROR_AUTOMATIC_RETRY TOOL_PARSE_REGEX_TIMEOUT_SECONDS TPU_USING_PATHWAYS
  TRACE_FUNCTION TRITON_ATTN_USE_TD TRITON_FORCE_FIRST_CONFIG TRITON_USE_TD TUNED_CONFIG_FOLDER USAGE_SOURCE
  USAGE_STATS_SERVER USE_AOT_COMPILE USE_BREAKABLE_CUDAGRAPH USE_BYTECODE_HOOK USE_DEEP_GEMM USE_DEEP_GEMM_E8M0
  USE_DEEP_GEMM_TMA_ALIGNED_SCALES USE_EXPERIMENTAL_PARSER_CONTEXT USE_FASTOKENS USE_FLASHINFER_MOE_INT4
  USE_FLASHINFER_SAMPLER USE_FUSED_MOE_GROUPED_TOPK USE_LAYERNAME USE_MEGA_AOT_ARTIFACT USE_MODELSCOPE
  USE_NCCL_SYMM_MEM USE_OINK_OPS USE_PRECOMPILED USE_PRECOMPILED_RUST USE_RAY_COMPILED_DAG_CHANNEL_TYPE
  USE_RAY_COMPILED_DAG_OVERLAP_COMM USE_RAY_V2_EXECUTOR_BACKEND USE_RAY_WRAPPED_PP_COMM USE_RUST_BENCH
  USE_RUST_FRONTEND USE_SIMPLE_KV_OFFLOAD USE_SPINLOOP_EXT USE_STANDALONE_COMPILE USE_TRITON_AWQ USE_V2_MODEL_RUNNER
  V1_OUTPUT_PROC_CHUNK_SIZE V1_USE_OUTLINES_CACHE VIDEO_FETCH_TIMEOUT VIDEO_LOADER_BACKEND
  WEIGHT_OFFLOADING_DISABLE_PIN_MEMORY WEIGHT_OFFLOADING_DISABLE_UVA WORKER_MULTIPROC_METHOD
  WORKER_SHUTDOWN_TIMEOUT_SECONDS WSL2_ENABLE_PIN_MEMORY XGRAMMAR_CACHE_MB XLA_CACHE_PATH XLA_CHECK_RECOMPILATION
  XLA_USE_SPMD XPU_ENABLE_XPU_GRAPH XPU_USE_SAMPLER_KERNEL ZENTORCH_WEIGHT_PREPACK
`, 'VLLM_');
}

import { words } from '../../words';

/** What a flag of `vllm serve` means for a pair of engines. */
export type Meaning
  = | 'derived'
    | 'connector'
    | 'address'
    | 'nodes'
    | 'engines'
    | 'credential'
    | 'cache'
    | 'request'
    | 'file'
    | 'metrics'
    | 'free';

/**
 * What was decided about every flag of every version in this folder, by what it means; a flag may be in several lists.
 * `__tests__/stack/flag-decisions.test.ts` names a flag without a decision.
 *
 * Sources: vLLM 0.11.0, 0.27.1, 0.30.0 and 0.33.0 `vllm/engine/arg_utils.py` and the `cli_args.py` of the entrypoints.
 */
export const decisions: Readonly<Record<Meaning, readonly string[]>> = {
  // A field of the spec sets it, and nothing else may (PD102).
  derived: words(
    `
    model served-model-name revision port tensor-parallel-size pipeline-parallel-size max-model-len block-size dtype
    kv-cache-dtype quantization gpu-memory-utilization max-num-seqs max-num-batched-tokens enforce-eager
    kv-transfer-config disable-uvicorn-access-log shutdown-timeout enable-expert-parallel
  `,
    '--',
  ),
  // It replaces the connector, vLLM refuses it beside one, or it hides other flags (PD121).
  connector: words(
    `
    kv-offloading-size kv-offloading-backend enable-return-routed-experts use-replayssm prefill-context-parallel-size
    decode-context-parallel-size dcp-comm-backend mm-encoder-only ec-transfer-config config
  `,
    '--',
  ),
  // With it no probe and no other pod reaches the engine (PD113).
  address: words('host uds ssl-keyfile ssl-certfile root-path headless grpc', '--'),
  // It is for an engine on several nodes (PD114).
  nodes: words('nnodes node-rank master-addr master-port', '--'),
  // It multiplies the engines of a pod, and so its GPUs (PD101).
  engines: words(
    `
    data-parallel-address data-parallel-backend data-parallel-external-lb data-parallel-hybrid-lb
    data-parallel-multi-port-external-lb data-parallel-rank data-parallel-rpc-port data-parallel-size
    data-parallel-size-local data-parallel-start-rank data-parallel-supervisor-port
  `,
    '--',
  ),
  // Its value is a secret, which an argument shows to everyone who may read pods (PD602).
  credential: words('api-key hf-token', '--'),
  // It decides what a block of KV cache contains (PD318).
  cache: words(
    `
    speculative-config attention-backend attention-config disable-hybrid-kv-cache-manager hf-overrides
    kv-cache-dtype-skip-layers rope-scaling rope-theta model-impl spec-method spec-model spec-tokens mamba-cache-dtype
    mamba-ssm-cache-dtype mamba-block-size mamba-cache-mode override-attention-dtype disable-sliding-window
    quantization-config model-class-overrides calculate-kv-scales
  `,
    '--',
  ),
  // A request is read by it: both roles get the whole request, and each makes the prompt itself (PD321).
  request: words(
    `
    tokenizer tokenizer-mode tokenizer-revision skip-tokenizer-init chat-template chat-template-content-format
    default-chat-template-kwargs trust-request-chat-template trust-request-mm-kwargs enable-auto-tool-choice
    tool-call-parser tool-parser-plugin tool-strict-level exclude-tools-when-tool-choice-none enable-lora lora-modules
    default-mm-loras max-lora-rank lora-extra-vocab-size limit-mm-per-prompt mm-processor-kwargs media-io-kwargs
    interleave-mm-strings allowed-local-media-path allowed-media-domains enable-mm-embeds enable-prompt-embeds
    language-model-only video-pruning-rate video-pruning-method max-logprobs logits-processors
    logits-processor-pattern structured-outputs-config guided-decoding-backend guided-decoding-disable-fallback
    guided-decoding-disable-any-whitespace guided-decoding-disable-additional-properties io-processor-plugin runner
    convert task hf-config-path config-format cohere-format cohere-is-reasoning-model reasoning-effort-map
    anthropic-disabled-thinking-effort tokens-only
  `,
    '--',
  ),
  // Its value can name a file, which is in the pod only if a volume or the image has it (PD124).
  file: words(
    `
    chat-template tool-parser-plugin reasoning-parser-plugin log-config-file logging-config hf-config-path
    generation-config tokenizer lora-modules ssl-ca-certs ssl-certfile ssl-keyfile mm-encoder-fp8-scale-path
    model-loader-extra-config speculative-config spec-model default-mm-loras download-dir
  `,
    '--',
  ),
  // Without the engine's metrics picker, autoscalers and alerts are blind (PD125).
  metrics: words('disable-log-stats', '--'),
  // It concerns the engine alone, which may have another value in each role.
  free: free(),
};

/** Flags that vLLM takes only together with another: `validate_parsed_serve_args` in `cli_args.py` of each version. */
export const companions: Readonly<Partial<Record<string, string>>> = {
  '--enable-auto-tool-choice': '--tool-call-parser',
  '--enable-log-outputs': '--enable-log-requests',
};

function free(): readonly string[] {
  return words(
    `
  additional-config aggregate-engine-logging all2all-backend allow-credentials allow-deprecated-quantization
  allowed-headers allowed-methods allowed-origins api-server-count async-scheduling aux-output-config
  code-revision collect-detailed-traces compilation-config cp-kv-cache-interleave-size
  cpu-distributed-timeout-seconds cpu-offload-gb cpu-offload-params cuda-graph-sizes cudagraph-capture-sizes
  cudagraph-metrics custom-histogram-buckets dbo-decode-token-threshold dbo-prefill-token-threshold
  dcp-kv-cache-interleave-size dcp-q-replicate device-ids diffusion-config disable-access-log-for-endpoints
  disable-cascade-attn disable-chunked-mm-input disable-custom-all-reduce disable-fastapi-docs
  disable-frontend-multiprocessing disable-log-requests disable-mm-preprocessor-cache
  disable-nccl-for-dp-synchronization distributed-executor-backend
  distributed-timeout-seconds dp-supervisor-probe-failure-threshold dp-supervisor-probe-interval-s
  dp-supervisor-probe-timeout-s dp-sync-interval ec-manager-config elastic-ep-max-dp-size
  enable-batch-sharded-sampling enable-bf16x3-router-gemm enable-chunked-prefill enable-cumem-allocator enable-dbo
  enable-elastic-ep enable-ep-weight-filter enable-eplb enable-fault-tolerance
  enable-flash-late-interaction enable-flashinfer-autotune enable-force-include-usage enable-hc-sp
  enable-layerwise-nvtx-tracing enable-log-deltas enable-log-outputs enable-log-requests
  enable-logging-iteration-details enable-lora-bias enable-mamba-cache-stochastic-rounding
  enable-mamba-fine-grained-prefix-cache enable-mamba-shared-prefix-checkpoint enable-mfu-metrics
  enable-mixed-moe-lora-format enable-moe-shared-loras enable-multimodal-encoder-data-parallel
  enable-nccl-comm-suspend enable-offline-docs enable-per-request-metrics enable-prefix-caching
  enable-prompt-tokens-details enable-request-id-headers enable-scale-out enable-server-load-tracking
  enable-shm-tensor-arena enable-sleep-mode enable-ssl-refresh enable-tokenizer-info-endpoint
  enable-tower-connector-lora enable-trace-replay engram-config eplb-config eplb-log-balancedness
  eplb-step-interval eplb-window-size expert-placement-strategy fail-on-environ-validation fault-tolerance-config
  fingerprint-mode fingerprint-value fully-sharded-loras gdn-prefill-backend grpc-port h11-max-header-count
  h11-max-incomplete-event-size ignore-patterns ir-op-priority jit-monitor-mode jit-monitor-verbose
  kda-decode-backend kda-prefill-backend kernel-config kv-cache-memory-bytes kv-cache-metrics
  kv-cache-metrics-sample kv-events-config kv-sharing-fast-prefill linear-backend load-format log-error-stack
  log-level logprobs-mode long-prefill-token-threshold long-prefill-token-threshold-adaptive lora-dtype
  lora-target-modules mamba-backend mamba-cache-philox-rounds mamba-ssu-algorithm max-cpu-loras
  max-cudagraph-capture-size max-log-len max-long-partial-prefills max-lora-cls-labels max-loras
  max-num-active-seqs max-num-partial-prefills max-num-queued-reqs max-num-queued-tokens max-num-scheduled-tokens
  max-parallel-loading-workers middleware mm-device-do-normalize mm-encoder-attn-backend mm-encoder-attn-dtype
  mm-encoder-fp8-scale-save-margin mm-encoder-fp8-scale-save-path mm-encoder-tp-mode mm-hasher-algorithm
  mm-ipc-gpu-memory-gb mm-processor-cache-gb mm-processor-cache-type mm-processor-device
  mm-shm-cache-max-object-size-mb mm-tensor-ipc moe-backend monokernel
  num-gpu-blocks-override num-lookahead-slots num-redundant-experts numa-bind numa-bind-cpus numa-bind-nodes
  offload-backend offload-group-size offload-num-in-group offload-params offload-prefetch-step optimization-level
  otlp-traces-endpoint override-generation-config override-pooler-config per-request-spec-decode-metrics
  performance-mode pooler-config prefill-schedule-interval prefix-cache-retention-interval
  prefix-caching-hash-algo prefix-match-unit profiler-config pt-load-map-location
  ray-workers-use-nsight reasoning-config reasoning-parser renderer-num-workers replayssm-buffer-len response-role
  return-sampling-mask return-tokens-as-token-ids safetensors-load-strategy safetensors-prefetch-block-size
  safetensors-prefetch-num-threads scheduler-cls scheduler-reserve-full-isl scheduling-policy seed
  show-hidden-metrics-for-version skip-mm-profiling sleep-mode-backend sleep-mode-offload-cudagraph
  sleep-preserve-parameter-names sparse-indexer-topk-backend specialize-active-lora sse-keep-alive-interval
  ssl-cert-reqs ssl-ciphers stream-interval swa-bounded-replay swap-space tool-server trust-remote-code
  ubatch-size use-fp64-gumbel use-tqdm-on-load uvicorn-log-level watchdog-config watermark watermark-config
  weight-transfer-config worker-cls worker-extension-cls
`,
    '--',
  );
}

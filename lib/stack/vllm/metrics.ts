/** Names of the metrics that alerts, dashboard and autoscalers read, as one version of vLLM exports them. */
export interface ModelServerMetrics {
  /** Histogram: seconds to the first token. */
  readonly firstToken: string;
  /** Histogram: seconds a token after the first. */
  readonly token: string;
  /** Gauge: requests that wait for a place in a step. */
  readonly waiting: string;
  /** Gauge: requests in the current step. */
  readonly running: string;
  /** Gauge: part of the KV cache in use, 0 to 1. */
  readonly kvCacheUsage: string;
  /** Counter: tokens of prompts that were computed or loaded. */
  readonly promptTokens: string;
  /** Counter: tokens that were generated. */
  readonly generationTokens: string;
  /** Counter: requests that ended. */
  readonly requests: string;
  /** Counters of KV transfers that went wrong; none where vLLM does not count them (before 0.12). */
  readonly kvTransferFailures: readonly string[];
  /**
   * Counter: tokens of prompts by `source`, which is {@link LOCAL_COMPUTE} for those that the engine computed itself;
   * absent where vLLM does not tell.
   */
  readonly promptTokensBySource?: string;
  /** Counter: bytes of KV cache that were read from other pods; absent before 0.12. */
  readonly kvBytes?: string;
}

/**
 * Names that are the same in every version that was read: vLLM 0.11.0 and 0.27.1 `vllm/v1/metrics/loggers.py`; counters
 * end in `_total` when scraped.
 */
export const sharedMetrics = {
  firstToken: 'vllm:time_to_first_token_seconds',
  waiting: 'vllm:num_requests_waiting',
  running: 'vllm:num_requests_running',
  kvCacheUsage: 'vllm:kv_cache_usage_perc',
  promptTokens: 'vllm:prompt_tokens_total',
  generationTokens: 'vllm:generation_tokens_total',
  requests: 'vllm:request_success_total',
} as const;

/** The `source` of prompt tokens that an engine computed itself. */
export const LOCAL_COMPUTE = 'local_compute';

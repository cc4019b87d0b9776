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
  /** Counter: bytes of KV cache that were read from other pods; absent before 0.12. */
  readonly kvBytes?: string;
}

/** The endpoint picker's. */
export interface EndpointPickerMetrics {
  /** Counter with the label `decision_type`, which is `decode-only` where nothing was disaggregated. */
  readonly decisions: string;
}

const common = {
  firstToken: 'vllm:time_to_first_token_seconds',
  waiting: 'vllm:num_requests_waiting',
  running: 'vllm:num_requests_running',
  kvCacheUsage: 'vllm:kv_cache_usage_perc',
  promptTokens: 'vllm:prompt_tokens_total',
  generationTokens: 'vllm:generation_tokens_total',
  requests: 'vllm:request_success_total',
} as const;

/**
 * By minor version of vLLM. Source: vllm-project/vllm v0.11.0 and v0.27.1 `vllm/v1/metrics/loggers.py`, and from 0.12 on
 * `vllm/distributed/kv_transfer/kv_connector/v1/nixl`; counters end in `_total` when they are scraped.
 */
export const modelServerMetrics: Readonly<Partial<Record<string, ModelServerMetrics>>> = {
  // inter_token_latency_seconds came with 0.11; this older name of the same left before 0.19.
  '0.11': { ...common, token: 'vllm:time_per_output_token_seconds', kvTransferFailures: [] },
  '0.27': {
    ...common,
    token: 'vllm:inter_token_latency_seconds',
    kvTransferFailures: ['vllm:nixl_num_failed_transfers_total', 'vllm:nixl_num_failed_notifications_total', 'vllm:nixl_num_kv_expired_reqs_total'],
    kvBytes: 'vllm:nixl_bytes_transferred_sum',
  },
};

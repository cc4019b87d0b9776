/** What a picker has for an index of the blocks that its engines say they store. */
export interface PrecisePrefixSupport {
  /** The producer that keeps the index. */
  readonly producer: string;
  /** The producer that guesses, in whose place it stands. */
  readonly insteadOf: string;
  /** Plugins that read either, and are told which by the parameter `parameter`. */
  readonly readers: readonly string[];
  /** That parameter: the name of a producer. */
  readonly parameter: string;
  /** The producer that asks a tokenizer. */
  readonly tokens: string;
  /** The source that tells the index of new pods, whose engines it then listens to. */
  readonly source: string;
  /** Flags with which several pickers serve at once: each has an index of all pods. */
  readonly flags: Readonly<Record<string, string>>;
}

/**
 * llm-d-router v0.10.0: `dataproducer/preciseprefixcache/producer.go` and `extractor.go`,
 * `dataproducer/tokenizer/vllm_http.go`, `pkg/kvevents/pool.go`; `readers`, each file with
 * `prefixMatchInfoProducerName`. The data source of the metrics is added by the picker itself beside `source`
 * (`pkg/epp/config/loader/defaults.go`, ensureDataLayer).
 */
export const precisePrefix0100: PrecisePrefixSupport = {
  producer: 'precise-prefix-cache-producer',
  insteadOf: 'approx-prefix-cache-producer',
  readers: [
    'prefix-cache-affinity-filter', 'prefix-cache-scorer', 'no-hit-lru-scorer', 'latency-scorer',
    'inflight-load-producer', 'predicted-latency-producer', 'p2p-source-producer',
  ],
  parameter: 'prefixMatchInfoProducerName',
  tokens: 'token-producer',
  source: 'endpoint-notification-source',
  flags: { '--ha-enable-leader-election': 'false' },
};

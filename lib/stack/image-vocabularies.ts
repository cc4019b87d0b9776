/** What one image of the endpoint picker understands. */
export interface PickerVocabulary {
  /** Its flags. Any other ends the process. */
  readonly flags: ReadonlySet<string>;
  /** `apiVersion` of the configuration file. */
  readonly apiVersions: readonly string[];
  /** Whether `plugins` has every type, so that another one is a mistake. */
  readonly allPluginsRead: boolean;
  /** Plugin types and the parameters of each; `undefined` where the parameters were not read. */
  readonly plugins: Readonly<Partial<Record<string, readonly string[] | 'unread'>>>;
  /** The metric that the picker reads for KV cache usage where no flag says otherwise. */
  readonly kvCacheMetric: string;
}

/** The vocabulary of a picker image, by its name and tag without registry; a mirror of it is the same image. */
export function pickerVocabulary(image: string): PickerVocabulary | undefined {
  return rowOf(pickers, image);
}

/** The flags of a routing proxy image. Any other ends the process. */
export function proxyFlags(image: string): ReadonlySet<string> | undefined {
  return rowOf(proxies, image);
}

function rowOf<T>(table: Readonly<Partial<Record<string, T>>>, image: string): T | undefined {
  const nameAndTag = image.replace(/@.*$/, '').replace(/^.*\//, '');
  return Object.hasOwn(table, nameAndTag) ? table[nameAndTag] : undefined;
}

/*
 * Sources: flags of the pickers, gateway-api-inference-extension v1.0.0 `cmd/epp/runner/runner.go` (with the `zap` flags of
 * controller-runtime) and llm-d-router v0.10.0 `--help`; plugins, llm-d-inference-scheduler v0.3.2 `pkg/plugins/register.go` with the
 * `json` names beside each factory, gateway-api-inference-extension v1.0.0 `pkg/epp/scheduling/framework/plugins`; for llm-d-router v0.10.0
 * only what was tried on its binary, with the parameters of llm-d-inference-scheduler v0.7.1.
 */
const zap = flags('zap-devel zap-encoder zap-log-level zap-stacktrace-level zap-time-encoding');
const picker = flags(`
  pool-name pool-namespace pool-group grpc-port grpc-health-port metrics-port config-file config-text secure-serving cert-path health-checking
  enable-pprof v refresh-metrics-interval refresh-prometheus-metrics-interval metrics-staleness-threshold ha-enable-leader-election
`);

const pickers: Readonly<Partial<Record<string, PickerVocabulary>>> = {
  'llm-d-inference-scheduler:v0.3.2': {
    flags: new Set([...picker, ...zap, ...flags(`
      total-queued-requests-metric kv-cache-usage-percentage-metric lora-info-metric model-server-metrics-port model-server-metrics-path
      model-server-metrics-scheme model-server-metrics-https-insecure-skip-verify kubeconfig
    `)]),
    apiVersions: ['inference.networking.x-k8s.io/v1alpha1'],
    kvCacheMetric: 'vllm:gpu_cache_usage_perc',
    allPluginsRead: true,
    plugins: {
      'by-label': ['label', 'validValues', 'allowsNoLabel'],
      'by-label-selector': 'unread',
      'decode-filter': [],
      'prefill-filter': [],
      'prefill-header-handler': ['prefillProfile'],
      'pd-profile-handler': ['threshold', 'decodeProfile', 'prefillProfile', 'prefixPluginName', 'hashBlockSize'],
      'precise-prefix-cache-scorer': ['indexerConfig', 'kvEventsConfig'],
      'load-aware-scorer': ['threshold'],
      'active-request-scorer': ['requestTimeout'],
      'session-affinity-scorer': [],
      'queue-scorer': [],
      'kv-cache-utilization-scorer': [],
      'prefix-cache-scorer': ['hashBlockSize', 'maxPrefixBlocksToMatch', 'lruCapacityPerServer'],
      'lora-affinity-scorer': [],
      'max-score-picker': ['maxNumOfEndpoints'],
      'random-picker': ['maxNumOfEndpoints'],
      'weighted-random-picker': ['maxNumOfEndpoints'],
      'single-profile-handler': [],
    },
  },
  'llm-d-router-endpoint-picker:v0.10.0': {
    flags: new Set([...picker, ...zap, ...flags(`
      tracing metrics-endpoint-auth endpoint-selector endpoint-target-ports disable-endpoint-subset-filter enable-cert-reload drain-timeout
      grpc-max-recv-msg-size grpc-max-send-msg-size emit-endpoint-scores tls-min-version tls-cipher-suites metrics-client-ca-file
      metrics-cert-dir enable-grpc-stream-metrics allow-experimental-plugins kubeconfig
    `)]),
    apiVersions: ['llm-d.ai/v1alpha1', 'inference.networking.x-k8s.io/v1alpha1'],
    kvCacheMetric: 'vllm:kv_cache_usage_perc',
    allPluginsRead: false,
    plugins: {
      'pd-profile-handler': [
        'threshold', 'decodeProfile', 'prefillProfile', 'prefixPluginType', 'prefixPluginName', 'primaryPort', 'deciderPluginName',
      ],
      'queue-scorer': [],
    },
  },
};

// llm-d-routing-sidecar v0.3.0 `cmd/llm-d-routing-sidecar/main.go@3004256` with klog's flags; disagg-sidecar v0.10.0 `--help`.
const proxies: Readonly<Partial<Record<string, ReadonlySet<string>>>> = {
  'llm-d-routing-sidecar:v0.3.0': flags(`
    port vllm-port connector prefiller-use-tls decoder-use-tls prefiller-tls-insecure-skip-verify decoder-tls-insecure-skip-verify secure-proxy
    cert-path enable-ssrf-protection inference-pool-namespace inference-pool-name v
  `),
  'llm-d-router-disagg-sidecar:v0.10.0': new Set([...zap, ...flags(`
    cert-path configuration configuration-file data-parallel-size decode-chunk-size ec-connector enable-p2p-pull enable-prefiller-sampling
    enable-ssrf-protection enable-tls inference-pool kv-connector max-idle-conns-per-host metrics-port model-server-port mooncake-bootstrap-port
    moriio-decode-handshake-port moriio-decode-hosts moriio-decode-notify-port moriio-dp-size moriio-dp-size-local moriio-local-pod-ip
    moriio-parallel-decode-wait-timeout moriio-parallel-dispatch moriio-prefill-handshake-port moriio-prefill-notify-port moriio-remote-hosts
    moriio-tp-size moriio-write-mode p2p-connector-port pool-group port prefill-max-retries prefill-retry-backoff secure-proxy
    tls-insecure-skip-verify tracing vllm-port
  `)]),
};

function flags(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/).map(name => `--${name}`));
}

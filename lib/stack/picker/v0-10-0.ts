import { words } from '../words';
import { aggregated0100 } from './aggregated/v0-10-0';
import type { EndpointPickerRelease } from './endpoint-picker-release';
import { plugins0100 } from './plugins/v0-10-0';
import { precisePrefix0100 } from './precise-prefix';

/**
 * The endpoint picker of llm-d router 0.10, `llm-d-router-endpoint-picker:v0.10.0`.
 *
 * Sources of what is known: flags, `--help` of v0.10.0; plugins, llm-d-router v0.10.0
 * `cmd/epp/runner/runner.go` and the factories in `pkg/epp/framework/plugins`.
 */
export const picker0100 = {
  image: 'ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0',
  flags: {
    '--grpc-health-port': '9003',
    // Otherwise whoever scrapes needs a token, and the picker cluster-wide permission to review it: nobody can read
    // them (llm-d-router#2370).
    '--metrics-endpoint-auth': 'false',
    // On by default, on the port of the metrics, and open to whoever reaches that (`pkg/epp/server/options.go`; seen on
    // v0.10.0).
    '--enable-pprof': 'false',
    '--tracing': 'false',
    '--v': '1',
  },
  // The default is 30 s (`cmd/epp/runner/runner.go`, runWithGracefulShutdown). Gateways follow an EndpointSlice within
  // a second or two: with 10 s and a surge the picker lost no request of 3569 in an update; with Recreate and 30 s it
  // was 3792 of 4423.
  drain: { seconds: 10, flag: '--drain-timeout' },
  config: {
    apiVersion: 'llm-d.ai/v1alpha1',
    kind: 'EndpointPickerConfig',
    plugins: [
      { type: 'always-disagg-pd-decider' },
      // Without this decider the handler starts and never disaggregates (v0.10.0
      // `profilehandler/disagg/disagg_profile_handler.go`).
      { type: 'disagg-profile-handler', parameters: { deciders: { prefill: 'always-disagg-pd-decider' } } },
      { type: 'prefill-filter' },
      { type: 'decode-filter' },
      { type: 'approx-prefix-cache-producer', parameters: { maxPrefixTokensToMatch: 131072 } },
      { type: 'inflight-load-producer' },
      // The guide's `peakPrefillThroughput: 33821` is of gpt-oss-120b on eight H200, and to be measured again for
      // others: here it is a field of the spec. Its default, 15928, is of a 32B model on two H100 (`plugin.go`).
      { type: 'prefix-cache-affinity-filter' },
      { type: 'token-load-scorer' },
      { type: 'active-request-scorer' },
      { type: 'max-score-picker' },
    ],
    schedulingProfiles: [
      {
        name: 'prefill',
        plugins: [
          { pluginRef: 'prefill-filter' },
          { pluginRef: 'prefix-cache-affinity-filter' },
          { pluginRef: 'token-load-scorer' },
          { pluginRef: 'max-score-picker' },
        ],
      },
      {
        name: 'decode',
        plugins: [
          { pluginRef: 'decode-filter' },
          { pluginRef: 'active-request-scorer' },
          { pluginRef: 'max-score-picker' },
        ],
      },
    ],
  },
  aggregated: aggregated0100,
  // `requestcontrol/dataproducer/approximateprefix/types.go` and `scheduling/filter/prefixcacheaffinity/plugin.go` in
  // `pkg/epp/framework/plugins`. The block size is used until the metrics of the pods say it.
  derived: {
    blockSize: { plugin: 'approx-prefix-cache-producer', parameter: 'blockSizeTokens', byDefault: 16 },
    prefillThroughput: { plugin: 'prefix-cache-affinity-filter', parameter: 'peakPrefillThroughput' },
    prefixWait: { plugin: 'prefix-cache-affinity-filter', parameter: 'maxTTFTPenaltyMs' },
  },
  uncachedTokens: { decider: 'prefix-based-pd-decider', insteadOf: 'always-disagg-pd-decider' },
  precisePrefix: precisePrefix0100,
  // `pkg/epp/flowcontrol/config.go`.
  flowControl: { featureGate: 'flowControl' },
  experimentalFlag: '--allow-experimental-plugins',
  // v0.10.0 `docs/metrics.md`: `decision_type` is decode-only, prefill-decode, or one with an encode stage.
  // Without a decode pod `request_error_total{error_code="ResourceExhausted"}` counted 10 of 10 requests, and
  // `request_total` none (seen on v0.10.0).
  metrics: {
    decisions: 'llm_d_epp_disagg_decision_total',
    requests: 'llm_d_epp_request_total',
    errors: 'llm_d_epp_request_error_total',
    readyEndpoints: 'llm_d_epp_ready_endpoints',
    queued: 'llm_d_epp_flow_control_queue_size',
    running: 'llm_d_epp_request_running',
    saturation: 'llm_d_epp_flow_control_pool_saturation',
  },
  permissions: {
    'inference.networking.k8s.io': [
      { apiGroup: '', resources: ['pods'] },
      { apiGroup: 'inference.networking.k8s.io', resources: ['inferencepools'] },
      { apiGroup: 'inference.networking.x-k8s.io', resources: ['inferencemodelrewrites', 'inferenceobjectives'] },
      { apiGroup: 'llm-d.ai', resources: ['inferencemodelrewrites', 'inferenceobjectives'] },
    ],
  },
  inferenceServingLabel: 'llm-d.ai/inference-serving',
  known: {
    version: '0.10.0',
    images: ['llm-d-router-endpoint-picker:v0.10.0'],
    notReadAtTag: {},
    flags: flags(),
    playedBy: {
      program: 'endpoint-picker-v0.4.0', path: '/program', translated: true,
      standIn: 'the endpoint picker of v0.4.0 behind a translation of flags and plugins: v0.10.0 itself is not built',
    },
    apiVersions: ['llm-d.ai/v1alpha1', 'inference.networking.x-k8s.io/v1alpha1'],
    kvCacheMetric: 'vllm:kv_cache_usage_perc',
    allPluginsRead: true,
    scrapesIpv6: 'unread',
    plugins: plugins0100,
    // `pkg/epp/config/loader/` (configloader.go, validation.go, defaults.go) and `cmd/epp/runner/runner.go`.
    refusals: {
      apiVersion: 'no kind .?.?EndpointPickerConfig.?.? is registered for version',
      plugin: 'plugin type \'[^\']*\' (is not registered|not found in registry)',
      unknownParameter: 'failed to (create plugin|parse plugin parameters)[^]*unknown field',
      parameterValue: 'failed to (create plugin|parse plugin parameters|instantiate default plugin)',
      other: 'failed to (load the configuration|load config from a file|parse config)',
    },
    // `requestcontrol/dataproducer`, `scheduling/scorer/activerequest` and `nohitlru`: none asks another picker.
    ofOneProcess: [
      'approx-prefix-cache-producer', 'inflight-load-producer', 'active-request-scorer', 'no-hit-lru-scorer',
      'burst-prefix-cache-producer',
    ],
    // `pkg/epp/framework/plugins/scheduling/profilehandler/disagg/disagg_profile_handler.go`, ProcessResults; seen on
    // the picker: 24 of 24 requests answered without a prefill pod, and 10 of 10 refused without a decode pod (429,
    // `failed to find available decode workers`).
    withoutReplicas: {
      prefill: 'every request is served by a decode pod alone, without disaggregation',
      decode: 'refused',
    },
  },
} as const satisfies EndpointPickerRelease;

function flags(): readonly string[] {
  return words(`
  allow-experimental-plugins cert-path config-file config-text disable-endpoint-subset-filter drain-timeout
  emit-endpoint-scores enable-cert-reload enable-grpc-stream-metrics enable-pprof endpoint-selector
  endpoint-target-ports grpc-health-port grpc-max-recv-msg-size grpc-max-send-msg-size grpc-port
  ha-enable-leader-election health-checking kubeconfig metrics-cert-dir metrics-client-ca-file metrics-endpoint-auth
  metrics-port metrics-staleness-threshold pool-group pool-name pool-namespace refresh-metrics-interval
  refresh-prometheus-metrics-interval secure-serving tls-cipher-suites tls-min-version tracing v zap-devel zap-encoder
  zap-log-level zap-stacktrace-level zap-time-encoding
`, '--');
}

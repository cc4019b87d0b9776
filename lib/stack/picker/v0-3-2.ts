import { words } from '../words';
import { aggregated032 } from './aggregated/v0-3-2';
import type { EndpointPickerRelease } from './endpoint-picker-release';
import { plugins032 } from './plugins/v0-3-2';

/**
 * The endpoint picker of llm-d 0.3, `llm-d-inference-scheduler:v0.3.2`.
 *
 * Sources of what is known: flags, gateway-api-inference-extension v1.0.0 `cmd/epp/runner/runner.go` with the `zap`
 * flags of controller-runtime; plugins, llm-d-inference-scheduler v0.3.2 `pkg/plugins/register.go` with the `json`
 * names beside each factory, and gateway-api-inference-extension v1.0.0 `pkg/epp/scheduling/framework/plugins`.
 */
export const picker032 = {
  image: 'ghcr.io/llm-d/llm-d-inference-scheduler:v0.3.2',
  flags: {
    '--zap-encoder': 'json',
    '--v': '1',
    // On by default, on the port of the metrics (gateway-api-inference-extension v1.0.0 `cmd/epp/runner/runner.go`).
    '--enable-pprof': 'false',
    // The default of this version, vllm:gpu_cache_usage_perc, is gone from vLLM (gateway-api-inference-extension PR
    // 1905).
    '--kv-cache-usage-percentage-metric': 'vllm:kv_cache_usage_perc',
  },
  // After SIGTERM it takes no new stream (gateway-api-inference-extension v1.0.0 `internal/runnable/grpc.go`), and it
  // has no flag for that; its image is ubi9-minimal (`Dockerfile`), which has a `sleep`.
  drain: { seconds: 10 },
  config: {
    apiVersion: 'inference.networking.x-k8s.io/v1alpha1',
    kind: 'EndpointPickerConfig',
    plugins: [
      { type: 'prefill-header-handler' },
      { type: 'prefill-filter' },
      { type: 'decode-filter' },
      { type: 'queue-scorer' },
      { type: 'max-score-picker' },
      // Threshold 0: every request takes the prefill stage (pkg/plugins/profile/pd_profile_handler.go, Pick).
      { type: 'pd-profile-handler', parameters: { threshold: 0, hashBlockSize: 5 } },
    ],
    schedulingProfiles: [
      {
        name: 'prefill',
        plugins: [
          { pluginRef: 'prefill-filter' },
          { pluginRef: 'queue-scorer', weight: 1 },
          { pluginRef: 'max-score-picker' },
        ],
      },
      {
        name: 'decode',
        plugins: [
          { pluginRef: 'decode-filter' },
          { pluginRef: 'queue-scorer', weight: 1 },
          { pluginRef: 'max-score-picker' },
        ],
      },
    ],
  },
  aggregated: aggregated032,
  // Its /metrics reviews a token for each reader (gateway-api-inference-extension v1.0.1 cmd/epp/runner:
  // WithAuthenticationAndAuthorization), which takes a ClusterRole, and it has no flag to turn that off: no `metrics`
  // here.
  permissions: {
    'inference.networking.x-k8s.io': [
      { apiGroup: '', resources: ['pods'] },
      { apiGroup: 'inference.networking.x-k8s.io', resources: ['inferenceobjectives', 'inferencepools'] },
    ],
    'inference.networking.k8s.io': [
      { apiGroup: '', resources: ['pods'] },
      { apiGroup: 'inference.networking.k8s.io', resources: ['inferencepools'] },
      { apiGroup: 'inference.networking.x-k8s.io', resources: ['inferenceobjectives'] },
    ],
  },
  inferenceServingLabel: 'llm-d.ai/inferenceServing',
  known: {
    version: '0.3.2',
    images: ['llm-d-inference-scheduler:v0.3.2'],
    notReadAtTag: {},
    flags: flags(),
    playedBy: { program: 'endpoint-picker-v0.3.2', path: '/epp', translated: false },
    apiVersions: ['inference.networking.x-k8s.io/v1alpha1'],
    kvCacheMetric: 'vllm:gpu_cache_usage_perc',
    // gateway-api-inference-extension v1.0.0 `pkg/epp/backend/metrics/metrics.go:80`: no brackets around the address.
    scrapesIpv6: false,
    allPluginsRead: true,
    plugins: plugins032,
    // gateway-api-inference-extension v1.0.0 `pkg/epp/config/loader/configloader.go` and `cmd/epp/runner/runner.go`.
    refusals: {
      apiVersion: 'no kind .?.?EndpointPickerConfig.?.? is registered for version',
      plugin: 'plugin type \'[^\']*\' is not found in registry',
      parameterValue: 'failed to instantiate the plugin type \'',
      other: 'failed to load (the configuration|config from a file)',
    },
    // gateway-api-inference-extension v1.0.0 `scheduling/framework/plugins/multi/prefix` and v0.3.2
    // `pkg/plugins/scorer/active_request.go`.
    ofOneProcess: ['active-request-scorer', 'prefix-cache-scorer'],
    // pd_profile_handler.go, ProcessResults: a prefill profile without a pod is dropped from the result, the decode pod
    // serves alone.
    withoutReplicas: {
      prefill: 'every request is served by a decode pod alone, without disaggregation',
      decode: 'refused',
    },
  },
} as const satisfies EndpointPickerRelease;

function flags(): readonly string[] {
  return words(`
  cert-path config-file config-text enable-pprof grpc-health-port grpc-port ha-enable-leader-election health-checking
  kubeconfig kv-cache-usage-percentage-metric lora-info-metric metrics-port metrics-staleness-threshold
  model-server-metrics-https-insecure-skip-verify model-server-metrics-path model-server-metrics-port
  model-server-metrics-scheme pool-group pool-name pool-namespace refresh-metrics-interval
  refresh-prometheus-metrics-interval secure-serving total-queued-requests-metric v zap-devel zap-encoder
  zap-log-level zap-stacktrace-level zap-time-encoding
`, '--');
}

import type { Release } from './release';

/**
 * llm-d 0.3.
 *
 * Sources: llm-d-inference-scheduler v0.3.2 (Go module: `pkg/plugins`, on gateway-api-inference-extension v1.0.x `cmd/epp/runner`),
 * llm-d-routing-sidecar v0.3.0 `cmd/llm-d-routing-sidecar/main.go`, vLLM 0.11.0.
 */
export const llmD03 = {
  name: 'LLM_D_0_3',
  modelServer: {
    image: 'ghcr.io/llm-d/llm-d-cuda:v0.3.0',
    vllm: '0.11',
    user: 2000,
    kvRole: { prefill: 'kv_both', decode: 'kv_both' },
    sideChannelPerTensorRank: true,
  },
  routingProxy: {
    image: 'ghcr.io/llm-d/llm-d-routing-sidecar:v0.3.0',
    portFlag: '--port',
    modelServerPortFlag: '--vllm-port',
    connectorFlag: '--connector',
    secureFlag: '--secure-proxy',
    // `internal/proxy/proxy.go`, read in `chat_completions.go`: the second where the first is absent or empty.
    targetHeaders: ['x-prefiller-host-port', 'x-prefiller-url'],
  },
  endpointPicker: {
    image: 'ghcr.io/llm-d/llm-d-inference-scheduler:v0.3.2',
    flags: {
      '--zap-encoder': 'json',
      '--v': '1',
      // On by default, on the port of the metrics (gateway-api-inference-extension v1.0.0 `cmd/epp/runner/runner.go`).
      '--enable-pprof': 'false',
      // The default of this version, vllm:gpu_cache_usage_perc, is gone from vLLM (gateway-api-inference-extension PR 1905).
      '--kv-cache-usage-percentage-metric': 'vllm:kv_cache_usage_perc',
    },
    // After SIGTERM it takes no new stream (gateway-api-inference-extension v1.0.0 `internal/runnable/grpc.go`), and it has no flag for that; its image is
    // ubi9-minimal (`Dockerfile`), which has a `sleep`.
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
        { name: 'prefill', plugins: [{ pluginRef: 'prefill-filter' }, { pluginRef: 'queue-scorer', weight: 1 }, { pluginRef: 'max-score-picker' }] },
        { name: 'decode', plugins: [{ pluginRef: 'decode-filter' }, { pluginRef: 'queue-scorer', weight: 1 }, { pluginRef: 'max-score-picker' }] },
      ],
    },
    // Its /metrics reviews a token for each reader (gateway-api-inference-extension v1.0.1 cmd/epp/runner: WithAuthenticationAndAuthorization), which
    // takes a ClusterRole, and it has no flag to turn that off: no `metrics` here.
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
  },
  labels: { inferenceServing: 'llm-d.ai/inferenceServing' },
  withoutReplicas: {
    // pd_profile_handler.go, ProcessResults: a prefill profile without a pod is dropped from the result, the decode pod serves alone.
    prefill: 'every request is served by a decode pod alone, without disaggregation',
    decode: undefined,
  },
} as const satisfies Release;

import type { Release } from './release';

/**
 * llm-d router 0.10 with vLLM 0.27.
 *
 * Sources: llm-d/llm-d-router v0.10.0 (`cmd/pd-sidecar`, `pkg/epp/config`, `config/charts/llm-d-router-gateway`),
 * llm-d/llm-d `guides/pd-disaggregation` (`router/pd-disaggregation.values.yaml@83bb7c18`, `modelserver/gpu/vllm/base/disaggregatedset.yaml@55541149`).
 */
export const llmD010 = {
  name: 'LLM_D_0_10',
  modelServer: {
    image: 'docker.io/vllm/vllm-openai:v0.27.1',
    vllm: '0.27',
    user: 2000,
    // kv_both is deprecated from vLLM 0.24 on.
    kvRole: { prefill: 'kv_producer', decode: 'kv_consumer' },
    // Recomputing on the decode pod would hide that disaggregation does not happen.
    kvLoadFailurePolicy: 'fail',
    sideChannelPerTensorRank: false,
    shutdownTimeoutFlag: '--shutdown-timeout',
  },
  routingProxy: {
    image: 'ghcr.io/llm-d/llm-d-router-disagg-sidecar:v0.10.0',
    portFlag: '--port',
    modelServerPortFlag: '--model-server-port',
    connectorFlag: '--kv-connector',
    secureFlag: '--secure-proxy',
    // v0.10.0 `pkg/common/routing/common.go`, read in `pkg/sidecar/proxy/chat_completions.go` and `data_parallel.go`.
    targetHeaders: ['x-prefiller-host-port', 'x-encoder-hosts-ports', 'x-kv-cache-source-host-port', 'x-data-parallel-host-port'],
  },
  endpointPicker: {
    image: 'ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0',
    flags: {
      '--grpc-health-port': '9003',
      // Otherwise whoever scrapes needs a token, and the picker cluster-wide permission to review it: nobody can read them (llm-d-router#2370).
      '--metrics-endpoint-auth': 'false',
      // On by default, on the port of the metrics, and open to whoever reaches that (`pkg/epp/server/options.go`; seen on v0.10.0).
      '--enable-pprof': 'false',
      '--tracing': 'false',
      '--v': '1',
    },
    // The default is 30 s (`cmd/epp/runner/runner.go`, runWithGracefulShutdown). Gateways follow an EndpointSlice within a second or two: with 10 s
    // and a surge the picker lost no request of 3569 in an update; with Recreate and 30 s it was 3792 of 4423.
    drain: { seconds: 10, flag: '--drain-timeout' },
    config: {
      apiVersion: 'llm-d.ai/v1alpha1',
      kind: 'EndpointPickerConfig',
      plugins: [
        { type: 'always-disagg-pd-decider' },
        // Without this decider the handler starts and never disaggregates (v0.10.0 `profilehandler/disagg/disagg_profile_handler.go`).
        { type: 'disagg-profile-handler', parameters: { deciders: { prefill: 'always-disagg-pd-decider' } } },
        { type: 'prefill-filter' },
        { type: 'decode-filter' },
        { type: 'approx-prefix-cache-producer', parameters: { maxPrefixTokensToMatch: 131072 } },
        { type: 'inflight-load-producer' },
        // Tokens a second that a prefill pod reaches; the guide's measured value. It weighs cache affinity against queueing, nothing more.
        { type: 'prefix-cache-affinity-filter', parameters: { peakPrefillThroughput: 33821 } },
        { type: 'token-load-scorer' },
        { type: 'active-request-scorer' },
        { type: 'max-score-picker' },
      ],
      schedulingProfiles: [
        {
          name: 'prefill',
          plugins: [
            { pluginRef: 'prefill-filter' }, { pluginRef: 'prefix-cache-affinity-filter' }, { pluginRef: 'token-load-scorer' }, { pluginRef: 'max-score-picker' },
          ],
        },
        { name: 'decode', plugins: [{ pluginRef: 'decode-filter' }, { pluginRef: 'active-request-scorer' }, { pluginRef: 'max-score-picker' }] },
      ],
    },
    // v0.10.0 `docs/metrics.md`: `decision_type` is decode-only, prefill-decode, or one with an encode stage.
    metrics: { decisions: 'llm_d_epp_disagg_decision_total' },
    permissions: {
      'inference.networking.k8s.io': [
        { apiGroup: '', resources: ['pods'] },
        { apiGroup: 'inference.networking.k8s.io', resources: ['inferencepools'] },
        { apiGroup: 'inference.networking.x-k8s.io', resources: ['inferencemodelrewrites', 'inferenceobjectives'] },
        { apiGroup: 'llm-d.ai', resources: ['inferencemodelrewrites', 'inferenceobjectives'] },
      ],
    },
  },
  labels: { inferenceServing: 'llm-d.ai/inference-serving' },
  // v0.10.0 `pkg/epp/framework/plugins/scheduling/profilehandler/disagg/disagg_profile_handler.go`, ProcessResults; seen on the picker: 24 of 24
  // requests answered without a prefill pod, and 10 of 10 refused without a decode pod (429, `failed to find available decode workers`).
  withoutReplicas: { prefill: 'every request is served by a decode pod alone, without disaggregation', decode: undefined },
} as const satisfies Release;

import { words } from '../words';
import type { RoutingProxyRelease } from './routing-proxy-release';

/**
 * The routing proxy of llm-d router 0.10, `llm-d-router-disagg-sidecar:v0.10.0`.
 *
 * Source of its flags: `--help` of v0.10.0, and llm-d-router v0.10.0 `pkg/sidecar/proxy/options.go`.
 */
export const sidecar0100 = {
  image: 'ghcr.io/llm-d/llm-d-router-disagg-sidecar:v0.10.0',
  portFlag: '--port',
  modelServerPortFlag: '--model-server-port',
  connectorFlag: '--kv-connector',
  secureFlag: '--secure-proxy',
  // `pkg/sidecar/proxy/data_parallel.go`.
  ranksFlag: '--data-parallel-size',
  // As llm-d/llm-d `guides/wide-ep-lws` of 2026-08-14 has it.
  flagsOfRanks: { '--enable-prefiller-sampling': 'true' },
  // No retry is the default. After 502, 503 or 504 it asks the same prefill pod again, 200 ms later
  // (`pkg/sidecar/proxy/connector_nixlv2.go`); without, the caller gets that answer.
  flags: { '--prefill-max-retries': '2' },
  // v0.10.0 `pkg/common/routing/common.go`, read in `pkg/sidecar/proxy/chat_completions.go` and `data_parallel.go`.
  targetHeaders: [
    'x-prefiller-host-port',
    'x-encoder-hosts-ports',
    'x-kv-cache-source-host-port',
    'x-data-parallel-host-port',
  ],
  known: {
    version: '0.10.0',
    images: ['llm-d-router-disagg-sidecar:v0.10.0'],
    notReadAtTag: {},
    flags: flags(),
    playedBy: {
      program: 'routing-proxy-v0.4.0', path: '/program', translated: true,
      standIn: 'the sidecar of v0.4.0 behind a translation of flags: v0.10.0 itself is not built',
    },
  },
} as const satisfies RoutingProxyRelease;

function flags(): readonly string[] {
  return words(`
  cert-path configuration configuration-file data-parallel-size decode-chunk-size ec-connector enable-p2p-pull
  enable-prefiller-sampling enable-ssrf-protection enable-tls inference-pool kv-connector max-idle-conns-per-host
  metrics-port model-server-port mooncake-bootstrap-port moriio-decode-handshake-port moriio-decode-hosts
  moriio-decode-notify-port moriio-dp-size moriio-dp-size-local moriio-local-pod-ip
  moriio-parallel-decode-wait-timeout moriio-parallel-dispatch moriio-prefill-handshake-port
  moriio-prefill-notify-port moriio-remote-hosts moriio-tp-size moriio-write-mode p2p-connector-port pool-group port
  prefill-max-retries prefill-retry-backoff secure-proxy tls-insecure-skip-verify tracing vllm-port zap-devel
  zap-encoder zap-log-level zap-stacktrace-level zap-time-encoding
`, '--');
}

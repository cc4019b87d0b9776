import { words } from '../words';
import type { RoutingProxyRelease } from './routing-proxy-release';

/**
 * The routing proxy of llm-d 0.3, `llm-d-routing-sidecar:v0.3.0`.
 *
 * Source of its flags: llm-d-routing-sidecar v0.3.0 `cmd/llm-d-routing-sidecar/main.go` with the flags of klog.
 */
export const sidecar030 = {
  image: 'ghcr.io/llm-d/llm-d-routing-sidecar:v0.3.0',
  portFlag: '--port',
  modelServerPortFlag: '--vllm-port',
  connectorFlag: '--connector',
  secureFlag: '--secure-proxy',
  // `internal/proxy/proxy.go`, read in `chat_completions.go`: the second where the first is absent or empty.
  targetHeaders: ['x-prefiller-host-port', 'x-prefiller-url'],
  known: {
    version: '0.3.0',
    images: ['llm-d-routing-sidecar:v0.3.0'],
    notReadAtTag: {},
    flags: flags(),
    playedBy: {
      program: 'routing-proxy-v0.4.0', path: '/pd-sidecar', translated: false,
      standIn: 'the sidecar of v0.4.0, which takes the same flags: v0.3.0 itself is not built',
    },
  },
} as const satisfies RoutingProxyRelease;

function flags(): readonly string[] {
  return words(`
  cert-path connector decoder-tls-insecure-skip-verify decoder-use-tls enable-ssrf-protection inference-pool-name
  inference-pool-namespace port prefiller-tls-insecure-skip-verify prefiller-use-tls secure-proxy v vllm-port
`, '--');
}

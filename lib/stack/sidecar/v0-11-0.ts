import type { RoutingProxyRelease } from './routing-proxy-release';
import { sidecar0100 } from './v0-10-0';

/**
 * The routing proxy of llm-d router 0.11, `llm-d-router-disagg-sidecar:v0.11.0`.
 *
 * Its sources could not be read at the tag, commit a5cbe600: its flags are those of v0.10.0, `--secure-serving` of
 * llm-d-router PR 2908, and the two for TLS that its release notes name. All of them are in
 * `pkg/sidecar/proxy/options.go`@0186107d on llm-d-router's main branch, which may have more than the tag.
 */
export const sidecar0110 = {
  ...sidecar0100,
  image: 'ghcr.io/llm-d/llm-d-router-disagg-sidecar:v0.11.0',
  // `--secure-proxy` is an alias of it from this version on (llm-d-router PR 2908).
  secureFlag: '--secure-serving',
  known: {
    ...sidecar0100.known,
    version: '0.11.0',
    images: ['llm-d-router-disagg-sidecar:v0.11.0'],
    notReadAtTag: {
      flags: 'are those of v0.10.0, that of llm-d-router PR 2908, and two of the release notes',
      targetHeaders: 'are those of v0.10.0',
    },
    flags: [...sidecar0100.known.flags, '--secure-serving', '--tls-cipher-suites', '--tls-min-version'],
    playedBy: {
      ...sidecar0100.known.playedBy,
      standIn: 'the sidecar of v0.4.0 behind a translation of flags: v0.11.0 itself is not built',
    },
  },
} as const satisfies RoutingProxyRelease;

import type { EndpointPickerRelease } from './endpoint-picker-release';
import { plugins0110 } from './plugins/v0-11-0';
import { picker0100 } from './v0-10-0';

/**
 * The endpoint picker of llm-d router 0.11, `llm-d-router-endpoint-picker:v0.11.0`.
 *
 * Its sources could not be read at the tag, commit a5cbe600. What was read instead is llm-d-router's main branch, which
 * may have more than the tag: all flags of v0.10.0 are in `pkg/epp/server/options.go`@03fdf919, and the message without
 * prefill pods is in `disagg/disagg_profile_handler.go`@02d6c2ee, as llm-d-router PR 2521 says. Its configuration has
 * none of the plugins that llm-d-router removes in it (PR 2844, 2859, 2865, 2866, 2869).
 */
export const picker0110 = {
  ...picker0100,
  image: 'ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.11.0',
  known: {
    ...picker0100.known,
    version: '0.11.0',
    images: ['llm-d-router-endpoint-picker:v0.11.0'],
    notReadAtTag: {
      flags: 'are those of v0.10.0',
      plugins: 'are those of v0.10.0 without the ones that its pull requests remove',
      config: 'is that of v0.10.0, and so are the one for aggregated serving, metrics, permissions and '
        + 'what it says of a wrong one',
      withoutReplicas: 'is what llm-d-router PR 2521 says',
    },
    playedBy: {
      ...picker0100.known.playedBy,
      standIn: 'the endpoint picker of v0.4.0 behind a translation of flags and plugins: v0.11.0 itself is not built',
    },
    plugins: plugins0110,
    withoutReplicas: {
      prefill:
        'every request is said to fail with `prefill profile "prefill" was required but produced no result` '
        + '(llm-d-router PR 2521)',
      decode: 'refused',
    },
  },
} as const satisfies EndpointPickerRelease;

import type { EndpointPickerConfig } from '../endpoint-picker-release';

/**
 * The configuration of llm-d router 0.10 for pods that all do the same.
 *
 * Plugins and profile are those of llm-d's guide for them (llm-d `guides/optimized-baseline`, router values), which
 * names both producers because the picker does not start without what the filter and the scorer read. The handler and
 * the picker of the profile are written out; the loader would add them (`pkg/epp/config/loader`). `decode-filter` keeps
 * prefill pods out, which stay in the pool for a while where `prefill` is taken out of a spec.
 */
export const aggregated0100 = {
  apiVersion: 'llm-d.ai/v1alpha1',
  kind: 'EndpointPickerConfig',
  plugins: [
    { type: 'single-profile-handler' },
    { type: 'decode-filter' },
    { type: 'approx-prefix-cache-producer', parameters: { maxPrefixTokensToMatch: 131072 } },
    { type: 'inflight-load-producer' },
    { type: 'prefix-cache-affinity-filter' },
    { type: 'token-load-scorer' },
    { type: 'max-score-picker' },
  ],
  schedulingProfiles: [
    {
      name: 'default',
      plugins: [
        { pluginRef: 'decode-filter' },
        { pluginRef: 'prefix-cache-affinity-filter' },
        { pluginRef: 'token-load-scorer' },
        { pluginRef: 'max-score-picker' },
      ],
    },
  ],
} as const satisfies EndpointPickerConfig;

import type { EndpointPickerConfig } from '../endpoint-picker-release';

/**
 * The configuration of llm-d 0.3 for pods that all do the same.
 *
 * Handler, filter and name of the profile: llm-d-inference-scheduler v0.3.2 `deploy/config/epp-config.yaml`, "for
 * running without P/D". Scorers: the default of its library (gateway-api-inference-extension v1.0.0
 * `config/charts/inferencepool`), each with the weight 1 that a scorer without one has.
 */
export const aggregated032 = {
  apiVersion: 'inference.networking.x-k8s.io/v1alpha1',
  kind: 'EndpointPickerConfig',
  plugins: [
    { type: 'single-profile-handler' },
    { type: 'decode-filter' },
    { type: 'queue-scorer' },
    { type: 'kv-cache-utilization-scorer' },
    { type: 'prefix-cache-scorer' },
    { type: 'max-score-picker' },
  ],
  schedulingProfiles: [
    {
      name: 'default',
      plugins: [
        { pluginRef: 'decode-filter' },
        { pluginRef: 'queue-scorer', weight: 1 },
        { pluginRef: 'kv-cache-utilization-scorer', weight: 1 },
        { pluginRef: 'prefix-cache-scorer', weight: 1 },
        { pluginRef: 'max-score-picker' },
      ],
    },
  ],
} as const satisfies EndpointPickerConfig;

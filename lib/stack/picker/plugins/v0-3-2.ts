import type { PluginFacts } from './plugin-facts';

/**
 * Plugins of `llm-d-inference-scheduler:v0.3.2`: v0.3.2 `pkg/plugins/register.go` with the `json` names beside each
 * factory, and gateway-api-inference-extension v1.0.0 `pkg/epp/scheduling/framework/plugins`. Defaults and bounds were
 * not read.
 */
export const plugins032 = {
  'by-label': {
    kind: 'filter',
    parameters: { label: { type: 'text' }, validValues: { type: 'data' }, allowsNoLabel: { type: 'boolean' } },
  },
  'by-label-selector': { kind: 'filter', parameters: 'unread' },
  'decode-filter': { kind: 'role', parameters: {} },
  'prefill-filter': { kind: 'role', parameters: {} },
  'prefill-header-handler': { kind: 'producer', parameters: { prefillProfile: { type: 'text' } } },
  'pd-profile-handler': {
    kind: 'handler',
    parameters: {
      threshold: { type: 'integer' },
      decodeProfile: { type: 'text' },
      prefillProfile: { type: 'text' },
      prefixPluginName: { type: 'text' },
      hashBlockSize: { type: 'integer' },
    },
  },
  'precise-prefix-cache-scorer': {
    kind: 'scorer',
    parameters: { indexerConfig: { type: 'data' }, kvEventsConfig: { type: 'data' } },
  },
  'load-aware-scorer': { kind: 'scorer', parameters: { threshold: { type: 'integer' } } },
  'active-request-scorer': { kind: 'scorer', parameters: { requestTimeout: { type: 'duration' } } },
  'session-affinity-scorer': { kind: 'scorer', parameters: {} },
  'queue-scorer': { kind: 'scorer', parameters: {} },
  'kv-cache-utilization-scorer': { kind: 'scorer', parameters: {} },
  'prefix-cache-scorer': {
    kind: 'scorer',
    parameters: {
      hashBlockSize: { type: 'integer' },
      maxPrefixBlocksToMatch: { type: 'integer' },
      lruCapacityPerServer: { type: 'integer' },
    },
  },
  'lora-affinity-scorer': { kind: 'scorer', parameters: {} },
  'max-score-picker': { kind: 'picker', parameters: { maxNumOfEndpoints: { type: 'integer' } } },
  'random-picker': { kind: 'picker', parameters: { maxNumOfEndpoints: { type: 'integer' } } },
  'weighted-random-picker': { kind: 'picker', parameters: { maxNumOfEndpoints: { type: 'integer' } } },
  'single-profile-handler': { kind: 'handler', parameters: {} },
} as const satisfies Readonly<Record<string, PluginFacts>>;

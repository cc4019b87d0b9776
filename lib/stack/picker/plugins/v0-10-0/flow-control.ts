import type { PluginFacts } from '../plugin-facts';

/** Plugins of the queues, in llm-d-router v0.10.0 `pkg/epp/framework/plugins/flowcontrol`. */
export const flowControlPlugins = {
  'global-strict-fairness-policy': { kind: 'fairness policy', parameters: 'unread' },
  'round-robin-fairness-policy': { kind: 'fairness policy', parameters: 'unread' },
  'program-aware-fairness': {
    kind: 'fairness policy',
    parameters: {
      strategy: { type: 'text', words: ['las'] },
      evictionTtlSeconds: { type: 'number' },
      evictionSweepSeconds: { type: 'number' },
      lasWeightService: { type: 'number' },
      lasWeightHeadWait: { type: 'number' },
      lasDecayFactor: { type: 'number' },
      lasHalfLifeSeconds: { type: 'number' },
    },
  },
  'fcfs-ordering-policy': { kind: 'ordering policy', parameters: 'unread' },
  'edf-ordering-policy': { kind: 'ordering policy', parameters: 'unread' },
  'slo-deadline-ordering-policy': { kind: 'ordering policy', parameters: 'unread' },
  'static-usage-limit-policy': { kind: 'usage policy', parameters: { threshold: { type: 'number' } } },
  'priority-holdback-policy': {
    kind: 'usage policy',
    parameters: {
      shape: { type: 'text', default: 'linear' },
      domain: { type: 'text', default: 'rank' },
      minCeiling: { type: 'number' },
      maxCeiling: { type: 'number', default: 1 },
    },
    isExperimental: true,
  },
  'soft-reflective-ceiling-policy': { kind: 'usage policy', parameters: 'unread', isExperimental: true },
  'sheddable-eviction-filter': { kind: 'eviction policy', parameters: 'unread', isExperimental: true },
  'priority-then-time-eviction-order-policy': { kind: 'eviction policy', parameters: 'unread', isExperimental: true },
  'concurrency-detector': {
    kind: 'detector',
    parameters: {
      maxConcurrency: { type: 'integer', default: 100, above: 0 },
      headroom: { type: 'number', default: 0, least: 0 },
      concurrencyMode: { type: 'text', default: 'requests', words: ['requests', 'tokens', 'hybrid'] },
      maxTokenConcurrency: { type: 'integer', default: 1_000_000, above: 0 },
      inFlightLoadProducerName: { type: 'text' },
    },
    reads: ['inflight-load-producer'],
  },
  'utilization-detector': {
    kind: 'detector',
    parameters: {
      queueDepthThreshold: { type: 'integer', default: 5, above: 0 },
      kvCacheUtilThreshold: { type: 'number', default: 0.8, above: 0, most: 1 },
      metricsStalenessThreshold: { type: 'duration', default: '200ms' },
      headroom: { type: 'number', default: 0, least: 0 },
    },
  },
} as const satisfies Readonly<Record<string, PluginFacts>>;

import type { PluginFacts } from '../plugin-facts';

/** Plugins that read pods and their metrics, in llm-d-router v0.10.0 `pkg/epp/framework/plugins/datalayer`. */
export const dataLayerPlugins = {
  'metrics-data-source': {
    kind: 'source',
    parameters: {
      scheme: { type: 'text', words: ['http', 'https'] },
      path: { type: 'text' },
      port: { type: 'integer' },
      insecureSkipVerify: { type: 'boolean' },
      caCertPath: { type: 'text' },
      clientCertPath: { type: 'text' },
      clientKeyPath: { type: 'text' },
      interval: { type: 'duration' },
    },
  },
  'models-data-source': { kind: 'source', parameters: 'unread' },
  'dcgm-data-source': {
    kind: 'source',
    parameters: {
      scheme: { type: 'text', words: ['http', 'https'] },
      path: { type: 'text' },
      port: { type: 'integer' },
      insecureSkipVerify: { type: 'boolean' },
      useNodeAddress: { type: 'boolean' },
      interval: { type: 'duration' },
    },
    isExperimental: true,
  },
  'k8s-notification-source': {
    kind: 'source',
    parameters: { group: { type: 'text' }, version: { type: 'text' }, kind: { type: 'text' } },
  },
  'endpoint-notification-source': { kind: 'source', parameters: 'unread' },
  'multicluster-metrics-data-source': { kind: 'source', parameters: 'unread', isExperimental: true },
  'core-metrics-extractor': {
    kind: 'extractor',
    parameters: {
      engineLabelKey: { type: 'text' }, defaultEngine: { type: 'text' }, engineConfigs: { type: 'data' },
    },
  },
  'models-data-extractor': { kind: 'extractor', parameters: 'unread' },
  'topology-extractor': {
    kind: 'extractor',
    parameters: {
      hostname: { type: 'text' }, rack: { type: 'text' }, zone: { type: 'text' }, region: { type: 'text' },
    },
    isExperimental: true,
  },
  'dcgm-extractor': { kind: 'extractor', parameters: 'unread', isExperimental: true },
  'multicluster-metrics-extractor': {
    kind: 'extractor',
    parameters: { kvCacheUtilizationMetric: { type: 'text' }, queueSizeMetric: { type: 'text' } },
    isExperimental: true,
  },
  'file-discovery': { kind: 'discovery', parameters: 'unread' },
  'multicluster-file-discovery': { kind: 'discovery', parameters: 'unread', isExperimental: true },
} as const satisfies Readonly<Record<string, PluginFacts>>;

import type { PluginFacts } from '../plugin-facts';

/**
 * Plugins of profiles and the handlers that run those, in llm-d-router v0.10.0
 * `pkg/epp/framework/plugins/scheduling`: the `json` names, defaults and checks beside each factory. `reads` is
 * `Consumes` of the same files.
 */
export const schedulingPlugins = {
  'prefill-filter': { kind: 'role', parameters: {} },
  'decode-filter': { kind: 'role', parameters: {} },
  'encode-filter': { kind: 'role', parameters: {} },
  'label-selector-filter': { kind: 'filter', parameters: 'unread' },
  'by-label-selector': { kind: 'filter', parameters: 'unread' },
  'by-label': {
    kind: 'filter',
    parameters: { label: { type: 'text' }, validValues: { type: 'data' }, allowsNoLabel: { type: 'boolean' } },
  },
  'prefix-cache-affinity-filter': {
    kind: 'filter',
    parameters: {
      affinityThreshold: { type: 'number', default: 0.8, most: 1 },
      explorationProbability: { type: 'number', default: 0, least: 0, most: 1 },
      maxTTFTPenaltyMs: { type: 'number', default: 18_000, least: 0 },
      ttftSource: { type: 'text', default: 'prefillThroughput', words: ['prefillThroughput', 'latencyPredictor'] },
      peakPrefillThroughput: { type: 'number', default: 15_928, above: 0 },
      prefixMatchInfoProducerName: { type: 'text' },
      latencyPredictionInfoProducerName: { type: 'text' },
      inFlightLoadProducerName: { type: 'text' },
    },
    reads: ['approx-prefix-cache-producer', 'inflight-load-producer'],
  },
  'slo-headroom-tier-filter': {
    kind: 'filter',
    parameters: { epsilonExploreNeg: { type: 'number' }, latencyPredictionInfoProducerName: { type: 'text' } },
    reads: ['predicted-latency-producer'],
  },
  'session-affinity-filter': {
    kind: 'filter',
    parameters: {
      strategy: { type: 'text', words: ['encoded_endpoint_header', 'session_id'] },
      encodedEndpointHeaderConfig: { type: 'data' },
      sessionIdConfig: { type: 'data' },
      profileName: { type: 'text' },
    },
    isExperimental: true,
  },
  'endpoint-attribute-filter': {
    kind: 'filter',
    parameters: {
      attribute: { type: 'text' },
      onMissing: { type: 'text' },
      fallbackOnEmpty: { type: 'boolean' },
      algorithm: { type: 'data' },
    },
    isExperimental: true,
  },
  'topology-affinity-filter': {
    kind: 'filter',
    parameters: {
      minAffinity: { type: 'text', words: ['host', 'rack', 'zone', 'region'] },
      topologyProducerName: { type: 'text' },
    },
    isExperimental: true,
  },
  'utilization-filter': {
    kind: 'filter',
    parameters: {
      conditions: { type: 'data' }, fallbackOnEmpty: { type: 'boolean' }, inFlightLoadProducerName: { type: 'text' },
    },
    reads: ['inflight-load-producer'],
    isExperimental: true,
  },
  'multicluster-session-affinity-filter': { kind: 'filter', parameters: 'unread', isExperimental: true },
  'header-based-testing-filter': { kind: 'filter', parameters: 'unread' },
  'queue-scorer': { kind: 'scorer', parameters: {} },
  'kv-cache-utilization-scorer': { kind: 'scorer', parameters: {} },
  'running-requests-size-scorer': { kind: 'scorer', parameters: {} },
  'lora-affinity-scorer': { kind: 'scorer', parameters: {} },
  'load-aware-scorer': { kind: 'scorer', parameters: { threshold: { type: 'integer', default: 128, above: 0 } } },
  'token-load-scorer': {
    kind: 'scorer',
    parameters: {
      queueThresholdTokens: { type: 'integer', default: 4_194_304, above: 0 },
      inFlightLoadProducerName: { type: 'text' },
    },
    reads: ['inflight-load-producer'],
  },
  'active-request-scorer': {
    kind: 'scorer',
    parameters: {
      requestTimeout: { type: 'duration' },
      idleThreshold: { type: 'integer', default: 0, least: 0 },
      maxBusyScore: { type: 'number', default: 1, least: 0, most: 1 },
      inFlightLoadProducerName: { type: 'text' },
    },
    reads: ['inflight-load-producer'],
  },
  'prefix-cache-scorer': {
    kind: 'scorer',
    parameters: {
      prefixMatchInfoProducerName: { type: 'text' },
      matchLengthWeight: { type: 'number', default: 0, least: 0, most: 1 },
      matchLengthScaleTokens: { type: 'integer', default: 8192, above: 0 },
    },
    reads: ['approx-prefix-cache-producer'],
  },
  'no-hit-lru-scorer': {
    kind: 'scorer',
    parameters: {
      prefixPluginType: { type: 'text' },
      prefixPluginName: { type: 'text' },
      lruSize: { type: 'integer', default: 1024 },
      prefixMatchInfoProducerName: { type: 'text' },
    },
    reads: ['approx-prefix-cache-producer'],
  },
  'context-length-aware': {
    kind: 'scorer',
    parameters: {
      label: { type: 'text', default: 'llm-d.ai/context-length-range' }, enableFiltering: { type: 'boolean' },
    },
    reads: ['token-producer'],
  },
  'latency-scorer': {
    kind: 'scorer',
    parameters: {
      ttftWeight: { type: 'number', default: 0.8, least: 0 },
      tpotWeight: { type: 'number', default: 0.2, least: 0 },
      headroomSelectionStrategy: { type: 'text', default: 'least' },
      compositeKVWeight: { type: 'number', default: 1 },
      compositeQueueWeight: { type: 'number', default: 1 },
      compositePrefixWeight: { type: 'number', default: 1 },
      latencyPredictionInfoProducerName: { type: 'text' },
      prefixMatchInfoProducerName: { type: 'text' },
    },
    reads: ['predicted-latency-producer', 'approx-prefix-cache-producer'],
  },
  'mm-embeddings-cache-scorer': {
    kind: 'scorer', parameters: { producerName: { type: 'text' } }, reads: ['mm-embeddings-cache-producer'],
  },
  'precise-prefix-cache-scorer': {
    kind: 'scorer',
    parameters: {
      tokenProcessorConfig: { type: 'data' },
      indexerConfig: { type: 'data' },
      kvEventsConfig: { type: 'data' },
      speculativeIndexing: { type: 'boolean' },
      speculativeTTL: { type: 'duration' },
    },
    reads: ['token-producer'],
  },
  'session-affinity-scorer': {
    kind: 'scorer',
    parameters: {
      strategy: { type: 'text', words: ['encoded_endpoint_header', 'session_id'] },
      encodedEndpointHeaderConfig: { type: 'data' },
      sessionIdConfig: { type: 'data' },
      profileName: { type: 'text' },
    },
    isExperimental: true,
  },
  'header-label-affinity-scorer': {
    kind: 'scorer', parameters: { headerName: { type: 'text' }, labelKey: { type: 'text' } }, isExperimental: true,
  },
  'endpoint-attribute-scorer': {
    kind: 'scorer',
    parameters: { attributeKey: { type: 'text' }, algorithm: { type: 'data' } },
    isExperimental: true,
  },
  'topology-affinity-scorer': {
    kind: 'scorer', parameters: { topologyProducerName: { type: 'text' } }, isExperimental: true,
  },
  'multicluster-queue-scorer': { kind: 'scorer', parameters: 'unread', isExperimental: true },
  'multicluster-kv-cache-utilization-scorer': { kind: 'scorer', parameters: 'unread', isExperimental: true },
  'multicluster-prefix-cache-scorer': { kind: 'scorer', parameters: 'unread', isExperimental: true },
  'max-score-picker': { kind: 'picker', parameters: { maxNumOfEndpoints: { type: 'integer', default: 1, above: 0 } } },
  'random-picker': { kind: 'picker', parameters: { maxNumOfEndpoints: { type: 'integer', default: 1, above: 0 } } },
  'weighted-random-picker': {
    kind: 'picker', parameters: { maxNumOfEndpoints: { type: 'integer', default: 1, above: 0 } },
  },
  'single-profile-handler': { kind: 'handler', parameters: {} },
  'disagg-profile-handler': {
    kind: 'handler',
    parameters: {
      stageOrder: { type: 'text', words: ['decode-first', 'prefill-first'] },
      profiles: { type: 'data' },
      deciders: { type: 'data' },
      decodeProfile: { type: 'text' },
      prefillProfile: { type: 'text' },
      encodeProfile: { type: 'text' },
      prefillDeciderPluginName: { type: 'text' },
      encodeDeciderPluginName: { type: 'text' },
      deciderPluginName: { type: 'text' },
    },
  },
  'pd-profile-handler': {
    kind: 'handler',
    parameters: {
      decodeProfile: { type: 'text' },
      prefillProfile: { type: 'text' },
      prefixPluginType: { type: 'text' },
      prefixPluginName: { type: 'text' },
      primaryPort: { type: 'integer' },
      deciderPluginName: { type: 'text' },
      prefixMatchInfoProducerName: { type: 'text' },
    },
  },
  'data-parallel-profile-handler': { kind: 'handler', parameters: { primaryPort: { type: 'integer' } } },
  'header-profile-handler': {
    kind: 'handler',
    parameters: { headerName: { type: 'text' }, defaultProfile: { type: 'text' } },
    isExperimental: true,
  },
  'always-disagg-pd-decider': { kind: 'decider', parameters: {} },
  'always-disagg-multimodal-decider': { kind: 'decider', parameters: {} },
  'prefix-based-pd-decider': {
    kind: 'decider',
    parameters: {
      nonCachedTokens: { type: 'integer', default: 0, least: 0 },
      promptTokens: { type: 'integer', default: 0, least: 0 },
    },
    reads: ['approx-prefix-cache-producer'],
  },
} as const satisfies Readonly<Record<string, PluginFacts>>;

import type { PluginFacts } from '../plugin-facts';

/**
 * Plugins that see a request before and after the profiles, in llm-d-router v0.10.0
 * `pkg/epp/framework/plugins/requestcontrol` and `requesthandling`.
 */
export const requestPlugins = {
  'approx-prefix-cache-producer': {
    kind: 'producer',
    parameters: {
      autoTune: { type: 'boolean', default: true },
      blockSizeTokens: { type: 'integer', default: 16, above: 0 },
      blockSize: { type: 'integer', default: 0 },
      maxPrefixBlocksToMatch: { type: 'integer', default: 2048, least: 0 },
      maxPrefixTokensToMatch: { type: 'integer', default: 131_072, least: 0 },
      lruCapacityPerServer: { type: 'integer', default: 31_250, above: 0 },
    },
    reads: ['token-producer'],
  },
  'inflight-load-producer': {
    kind: 'producer',
    parameters: {
      addEstimatedOutputTokens: { type: 'boolean', default: false },
      outputRatio: { type: 'number', least: 0 },
      maxEstimatedOutputTokens: { type: 'integer', least: 0 },
      prefixMatchInfoProducerName: { type: 'text' },
      syncCrossReplicaState: { type: 'boolean', default: true },
    },
    reads: ['approx-prefix-cache-producer', 'token-producer'],
  },
  'precise-prefix-cache-producer': {
    kind: 'producer',
    parameters: {
      tokenProcessorConfig: { type: 'data' },
      indexerConfig: { type: 'data' },
      kvEventsConfig: { type: 'data' },
      speculativeIndexing: { type: 'boolean', default: false },
      speculativeTTL: { type: 'duration' },
    },
    reads: ['token-producer'],
  },
  'predicted-latency-producer': {
    kind: 'producer',
    parameters: {
      samplingMean: { type: 'number', default: 1000 },
      maxDecodeTokenSamplesForPrediction: { type: 'integer', default: 0 },
      sloBufferFactor: { type: 'number', default: 1, above: 0 },
      contextTTL: { type: 'integer' },
      streamingMode: { type: 'boolean', default: false },
      endpointRoleLabel: { type: 'text' },
      predictInProduce: { type: 'boolean', default: true },
      prefixMatchInfoProducerName: { type: 'text' },
      inFlightLoadProducerName: { type: 'text' },
      useEncoderCacheFeatures: { type: 'boolean', default: false },
      encoderCacheMatchInfoProducerName: { type: 'text' },
    },
    reads: ['approx-prefix-cache-producer', 'inflight-load-producer'],
  },
  'token-producer': {
    kind: 'producer',
    parameters: {
      udsTokenizerConfig: { type: 'data' },
      vllm: { type: 'data' },
      estimate: { type: 'data' },
      modelName: { type: 'text' },
    },
  },
  'tokenizer': { kind: 'producer', parameters: 'unread' },
  'session-id-producer': {
    kind: 'producer', parameters: { headerName: { type: 'text' }, cookieName: { type: 'text' } },
  },
  'mm-embeddings-cache-producer': {
    kind: 'producer', parameters: { cacheSizeInMBPerServer: { type: 'integer' } },
  },
  'burst-prefix-cache-producer': {
    kind: 'producer',
    parameters: {
      windowDurationMs: { type: 'integer', default: 100 },
      maxPerReplica: { type: 'integer' },
      blockSizeTokens: { type: 'integer', default: 64 },
      maxPrefixTokensToMatch: { type: 'integer' },
      minColocateBlocks: { type: 'integer', default: 0 },
      maxBatchSize: { type: 'integer', default: 1000 },
      balanceBy: { type: 'text', words: ['requests', 'tokens'] },
    },
    isExperimental: true,
  },
  'p2p-source-producer': {
    kind: 'producer',
    parameters: {
      prefixMatchInfoProducerName: { type: 'text' },
      minCachedTokenDelta: { type: 'integer', default: 1, least: 1 },
      prefillProfileName: { type: 'text', default: 'prefill' },
    },
    isExperimental: true,
  },
  'multicluster-approx-prefix-cache-producer': { kind: 'producer', parameters: 'unread', isExperimental: true },
  'disagg-headers-handler': {
    kind: 'producer', parameters: { prefillProfile: { type: 'text' }, encodeProfile: { type: 'text' } },
  },
  'prefill-header-handler': {
    kind: 'producer', parameters: { prefillProfile: { type: 'text' }, encodeProfile: { type: 'text' } },
  },
  'latency-slo-admitter': {
    kind: 'admitter',
    parameters: { latencyPredictionInfoProducerName: { type: 'text' } },
    reads: ['predicted-latency-producer'],
  },
  'probabilistic-admitter': {
    kind: 'admitter',
    parameters: {
      queueDepthThreshold: { type: 'integer', above: 0 },
      kvCacheUtilThreshold: { type: 'number', default: 0.8, above: 0 },
      power: { type: 'number', default: 5, above: 0 },
      k: { type: 'number', default: 300, above: 0 },
    },
  },
  'disaggregatedset-rollout-screener': {
    kind: 'screener',
    parameters: { scope: { type: 'data' }, headerSelectors: { type: 'data' }, revisionGating: { type: 'data' } },
    isExperimental: true,
  },
  'request-attribute-reporter': { kind: 'reporter', parameters: { attributes: { type: 'data' } } },
  'agent-identity': { kind: 'reporter', parameters: 'unread', isExperimental: true },
  'destination-endpoint-served-verifier': { kind: 'reporter', parameters: 'unread' },
  'openai-parser': { kind: 'parser', parameters: 'unread' },
  'anthropic-parser': { kind: 'parser', parameters: 'unread' },
  'vllmhttp-parser': { kind: 'parser', parameters: 'unread' },
  'vllmgrpc-parser': { kind: 'parser', parameters: 'unread' },
  'vertexai-parser': { kind: 'parser', parameters: 'unread' },
  'passthrough-parser': { kind: 'parser', parameters: 'unread' },
} as const satisfies Readonly<Record<string, PluginFacts>>;

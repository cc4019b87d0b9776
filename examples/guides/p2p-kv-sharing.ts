import { InferenceSpec, istio, Release } from '../../lib';

const from = { prefixMatchInfoProducerName: 'precise-prefix-cache-producer' };
const source = { prefillProfileName: 'default', minCachedTokenDelta: 2048 };

/** What a prefix is worth in the memory of a GPU and in that of a host, and of how many pods a block is remembered. */
const kvCacheBackendConfigs = [{ name: 'gpu', weight: 1 }, { name: 'cpu', weight: 0.4 }];
const indexerConfig = { kvBlockIndexConfig: { inMemoryConfig: { podCacheSize: 32 } }, kvCacheBackendConfigs };

/** gpt-oss-120b without prefill pods: a pod fetches the prefixes that it lacks from the memory of another. */
export default {
  namespace: 'p2p-kv-sharing',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://openai/gpt-oss-120b', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  engine: { blockSize: 64, maxModelLen: 65_536 },
  startupSeconds: 1815,
  decode: {
    replicas: 16, cpu: '8', memory: '160Gi', sharedMemory: '96Gi', engine: { gpuMemoryUtilization: 0.85 },
    offloading: { type: 'native', memory: '88Gi', promptOnly: false, peers: {} },
  },
  endpointPicker: {
    precisePrefix: {}, replicas: 2,
    plugins: [
      { type: 'p2p-source-producer', parameters: { ...from, ...source } },
      { type: 'precise-prefix-cache-producer', parameters: { indexerConfig } },
    ],
    profiles: { decode: { filters: [], scorers: [
      { type: 'prefix-cache-scorer', weight: 3, parameters: from }, { type: 'queue-scorer', weight: 2 },
      { type: 'kv-cache-utilization-scorer', weight: 2 }, { type: 'no-hit-lru-scorer', weight: 2, parameters: from },
    ] } },
  },
  waive: { PD436: 'two pickers that do not know of each other spread what nobody has less evenly, and no more' },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
} satisfies InferenceSpec;

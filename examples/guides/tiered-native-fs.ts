import { InferenceSpec, istio, Release } from '../../lib';

const type = 'approx-prefix-cache-producer';
const ofHost = { autoTune: false, lruCapacityPerServer: 82_000 };

/** Qwen3-32B whose KV cache stays in the memory of the host and in files on a claim that both pods share. */
export default {
  namespace: 'tiered-native-fs',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://Qwen/Qwen3-32B', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  engine: { blockSize: 16, hashSeed: 42 },
  startupSeconds: 3615,
  decode: {
    replicas: 2, cpu: '4', memory: '300Gi', sharedMemory: '250Gi', parallelism: { tensor: 2 },
    offloading: {
      type: 'native', memory: '100Gi', chunkTokens: 256,
      files: {
        path: '/mnt/files-storage', storage: { type: 'persistentVolumeClaim', size: '9000Gi' },
        readThreads: 16, writeThreads: 16,
      },
    },
  },
  endpointPicker: {
    plugins: [{ type, name: 'gpu' }, { type, name: 'host', parameters: ofHost }],
    profiles: { decode: { filters: [], scorers: [
      { type: 'queue-scorer' }, { type: 'kv-cache-utilization-scorer' }, { type: 'no-hit-lru-scorer' },
      { type: 'prefix-cache-scorer', name: 'by-gpu', parameters: { prefixMatchInfoProducerName: 'gpu' } },
      { type: 'prefix-cache-scorer', name: 'by-host', parameters: { prefixMatchInfoProducerName: 'host' } },
    ] } },
  },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
} satisfies InferenceSpec;

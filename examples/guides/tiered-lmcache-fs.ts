import { InferenceSpec, istio, Release } from '../../lib';

const type = 'approx-prefix-cache-producer';
const ofHost = { autoTune: false, lruCapacityPerServer: 82_000 };

/** Qwen3-32B whose KV cache LMCache keeps in files on a claim that all pods share. */
export default {
  namespace: 'tiered-lmcache-fs',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://Qwen/Qwen3-32B', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  engine: { blockSize: 16 },
  startupSeconds: 3615,
  decode: {
    replicas: 4, cpu: '8', memory: '500Gi', parallelism: { tensor: 2 }, engine: { maxNumSeqs: 1024 },
    offloading: {
      type: 'lmcache',
      files: {
        path: '/mnt/files-storage/kv-cache', storage: { type: 'persistentVolumeClaim', size: '9000Gi' },
        limit: '1120Gi', direct: true,
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

import { InferenceSpec, istio, Release } from '../../lib';

/** Qwen2.5-7B on two pods of one GPU: the prefix that a pod has counts three times, its load twice. */
export default {
  namespace: 'kserve-precise-prefix',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://Qwen/Qwen2.5-7B-Instruct' },
  modelCache: { type: 'emptyDir', size: '50Gi' },
  engine: { blockSize: 64 },
  decode: {
    replicas: 2, cpu: '2', memory: '16Gi', sharedMemory: '4Gi',
    extraArgs: ['--prefix-caching-hash-algo=sha256_cbor'], extraEnv: { PYTHONHASHSEED: '42' },
  },
  endpointPicker: {
    precisePrefix: { port: 5557, replayPort: false },
    profiles: {
      decode: {
        scorers: [
          { type: 'prefix-cache-scorer', weight: 3 },
          { type: 'kv-cache-utilization-scorer', weight: 2 },
          { type: 'queue-scorer', weight: 2 },
          {
            type: 'active-request-scorer', weight: 3,
            parameters: { requestTimeout: '2m', idleThreshold: 0, maxBusyScore: 0 },
          },
        ],
      },
    },
  },
} satisfies InferenceSpec;

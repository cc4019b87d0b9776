import { InferenceSpec, istio, Release } from '../lib';

/** Qwen3-32B without prefill pods, whose KV cache LMCache keeps in the memory of the host. */
export default {
  namespace: 'lmcache',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://Qwen/Qwen3-32B' },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  decode: {
    replicas: 4, cpu: '8', memory: '200Gi', parallelism: { tensor: 2 },
    offloading: { type: 'lmcache', memory: '100Gi' },
  },
} satisfies InferenceSpec;

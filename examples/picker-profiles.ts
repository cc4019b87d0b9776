import { InferenceSpec, istio, Release } from '../lib';

/** Prompts that the decode pod has in its cache but for 512 tokens stay there; its cache counts more than its load. */
export default {
  namespace: 'picker-profiles',
  release: Release.ROUTER_0_10,
  gateway: istio('1.30'),
  model: { uri: 'hf://openai/gpt-oss-120b' },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  prefill: { replicas: 4, cpu: '8', memory: '64Gi' },
  decode: { replicas: 2, cpu: '16', memory: '64Gi', parallelism: { tensor: 4 } },
  endpointPicker: {
    decider: { nonCachedTokens: 512 },
    profiles: {
      prefill: { filters: [{ type: 'prefix-cache-affinity-filter', parameters: { affinityThreshold: 0.7 } }] },
      decode: {
        scorers: [
          { type: 'prefix-cache-scorer', weight: 3 },
          { type: 'active-request-scorer', weight: 2, parameters: { idleThreshold: 2 } },
        ],
      },
    },
  },
} satisfies InferenceSpec;

import { InferenceSpec, istio, Release } from '../lib';

/** Requests wait in the picker while the pods are saturated: those of priority 100 go first, tenants in turn. */
export default {
  namespace: 'flow-control',
  release: Release.ROUTER_0_10,
  gateway: istio('1.30'),
  model: { uri: 'hf://openai/gpt-oss-120b' },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  prefill: { replicas: 4, cpu: '8', memory: '64Gi' },
  decode: { replicas: 2, cpu: '16', memory: '64Gi', parallelism: { tensor: 4 } },
  endpointPicker: {
    flowControl: {
      requestTtlSeconds: 90,
      maxBytes: '4Gi',
      detector: { type: 'concurrency-detector', parameters: { maxConcurrency: 132 } },
      bands: [
        { priority: 100, maxRequests: 500, fairness: 'round-robin-fairness-policy' },
        { priority: -10, maxRequests: 1000, ordering: 'fcfs-ordering-policy' },
      ],
    },
  },
} satisfies InferenceSpec;

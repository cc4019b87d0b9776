import { InferenceSpec, istio, Release } from '../../lib';

/** Qwen2.5-7B without prefill pods: three pods of one GPU. */
export default {
  namespace: 'kserve-single',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://Qwen/Qwen2.5-7B-Instruct' },
  modelCache: { type: 'emptyDir', size: '30Gi' },
  decode: { replicas: 3, cpu: '2', memory: '16Gi', sharedMemory: '4Gi' },
} satisfies InferenceSpec;

import { InferenceSpec, Release, standalone } from '../lib';

/** A small model on the processors of a laptop, in kind or minikube: no device plugin, and no privileges. */
export default {
  namespace: 'laptop',
  release: Release.ROUTER_0_11,
  gateway: standalone({ inferencePool: true }),
  model: { uri: 'hf://Qwen/Qwen3-0.6B' },
  modelCache: { type: 'emptyDir', size: '10Gi' },
  device: 'cpu',
  engine: { maxModelLen: 4096, dtype: 'bfloat16' },
  decode: { replicas: 1, cpu: '4', memory: '12Gi', sharedMemory: '1Gi', engine: { kvCacheMemory: '4Gi' } },
  waive: { PD640: 'an example: the image was not run' },
} satisfies InferenceSpec;

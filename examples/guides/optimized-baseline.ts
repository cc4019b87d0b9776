import { InferenceSpec, istio, Release } from '../../lib';

/** Qwen3-32B without prefill pods: eight pods of two GPUs. */
export default {
  namespace: 'optimized-baseline',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://Qwen/Qwen3-32B', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  startupSeconds: 3615,
  decode: { replicas: 8, cpu: '8', memory: '96Gi', sharedMemory: '20Gi', parallelism: { tensor: 2 } },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
} satisfies InferenceSpec;

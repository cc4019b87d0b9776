import { InferenceSpec, istio, Release } from '../../lib';

/** Qwen3-32B without prefill pods: a request goes where the engines say that its prefix is. */
export default {
  namespace: 'precise-prefix-cache',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://Qwen/Qwen3-32B', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  engine: { blockSize: 64 },
  startupSeconds: 3615,
  decode: { replicas: 8, cpu: '8', memory: '96Gi', sharedMemory: '20Gi', parallelism: { tensor: 2 } },
  endpointPicker: { precisePrefix: {}, prefillThroughput: 15_926 },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
} satisfies InferenceSpec;

import { InferenceSpec, istio, Release } from '../../lib';

/** Llama 3.2 3B on the processors of two nodes. */
export default {
  namespace: 'optimized-baseline-cpu',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: {
    uri: 'hf://meta-llama/Llama-3.2-3B-Instruct', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' },
  },
  modelCache: { type: 'emptyDir', size: '50Gi' },
  device: 'cpu',
  engine: { maxModelLen: 8192 },
  security: { capabilities: ['SYS_NICE'] },
  startupSeconds: 3615,
  decode: { replicas: 2, cpu: '64', memory: '64Gi', sharedMemory: '4Gi', engine: { kvCacheMemory: '32Gi' } },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
} satisfies InferenceSpec;

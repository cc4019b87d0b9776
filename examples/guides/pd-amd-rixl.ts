import { InferenceSpec, istio, Release } from '../../lib';

/** Llama 3.3 70B in FP8 on AMD's GPUs: four prefill pods of one, a decode pod of four. */
export default {
  namespace: 'pd-amd-rixl',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: {
    uri: 'hf://amd/Llama-3.3-70B-Instruct-FP8-KV', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' },
  },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  device: 'amd',
  engine: { attentionBackend: 'ROCM_ATTN', blockSize: 128, maxModelLen: 32_000 },
  startupSeconds: 1815,
  prefill: { replicas: 4, cpu: '8', memory: '256Gi' },
  decode: { replicas: 1, cpu: '16', memory: '256Gi', parallelism: { tensor: 4 } },
  endpointPicker: { prefillThroughput: 33_821 },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
} satisfies InferenceSpec;

import { InferenceSpec, istio, Release } from '../lib';

/** Llama 3.1 8B on four L4, each of which computes prompts and generates tokens: too small a model for prefill pods. */
export default {
  namespace: 'aggregated-llama-8b-l4',
  release: Release.ROUTER_0_10,
  gateway: istio('1.30'),
  model: {
    uri: 'hf://meta-llama/Llama-3.1-8B-Instruct', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' },
  },
  modelCache: { type: 'persistentVolumeClaim', size: '40Gi' },
  accelerator: 'NVIDIA-L4',
  engine: { maxModelLen: 16_384, kvCacheDtype: 'fp8' },
  decode: {
    replicas: 4, cpu: '4', memory: '24Gi', sharedMemory: '4Gi',
    engine: { maxNumSeqs: 64, maxNumBatchedTokens: 2048 },
    autoscaling: { maxReplicas: 8 },
  },
  operations: { monitoring: { namespace: 'monitoring' }, verification: { benchmark: {} } },
} satisfies InferenceSpec;

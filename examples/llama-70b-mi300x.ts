import { InferenceSpec, istio, Release } from '../lib';

/** Llama 3.3 70B in FP8 on MI300X, eight GPUs a node, with RoCE between the nodes. */
export default {
  namespace: 'llama-70b-mi300x',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://amd/Llama-3.3-70B-Instruct-FP8-KV', like: 'meta-llama/Llama-3.1-70B-Instruct' },
  modelCache: { type: 'persistentVolumeClaim', size: '200Gi' },
  accelerator: 'AMD_Instinct_MI300X_OAM',
  engine: { attentionBackend: 'ROCM_ATTN', maxModelLen: 32_000 },
  fabric: { type: 'rdma-ipc-lock', network: 'roce' },
  prefill: { replicas: 4, cpu: '16', memory: '256Gi' },
  decode: { replicas: 1, cpu: '32', memory: '256Gi', parallelism: { tensor: 4 } },
  waive: { PD640: 'an example: nothing of it ran on a GPU of AMD' },
} satisfies InferenceSpec;

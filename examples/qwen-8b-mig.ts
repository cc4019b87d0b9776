import { InferenceSpec, istio, Release } from '../lib';

/** A small model on MIG slices: half of an H100 for each engine. The nodes have `MIG_STRATEGY=single`. */
export default {
  namespace: 'qwen-8b-mig',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'pvc://models/Qwen/Qwen3-8B' },
  accelerator: 'NVIDIA-H100-80GB-HBM3-MIG-3g.40gb',
  engine: { maxModelLen: 16_384 },
  fabric: { type: 'rdma-node-memlock', network: 'infiniband' },
  prefill: { replicas: 2, cpu: '8', memory: '32Gi' },
  decode: { replicas: 2, cpu: '8', memory: '32Gi' },
  waive: {
    PD506: 'two teams share one deployment; disaggregation keeps the time between tokens steady',
    PD634: 'an example: it was not run on a GPU',
  },
} satisfies InferenceSpec;

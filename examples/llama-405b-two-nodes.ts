import { InferenceSpec, istio, Release } from '../lib';

/** Llama 3.1 405B in 16 bits: 16 GPUs of two nodes, without prefill pods. The layers are split over the nodes. */
export default {
  namespace: 'llama-405b',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: {
    uri: 'hf://meta-llama/Llama-3.1-405B-Instruct', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' },
  },
  modelCache: { type: 'persistentVolumeClaim', size: '1Ti' },
  accelerator: 'NVIDIA-H200',
  engine: { maxModelLen: 32_768 },
  startupSeconds: 5400,
  fabric: { type: 'rdma-node-memlock', network: 'infiniband' },
  decode: {
    replicas: 1, cpu: '64', memory: '1Ti', sharedMemory: '32Gi', parallelism: { tensor: 8, pipeline: 2, nodes: 2 },
  },
} satisfies InferenceSpec;

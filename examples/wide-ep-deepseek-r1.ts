import { InferenceSpec, istio, Release } from '../lib';

const role = { replicas: 1, cpu: '64', memory: '512Gi', parallelism: { data: 16 } } as const;

/** DeepSeek-R1 on four nodes of eight H200: for each role sixteen ranks that share the experts. */
export default {
  namespace: 'deepseek-r1',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://deepseek-ai/DeepSeek-R1' },
  modelCache: { type: 'persistentVolumeClaim', size: '1Ti' },
  accelerator: 'NVIDIA-H200',
  engine: { maxModelLen: 32_768 },
  startupSeconds: 3600,
  fabric: { type: 'rdma-ipc-lock', network: 'infiniband' },
  prefill: { ...role, engine: { experts: { allToAll: 'deepep_high_throughput' } } },
  decode: { ...role, engine: { experts: { allToAll: 'deepep_low_latency', overlap: {} } } },
} satisfies InferenceSpec;

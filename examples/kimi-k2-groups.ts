import { InferenceSpec, istio, Release } from '../lib';

const role = { replicas: 1, cpu: '64', memory: '1Ti', parallelism: { data: 16 } } as const;
const experts = { backend: 'deep_gemm' } as const;

/** Kimi-K2: an engine of sixteen ranks for each role, in a group of two pods on nodes with eight H200. */
export default {
  namespace: 'kimi-k2',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://moonshotai/Kimi-K2-Instruct' },
  modelCache: { type: 'hostPath', path: '/mnt/models' },
  accelerator: 'NVIDIA-H200',
  startupSeconds: 3600,
  fabric: { type: 'rdma-ipc-lock', network: 'infiniband' },
  prefill: { ...role, engine: { experts: { ...experts, allToAll: 'deepep_high_throughput' } } },
  decode: { ...role, engine: { experts: { ...experts, allToAll: 'deepep_low_latency' } } },
} satisfies InferenceSpec;

import { InferenceSpec, istio, Release } from '../lib';

/** GLM-5.2 in FP8 on H200: two prefill engines of one node, a decode engine of two. */
export default {
  namespace: 'glm-5-2',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://zai-org/GLM-5.2-FP8' },
  modelCache: { type: 'persistentVolumeClaim', size: '2Ti' },
  accelerator: 'NVIDIA-H200',
  engine: { blockSize: 64, kvCacheDtype: 'fp8', maxModelLen: 65_536 },
  startupSeconds: 3600,
  fabric: { type: 'rdma-ipc-lock', network: 'infiniband' },
  prefill: {
    replicas: 2, cpu: '64', memory: '1Ti', parallelism: { data: 8 },
    engine: { experts: { allToAll: 'deepep_high_throughput' } },
  },
  decode: {
    replicas: 1, cpu: '64', memory: '512Gi', parallelism: { data: 16 },
    engine: { experts: { allToAll: 'deepep_low_latency' } },
  },
} satisfies InferenceSpec;

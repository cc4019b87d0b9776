import { InferenceSpec, istio, Release } from '../lib';

const role = { cpu: '64', memory: '768Gi' } as const;
const parallelism = { data: 8, balancing: 'hybrid', exclusiveTopology: 'nvidia.com/gpu.clique' } as const;

/** DeepSeek-V4 on GB200: engines of eight ranks over two nodes of an NVLink domain, whose vLLM chooses a rank. */
export default {
  namespace: 'deepseek-v4',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://deepseek-ai/DeepSeek-V4-Flash' },
  modelCache: { type: 'hostPath', path: '/mnt/models' },
  accelerator: 'NVIDIA-GB200',
  engine: { blockSize: 256, kvCacheDtype: 'fp8' },
  startupSeconds: 3600,
  prefill: { ...role, replicas: 2, parallelism },
  decode: { ...role, replicas: 1, parallelism },
} satisfies InferenceSpec;

import { InferenceSpec, istio, Release } from '../../lib';

const role = { replicas: 1, cpu: '32', memory: '512Gi', sharedMemory: '2Gi', parallelism: { data: 16 } } as const;
const env = {
  NCCL_IB_HCA: 'ibp', NVSHMEM_HCA_PREFIX: 'ibp',
  TRITON_LIBCUDA_PATH: '/usr/lib64', VLLM_MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS: '1',
};

/** DeepSeek-R1 over InfiniBand: an engine of sixteen ranks for each role, in a group of two pods. */
export default {
  namespace: 'wide-ep-r1-coreweave',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://deepseek-ai/DeepSeek-R1-0528', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'hostPath', path: '/mnt/local/hf-cache' },
  startupSeconds: 2700,
  fabric: { type: 'rdma-ipc-lock', network: 'infiniband' },
  prefill: {
    ...role,
    engine: { gpuMemoryUtilization: 0.8, experts: { allToAll: 'deepep_high_throughput', backend: 'deep_gemm' } },
    extraEnv: env,
  },
  decode: {
    ...role,
    engine: {
      maxNumSeqs: 256, maxNumBatchedTokens: 256,
      experts: { allToAll: 'deepep_low_latency', backend: 'deep_gemm', overlap: { decodeTokens: 32 } },
    },
    extraEnv: { ...env, NVSHMEM_SYMMETRIC_SIZE: '16G', VLLM_USE_DEEP_GEMM: '1' },
  },
  endpointPicker: {
    profiles: {
      prefill: {
        filters: [],
        scorers: [
          { type: 'prefix-cache-scorer', weight: 3 }, { type: 'queue-scorer', weight: 2 },
          { type: 'active-request-scorer', weight: 2 },
        ],
      },
    },
  },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
} satisfies InferenceSpec;

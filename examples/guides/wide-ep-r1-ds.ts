import { InferenceSpec, istio, Release } from '../../lib';

const role = { replicas: 1, cpu: '32', memory: '512Gi', sharedMemory: '2Gi', parallelism: { data: 16 } } as const;
const experts = { allToAll: 'deepep_v2', backend: 'deep_gemm' };
const env = {
  NCCL_IB_HCA: 'ibp', NVSHMEM_HCA_PREFIX: 'ibp',
  TRITON_LIBCUDA_PATH: '/usr/lib64', VLLM_MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS: '1',
};

/** DeepSeek-R1 as one set: an engine of sixteen ranks for each role, in a group of two pods. */
export default {
  namespace: 'wide-ep-r1-ds',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://deepseek-ai/DeepSeek-R1-0528', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'hostPath', path: '/mnt/local/hf-cache' },
  startupSeconds: 2700,
  disaggregatedSet: {},
  fabric: { type: 'rdma-ipc-lock', network: 'infiniband' },
  prefill: {
    ...role,
    engine: { gpuMemoryUtilization: 0.8, enforceEager: true, maxNumBatchedTokens: 2048, experts },
    extraEnv: env,
  },
  decode: {
    ...role,
    engine: { maxNumSeqs: 256, maxNumBatchedTokens: 256, experts },
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
  waive: { PD356: 'the guide has no screener of revisions' },
} satisfies InferenceSpec;

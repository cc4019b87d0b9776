import { InferenceSpec, istio, Release } from '../../lib';

/** DeepSeek-R1 without prefill pods: an engine of sixteen ranks in a group of two pods, each rank with its port. */
export default {
  namespace: 'wide-ep-r1-aggregated',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://deepseek-ai/DeepSeek-R1-0528', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'hostPath', path: '/mnt/local/hf-cache' },
  startupSeconds: 2700,
  fabric: { type: 'rdma-ipc-lock', network: 'infiniband' },
  decode: {
    replicas: 1, cpu: '32', memory: '512Gi', sharedMemory: '2Gi', parallelism: { data: 16 },
    engine: {
      gpuMemoryUtilization: 0.85, maxNumSeqs: 256, maxNumBatchedTokens: 256,
      experts: { allToAll: 'deepep_low_latency', backend: 'deep_gemm', overlap: { decodeTokens: 32 } },
    },
    extraEnv: {
      NVSHMEM_SYMMETRIC_SIZE: '16G', TRITON_LIBCUDA_PATH: '/usr/lib64', VLLM_MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS: '1',
      VLLM_USE_DEEP_GEMM: '1',
    },
  },
  endpointPicker: {
    profiles: {
      decode: {
        scorers: [
          { type: 'prefix-cache-scorer', weight: 3 }, { type: 'queue-scorer', weight: 2 },
          { type: 'active-request-scorer', weight: 2 },
        ],
        picker: { type: 'max-score-picker' },
      },
    },
  },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
} satisfies InferenceSpec;

import { InferenceSpec, istio, Release } from '../../lib';

const namespace = 'wide-ep-glm-precise';
const [extraEnv, extraArgs] = [{
  NCCL_IB_HCA: 'ibp', NVSHMEM_HCA_PREFIX: 'ibp', PYTHONHASHSEED: '0',
  TRITON_LIBCUDA_PATH: '/usr/lib64', VLLM_MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS: '1', VLLM_USE_DEEP_GEMM: '1',
}, ['--trust-remote-code', '--enable-auto-tool-choice', '--reasoning-parser=glm45', '--tool-call-parser=glm47']];
const near = { labelSelector: { matchLabels: { 'llm-d.ai/model': namespace } } };
const preferredDuringSchedulingIgnoredDuringExecution = [
  { weight: 100, podAffinityTerm: { ...near, topologyKey: 'backend.coreweave.cloud/leafgroup-name' } },
];
const pod = { affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution } } };
const indexerConfig = {
  kvBlockIndexConfig: { inMemoryConfig: { podCacheSize: 128 } },
  kvCacheBackendConfigs: [{ name: 'gpu', weight: 1 }, { name: 'cpu', weight: 0.4 }],
};

/** GLM-5.2 over InfiniBand: two prefill pods and a decode pod of eight ranks each, whose caches the picker knows. */
export default {
  namespace,
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://zai-org/GLM-5.2-FP8', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'hostPath', path: '/mnt/local/hf-cache' },
  engine: { blockSize: 64, kvCacheDtype: 'fp8', maxModelLen: 'auto', speculation: { method: 'mtp', tokens: 3 } },
  startupSeconds: 2700,
  fabric: { type: 'rdma-ipc-lock', network: 'infiniband', devices: 8 },
  prefill: {
    replicas: 2, cpu: '64', memory: '1500Gi', sharedMemory: '1500Gi', parallelism: { data: 8 }, pod, extraArgs,
    extraEnv, engine: {
      gpuMemoryUtilization: 0.935, maxNumBatchedTokens: 2048,
      experts: { allToAll: 'deepep_high_throughput', backend: 'deep_gemm' },
    },
  },
  decode: {
    replicas: 1, cpu: '32', memory: '512Gi', sharedMemory: '256Gi', parallelism: { data: 8 }, pod, extraArgs, extraEnv,
    engine: {
      gpuMemoryUtilization: 0.95, maxNumSeqs: 32, maxNumBatchedTokens: 32,
      experts: { allToAll: 'deepep_low_latency', backend: 'deep_gemm' },
    },
  },
  endpointPicker: {
    prefillThroughput: 3585, precisePrefix: { port: 5557 }, plugins: [
      { type: 'prefix-cache-affinity-filter', parameters: { inFlightLoadProducerName: 'inflight-load-producer' } },
      { type: 'precise-prefix-cache-producer', parameters: { indexerConfig } },
    ],
  },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
} satisfies InferenceSpec;

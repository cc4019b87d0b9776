import { InferenceSpec, istio, Release } from '../../lib';

const env = {
  UCX_TLS: 'rc_mlx5,rc,cuda_copy,cuda_ipc,sm,shm,self', UCX_IB_ROCE_REACHABILITY_MODE: 'all',
  NCCL_TUNER_PLUGIN: 'none', NCCL_NET_PLUGIN: '',
};

/** gpt-oss-120b on GB200 of GKE: a claimed network card for each GPU, which the device plugin gives. */
export default {
  namespace: 'pd-gke-a4x',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  kubernetes: '1.34',
  model: { uri: 'hf://openai/gpt-oss-120b', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  accelerator: 'NVIDIA-GB200',
  acceleratorLabel: 'cloud.google.com/gke-accelerator',
  claim: { nics: { deviceClass: 'mrdma.google.com', count: 1 }, per: 'accelerator' },
  fabric: { type: 'rdma-ipc-lock', network: 'roce' },
  security: { capabilities: ['NET_ADMIN'] },
  connector: { type: 'nixl', bufferDevice: 'cuda' },
  engine: { blockSize: 128 },
  startupSeconds: 3615,
  prefill: {
    replicas: 8, cpu: '8', memory: '16Gi', sharedMemory: '20Gi', engine: { gpuMemoryUtilization: 0.9 },
    extraArgs: ['--no-enable-flashinfer-autotune'], extraEnv: env,
  },
  decode: {
    replicas: 2, cpu: '16', memory: '64Gi', sharedMemory: '20Gi', parallelism: { tensor: 4 }, extraEnv: env,
  },
  endpointPicker: { prefillThroughput: 33_821 },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
} satisfies InferenceSpec;

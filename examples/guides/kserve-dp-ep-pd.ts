import { InferenceSpec, istio, Release } from '../../lib';

const role = {
  replicas: 1, cpu: '64', memory: '256Gi', parallelism: { data: 16, balancing: 'hybrid' },
  pod: { annotations: { 'k8s.v1.cni.cncf.io/networks': 'roce-p2' } },
  extraEnv: {
    NCCL_IB_GID_INDEX: '3', NCCL_IB_TIMEOUT: '100', NCCL_SOCKET_IFNAME: 'net1',
    NVSHMEM_REMOTE_TRANSPORT: 'ibgda', NVSHMEM_BOOTSTRAP_TWO_STAGE: '1', NVSHMEM_BOOTSTRAP_TIMEOUT: '300',
    NVSHMEM_BOOTSTRAP_UID_SOCK_IFNAME: 'net1', NVSHMEM_IB_GID_INDEX: '3', NVSHMEM_USE_IBGDA: '1',
    NVSHMEM_ENABLE_NIC_PE_MAPPING: '1', NVSHMEM_IBGDA_SUPPORT: '1', NVSHMEM_IB_ENABLE_IBGDA: '1',
    NVSHMEM_IBGDA_NIC_HANDLER: 'gpu',
    UCX_TLS: 'rc,sm,self,cuda_copy,cuda_ipc', UCX_IB_GID_INDEX: '3', UCX_RC_MLX5_TM_ENABLE: 'n',
    UCX_UD_MLX5_RX_QUEUE_LEN: '1024',
  },
} as const;
const experts = { allToAll: 'deepep_high_throughput' };

/** DeepSeek-R1 out of a claim that exists, over RoCE: an engine of sixteen ranks for each role, behind one port a pod. */
export default {
  namespace: 'kserve-dp-ep-pd',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://deepseek-ai/DeepSeek-R1-0528' },
  modelCache: { type: 'existingClaim', claimName: 'deepseek-r1', filled: true },
  engine: { maxModelLen: 4096 },
  fabric: { type: 'rdma-ipc-lock', network: 'roce' },
  prefill: { ...role, engine: { enforceEager: true, gpuMemoryUtilization: 0.97, experts } },
  decode: { ...role, engine: { enforceEager: true, gpuMemoryUtilization: 0.99, experts } },
} satisfies InferenceSpec;

import type { ModelServerPoolProps } from '../../plan/model-server-pool-props';

/**
 * The environment of an engine with ranks or with several pods, where the spec says nothing else: `extraEnv` may have
 * other values, as of the interface of the pods. Nothing for any other engine.
 */
export function rankEnv(
  { fabric, modelServer, parallelism, roleEngine, startupSeconds }: Pick<
    ModelServerPoolProps, 'fabric' | 'modelServer' | 'parallelism' | 'roleEngine' | 'startupSeconds'
  >,
): Record<string, string> {
  const { data, nodes } = parallelism;
  if (data === 1 && nodes === 1) return {};
  const all: Record<string, string> = {
    // The API server waits as long for the engines as the startup probe, and a little more: vLLM's 600 seconds are less
    // than large weights take.
    VLLM_ENGINE_READY_TIMEOUT_S: String(startupSeconds + READY_MARGIN),
    // llm-d/llm-d guides/wide-ep-lws of 2026-08-14: the check of each pair of GPUs takes minutes, and dummy steps of
    // idle ranks must not all go to the same experts.
    VLLM_SKIP_P2P_CHECK: '1',
    ...(data > 1 && { VLLM_RANDOMIZE_DP_DUMMY_INPUTS: '1' }),
    // The first interface of a pod, whatever others it has.
    GLOO_SOCKET_IFNAME: POD_INTERFACE,
    NCCL_SOCKET_IFNAME: POD_INTERFACE,
    ...(fabric !== 'tcp' && { NVIDIA_GDRCOPY: 'enabled' }),
    ...(fabric !== 'tcp' && nvshmem.test(roleEngine.experts?.allToAll ?? '') && {
      NVSHMEM_REMOTE_TRANSPORT: 'ibgda',
      NVSHMEM_IB_ENABLE_IBGDA: 'true',
      NVSHMEM_BOOTSTRAP_UID_SOCK_IFNAME: POD_INTERFACE,
    }),
  };
  const known = modelServer.known?.environment;
  return Object.fromEntries(Object.entries(all)
    .filter(([name]) => !name.startsWith('VLLM_') || known === undefined || known.includes(name)));
}

/** The backends of DeepEP that move tokens by NVSHMEM, as llm-d's guide starts them. */
const nvshmem = /^deepep_(low_latency|high_throughput)$/;

const READY_MARGIN = 300;

const POD_INTERFACE = 'eth0';

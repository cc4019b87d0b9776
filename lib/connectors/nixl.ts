import type { Connector } from './connector';

/**
 * The first side-channel port. Written out because the default moved: vLLM 0.11 takes 5557, which is also the default
 * of its KV events (vllm-project/vllm#25059), later versions take 5600.
 */
const SIDE_CHANNEL_PORT = 5600;

/** NIXL: decode pods read KV cache out of the memory of prefill pods, by UCX. */
export const nixl: Connector = {
  name: 'NixlConnector',
  // llm-d-routing-sidecar v0.3.0 and llm-d-router v0.10.0.
  proxyProtocol: 'nixlv2',
  transferConfig: ({ modelServer: { kvLoadFailurePolicy, kvRole }, role }) => ({
    kv_connector: nixl.name, kv_role: kvRole[role], kv_load_failure_policy: kvLoadFailurePolicy,
  }),
  environment: {
    // Bound and advertised to the peer; the default `localhost` makes every transfer between pods fail
    // (vllm-project/vllm PR 53018).
    VLLM_NIXL_SIDE_CHANNEL_HOST: { fieldPath: 'status.podIP' },
    VLLM_NIXL_SIDE_CHANNEL_PORT: String(SIDE_CHANNEL_PORT),
  },
  // A data-parallel rank adds its number in the engine (vLLM 0.30.0
  // `vllm/distributed/kv_transfer/kv_connector/v1/nixl/`).
  ports: ({ modelServer: { sideChannelPerTensorRank }, parallelism: { data, tensor } }) =>
    Array.from({ length: Math.min(data * (sideChannelPerTensorRank ? tensor : 1), MOST_RANKS) }, (_, rank) => ({
      name: rank === 0 ? 'nixl' : `nixl-${rank}`, port: SIDE_CHANNEL_PORT + rank,
    })),
  // UCX, NIXL's transport: the kernel chooses the ports from `net.ipv4.ip_local_port_range`, which begins anew in every
  // network namespace with this range (Linux `net/ipv4/af_inet.c`, inet_init_net; openucx/ucx `UCX_TCP_PORT_RANGE`,
  // default 0).
  cachePorts: { first: 32_768, last: 60_999 },
  environmentPrefixes: ['VLLM_NIXL_', 'UCX_'],
};

/** Of an engine with more, the rest are not named: a plan is made before its sizes are judged. */
const MOST_RANKS = 64;

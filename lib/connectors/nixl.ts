import type { BufferDevice, NixlBackend, NixlConnectorSpec } from '../spec/connector';
import type { Role } from '../spec/role';
import type { ConnectedEngine, Connector } from './connector';

/**
 * The first side-channel port. Written out because the default moved: vLLM 0.11 takes 5557, which is also the default
 * of its KV events (vllm-project/vllm#25059), later versions take 5600.
 */
const SIDE_CHANNEL_PORT = 5600;

/** NIXL: decode pods read KV cache out of the memory of prefill pods, by UCX or, on EFA, by libfabric. */
export const nixl: Connector = {
  name: 'NixlConnector',
  type: 'nixl',
  title: 'NIXL',
  // llm-d-routing-sidecar v0.3.0 and llm-d-router v0.10.0.
  proxyProtocol: 'nixlv2',
  library: 'nixl',
  withoutDevice: (engine) => {
    const place = bufferDeviceOf(settingsOf(engine), engine.role);
    const places = bufferDevices[engine.device];
    if (engine.device === 'tpu') return 'tpu-inference has connectors of its own';
    return place === undefined || places === undefined || places.includes(place)
      ? undefined
      : `NIXL registers memory of ${places.join(' or ')} there, and \`bufferDevice\` is '${place}'`;
  },
  withoutFabric: () => undefined,
  // ai-dynamo/nixl#909, vllm-project/vllm#41814.
  withoutEfa: engine => nixlBackends(settingsOf(engine), engine.efa)?.includes('LIBFABRIC')
    ? undefined
    : 'UCX has no RDMA there: it moves the cache over TCP or emulates RDMA in software',
  buffersOnHost: engine => bufferDeviceOf(settingsOf(engine), engine.role) === 'cpu',
  settings: (engine) => {
    const { bufferDevice, leaseSeconds, permuteLocalCache, ...settings } = settingsOf(engine);
    return {
      ...(nixlBackends(settings, engine.efa) && { backends: settings.backends ? 'connector.backends' : 'fabric' }),
      ...(bufferDevice !== undefined && { kv_buffer_device: 'connector.bufferDevice' }),
      ...(leaseSeconds !== undefined && { kv_lease_duration: 'connector.leaseSeconds' }),
      ...(permuteLocalCache && { enable_permute_local_kv: 'connector.permuteLocalCache' }),
    };
  },
  transferConfig: (engine) => {
    const { efa, modelServer: { kvLoadFailurePolicy, kvRole }, role } = engine;
    const { bufferDevice, leaseSeconds, permuteLocalCache, ...settings } = settingsOf(engine);
    const backends = nixlBackends(settings, efa);
    const extra = {
      ...(backends && { backends }),
      ...(leaseSeconds !== undefined && { kv_lease_duration: leaseSeconds }),
    };
    return {
      kv_connector: nixl.name,
      kv_role: kvRole[role],
      kv_load_failure_policy: kvLoadFailurePolicy,
      kv_buffer_device: bufferDeviceOf({ bufferDevice }, role),
      ...(permuteLocalCache && { enable_permute_local_kv: true }),
      ...(Object.keys(extra).length > 0 && { kv_connector_extra_config: extra }),
    };
  },
  environment: () => ({
    // Bound and advertised to the peer; the default `localhost` makes every transfer between pods fail
    // (vllm-project/vllm PR 53018).
    VLLM_NIXL_SIDE_CHANNEL_HOST: { fieldPath: 'status.podIP' },
    VLLM_NIXL_SIDE_CHANNEL_PORT: String(SIDE_CHANNEL_PORT),
  }),
  // A data-parallel rank adds its number in the engine (vLLM 0.30.0
  // `vllm/distributed/kv_transfer/kv_connector/v1/nixl/`).
  ports: ({ modelServer: { sideChannelPerTensorRank }, parallelism: { data, tensor } }) =>
    Array.from({ length: Math.min(data * (sideChannelPerTensorRank ? tensor : 1), MOST_RANKS) }, (_, rank) => ({
      name: rank === 0 ? 'nixl' : `nixl-${rank}`, port: SIDE_CHANNEL_PORT + rank,
    })),
  // UCX, NIXL's transport: the kernel chooses the ports from `net.ipv4.ip_local_port_range`, which begins anew in every
  // network namespace with this range (Linux `net/ipv4/af_inet.c`, inet_init_net; openucx/ucx `UCX_TCP_PORT_RANGE`,
  // default 0). What libfabric sends through EFA devices passes no policy.
  cachePorts: { first: 32_768, last: 60_999 },
  environmentPrefixes: ['VLLM_NIXL_', 'UCX_'],
  hasRun: (engine, measured) => {
    const ucx = (nixlBackends(settingsOf(engine), engine.efa) ?? []).every(backend => backend === 'UCX');
    const device = bufferDeviceOf(settingsOf(engine), engine.role) ?? 'cuda';
    return ucx && ['cuda', 'cpu'].includes(device)
      && Object.keys(nixl.settings(engine)).every(key => key === 'backends' || measured.includes(key));
  },
  proof:
    'UCX, leases, buffers of the host in both roles and `permuteLocalCache` gave the right tokens on two H100 with '
    + 'vLLM 0.27.1; LIBFABRIC was read, not run',
};

/** The backends that are written: those of the spec, or what the fabric needs; none where vLLM's own will do. */
function nixlBackends(
  { backends }: Pick<NixlConnectorSpec, 'backends'>, efa = false,
): readonly NixlBackend[] | undefined {
  // llm-d guides/pd-disaggregation/modelserver/gpu/vllm/aws at v0.9.0.
  return backends ?? (efa ? ['LIBFABRIC'] : undefined);
}

/** The device of the buffers of one role. */
function bufferDeviceOf(
  { bufferDevice }: Pick<NixlConnectorSpec, 'bufferDevice'>, role: Role,
): BufferDevice | undefined {
  return typeof bufferDevice === 'object' ? bufferDevice[role] : bufferDevice;
}

function settingsOf(
  { connectorSettings }: Pick<ConnectedEngine, 'connectorSettings'>,
): Omit<NixlConnectorSpec, 'type'> {
  return connectorSettings?.type === 'nixl' ? connectorSettings : {};
}

/**
 * vLLM 0.27.1 and 0.30.0 nixl/utils.py, `_NIXL_SUPPORTED_DEVICE`; ROCm is `cuda` to vLLM. That of Gaudi is of its
 * plugin, as llm-d 6d2384ad guides/pd-disaggregation/README.hpu_cuda.md has it.
 */
const bufferDevices: Readonly<Record<string, readonly BufferDevice[]>> = {
  nvidia: ['cuda', 'cpu'], amd: ['cuda', 'cpu'], xpu: ['xpu', 'cpu'], gaudi: ['hpu', 'cpu'], cpu: ['cpu'],
};

/** Of an engine with more, the rest are not named: a plan is made before its sizes are judged. */
const MOST_RANKS = 64;

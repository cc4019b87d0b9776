import type { Connector } from './connector';

/** Where a prefill pod tells decode pods of itself, `VLLM_MOONCAKE_BOOTSTRAP_PORT`: vLLM 0.27.1 vllm/envs.py. */
const BOOTSTRAP_PORT = 8998;

/** Mooncake: prefill pods write KV cache into the memory of decode pods. */
export const mooncake: Connector = {
  name: 'MooncakeConnector',
  type: 'mooncake',
  title: 'Mooncake',
  // llm-d-router v0.10.0 pkg/sidecar/proxy/options.go.
  proxyProtocol: 'mooncake',
  // It speaks verbs and TCP (vLLM 0.30.0 mooncake_connector.py: `mooncake_protocol`).
  library: 'mooncake',
  withoutDevice: ({ device }) => device === 'tpu' ? 'tpu-inference has connectors of its own' : undefined,
  withoutFabric: ({ connectorSettings }) =>
    connectorSettings?.type === 'mooncake' && connectorSettings.protocol === 'rdma'
      ? '`connector.protocol` is \'rdma\''
      : undefined,
  withoutEfa: () => 'Mooncake is built without libfabric in the images that were read',
  buffersOnHost: () => false,
  settings: () => ({}),
  transferConfig: ({ connectorSettings, hasFabric, modelServer: { kvLoadFailurePolicy }, role }) => ({
    kv_connector: mooncake.name,
    // It takes no `kv_both`.
    kv_role: role === 'prefill' ? 'kv_producer' : 'kv_consumer',
    kv_load_failure_policy: kvLoadFailurePolicy,
    kv_connector_extra_config: {
      mooncake_protocol: (connectorSettings?.type === 'mooncake' ? connectorSettings.protocol : undefined)
        ?? (hasFabric ? 'rdma' : 'tcp'),
    },
  }),
  environment: () => ({ VLLM_MOONCAKE_BOOTSTRAP_PORT: String(BOOTSTRAP_PORT) }),
  ports: () => [{ name: 'mooncake', port: BOOTSTRAP_PORT }],
  // Its engine takes ports of the kernel's range, as UCX does.
  cachePorts: { first: 15_000, last: 60_999 },
  environmentPrefixes: ['VLLM_MOONCAKE_', 'MOONCAKE_'],
  hasRun: () => false,
  proof: 'read in vLLM 0.27.1 and 0.30.0 and in the guides of llm-d v0.9.0; not run, and no image was seen with it',
};

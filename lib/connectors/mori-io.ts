import type { Connector } from './connector';

/** vLLM 0.27.1 and 0.30.0 vllm/distributed/kv_transfer/kv_connector/v1/moriio/moriio_common.py, MoRIIOConstants. */
const HANDSHAKE_PORT = 6301;
const NOTIFY_PORT = 61_005;

/** MoRI-IO, of AMD: prefill pods write KV cache into the memory of decode pods, while the prompt is computed. */
export const moriIo: Connector = {
  name: 'MoRIIOConnector',
  type: 'mori-io',
  title: 'MoRI-IO',
  proxyProtocol: 'nixlv2',
  // llm-d guides/pd-disaggregation/modelserver/amd/vllm/moriio at v0.9.0; flags of llm-d-router v0.10.0.
  proxyFlags: ({ tensor }) => ({
    '--moriio-write-mode': 'true',
    '--moriio-tp-size': String(tensor),
    '--moriio-parallel-dispatch': 'true',
    '--moriio-local-pod-ip': '$(POD_IP)',
  }),
  // vLLM 0.27.1 and 0.30.0 moriio_connector.py, is_moriio_available; docker/Dockerfile.rocm_base builds it.
  library: 'mori',
  withoutDevice: ({ device }) => device === 'amd' ? undefined : 'it is for GPUs of AMD',
  // The same versions, moriio_common.py: `backend` is `rdma` unless it is said to be `xgmi`.
  withoutFabric: () => 'it has no other way between nodes',
  withoutEfa: () => 'MoRI-IO speaks verbs only',
  buffersOnHost: () => false,
  settings: () => ({}),
  transferConfig: ({ enginePort, role }) => ({
    kv_connector: moriIo.name,
    kv_role: role === 'prefill' ? 'kv_producer' : 'kv_consumer',
    kv_connector_extra_config: {
      http_port: String(enginePort), handshake_port: String(HANDSHAKE_PORT), notify_port: String(NOTIFY_PORT),
    },
  }),
  environment: () => ({}),
  ports: () => [{ name: 'mori-handshake', port: HANDSHAKE_PORT }, { name: 'mori-notify', port: NOTIFY_PORT }],
  cachePorts: { first: 32_768, last: 61_005 },
  environmentPrefixes: ['MORI_'],
  hasRun: () => false,
  proof: 'read in vLLM 0.30.0 and in the guides of llm-d v0.9.0, which take images of open pull requests; not run',
};

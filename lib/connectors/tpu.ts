import type { Connector } from './connector';

/** Ports of tpu-inference's connectors, as llm-d guides/pd-disaggregation/modelserver/tpu at v0.9.0 sets them. */
const SIDE_CHANNEL_PORT = 9600;
const TRANSFER_PORT = 9100;

/** What both connectors of tpu-inference have. */
export const ofTpuInference = {
  // The sidecar speaks the protocol that it speaks with NIXL: the same guide.
  proxyProtocol: 'nixlv2',
  library: 'tpu_inference',
  withoutDevice: ({ device }) => device === 'tpu' ? undefined : 'it moves the KV cache of TPUs',
  withoutFabric: () => undefined,
  withoutEfa: () => 'a TPU has no such device',
  buffersOnHost: () => false,
  settings: () => ({}),
  environment: () => ({
    POD_IP: { fieldPath: 'status.podIP' },
    TPU_SIDE_CHANNEL_PORT: String(SIDE_CHANNEL_PORT),
    TPU_KV_TRANSFER_PORT: String(TRANSFER_PORT),
  }),
  ports: () => [{ name: 'tpu-side', port: SIDE_CHANNEL_PORT }, { name: 'tpu-kv', port: TRANSFER_PORT }],
  cachePorts: { first: TRANSFER_PORT, last: TRANSFER_PORT },
  environmentPrefixes: ['TPU_SIDE_CHANNEL_', 'TPU_KV_TRANSFER_'],
  hasRun: () => false,
  proof: 'read in the guides of llm-d v0.9.0 and never run: no TPU was there',
} as const satisfies Partial<Connector>;

/** The connector of tpu-inference for models whose layers all keep KV cache. */
export const tpu: Connector = {
  ...ofTpuInference,
  name: 'TPUConnector',
  type: 'tpu',
  title: 'tpu-inference',
  transferConfig: ({ modelServer: { kvRole }, role }) => ({
    kv_connector: tpu.name,
    kv_connector_module_path: 'tpu_inference.distributed.tpu_connector',
    kv_role: kvRole[role],
  }),
};

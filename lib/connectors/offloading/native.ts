import { amountOf } from '../../kube/quantity';
import type { NativeOffloadingSpec } from '../../spec/offloading';
import type { EnvSource } from '../../spec/references';
import { type Offloading, plain } from './offloading';

/** Where a pod answers its peers: llm-d guides/p2p-kv-cache-sharing at v0.9.0. */
const PEER_PORT = 7777;

/** vLLM's own tiers: memory of the host, files, memory of peers. */
export const native: Offloading<NativeOffloadingSpec> = {
  ...plain,
  type: 'native',
  title: 'memory of the host, files and peers, by vLLM',
  name: 'OffloadingConnector',
  // vLLM 0.27.1 and 0.30.0 vllm/v1/kv_offload/cpu/spec.py, get_worker: an exception on other platforms.
  withoutDevice: device => ['cpu', 'tpu'].includes(device) ? 'vLLM moves it off GPUs alone' : undefined,
  // vLLM 0.27.1 and 0.30.0 vllm/v1/kv_offload/tiering/spec.py and cpu/spec.py.
  transferConfig: ({ chunkTokens, eviction, files, memory, peers, promptOnly }) => ({
    kv_connector: native.name,
    kv_role: 'kv_both',
    kv_connector_extra_config: {
      ...((files ?? peers) && { spec_name: 'TieringOffloadingSpec' }),
      cpu_bytes_to_use: Math.floor(amountOf(memory)),
      block_size: chunkTokens,
      offload_prompt_only: promptOnly,
      eviction_policy: eviction,
      ...((files ?? peers) && {
        secondary_tiers: [
          ...(files
            ? [{
                type: 'fs',
                root_dir: files.path,
                n_read_threads: files.readThreads,
                n_write_threads: files.writeThreads,
              }]
            : []),
          // Kubernetes replaces the variable in arguments.
          ...(peers ? [{ type: 'p2p', host: '$(POD_IP)', port: peers.port ?? PEER_PORT }] : []),
        ],
      }),
    },
  }),
  environment: ({ peers }): Record<string, EnvSource> => (peers
    ? {
        POD_IP: { fieldPath: 'status.podIP' },
        // Bound, and told to peers; the default is `localhost`.
        VLLM_P2P_SIDE_CHANNEL_HOST: { fieldPath: 'status.podIP' },
        VLLM_NIXL_SIDE_CHANNEL_HOST: { fieldPath: 'status.podIP' },
      }
    : {}),
  folders: ({ files }) => (files ? [{ name: 'kv-cache', path: files.path, storage: files.storage }] : []),
  memory: ({ memory }) => memory,
  usesFabric: ({ peers }) => peers !== undefined,
  // vllm/v1/kv_offload/cpu/shared_offload_region.py: /dev/shm/vllm_offload_<engine>.mmap.
  inSharedMemory: true,
  peerPorts: ({ peers }) => (peers ? [{ name: 'kv-peers', port: peers.port ?? PEER_PORT }] : []),
  // llm-d-router v0.10.0 pkg/sidecar/proxy/options.go.
  proxy: ({ peers }) => (peers
    ? { protocol: 'offloading', flags: { '--p2p-connector-port': String(peers.port ?? PEER_PORT) } }
    : undefined),
  tiers: ({ files, peers }) => [...(files ? ['fs'] : []), ...(peers ? ['p2p'] : [])],
  chunkTokens: ({ chunkTokens }) => chunkTokens,
  sharesHashes: true,
  environmentPrefixes: ['VLLM_P2P_'],
  hasRun: (spec, measured) => ['memory', ...native.tiers(spec)].every(tier => measured.includes(tier)),
  proof:
    'memory of the host and files, alone and beside NIXL, gave the right tokens on two H100 with vLLM 0.27.1; peers '
    + 'and vLLM 0.30.0 were read, not run',
};

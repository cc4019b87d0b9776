import { amountOf } from '../../kube/quantity';
import type { MooncakeStoreOffloadingSpec } from '../../spec/offloading';
import { CONFIGURATION_PATH, type Offloading, plain } from './offloading';

const FILE = 'mooncake_config.json';

/** Mooncake's store, which many engines share. */
export const mooncakeStore: Offloading<MooncakeStoreOffloadingSpec> = {
  ...plain,
  type: 'mooncake-store',
  title: 'a store of Mooncake',
  name: 'MooncakeStoreConnector',
  library: 'mooncake',
  withoutFabric: ({ protocol }) => protocol === 'rdma' ? '`offloading.protocol` is \'rdma\'' : undefined,
  transferConfig: () => ({
    kv_connector: mooncakeStore.name, kv_role: 'kv_both', kv_connector_extra_config: { load_async: true },
  }),
  environment: () => ({ MOONCAKE_CONFIG_PATH: `${CONFIGURATION_PATH}/${FILE}` }),
  // llm-d guides/tiered-prefix-cache/modelserver/gpu/vllm/mooncake-store at v0.10.0; sizes in bytes are taken as well.
  configuration: ({ buffer = '4Gi', files = false, master, memory, protocol }, hasFabric) => ({
    [FILE]: JSON.stringify({
      mode: memory === undefined ? 'standalone-store' : 'embedded',
      metadata_server: 'P2PHANDSHAKE',
      master_server_address: master,
      global_segment_size: memory === undefined ? 0 : Math.floor(amountOf(memory)),
      local_buffer_size: Math.floor(amountOf(buffer)),
      protocol: protocol ?? (hasFabric ? 'rdma' : 'tcp'),
      device_name: '',
      enable_offload: files,
    }, undefined, 2),
  }),
  memory: ({ memory }) => memory,
  usesFabric: () => true,
  sharesHashes: true,
  environmentPrefixes: ['MOONCAKE_'],
  proof: 'read in vLLM 0.30.0 and in the guides of llm-d; not run, and its master is not part of a deployment',
};

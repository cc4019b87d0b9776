import type { Connector } from './connector';
import { ofTpuInference } from './tpu';

/** The connector of tpu-inference for models whose layers keep different things: a window, a state, all tokens. */
export const tpuHybrid: Connector = {
  ...ofTpuInference,
  name: 'TPUConnectorHMA',
  type: 'tpu-hybrid',
  title: 'tpu-inference, hybrid models',
  movesState: true,
  transferConfig: ({ modelServer: { kvRole }, role }) => ({
    kv_connector: tpuHybrid.name,
    kv_connector_module_path: 'tpu_inference.distributed.tpu_connector_hma',
    kv_role: kvRole[role],
    // Kubernetes replaces it in arguments by the variable of the container.
    kv_ip: '$(POD_IP)',
  }),
};

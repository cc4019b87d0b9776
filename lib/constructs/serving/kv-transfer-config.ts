import type { TransferConfig } from '../../connectors/connector';
import { connectorNamed } from '../../connectors/connectors';
import { offloadingOf } from '../../connectors/offloading/offloadings';
import type { ModelServerPoolProps } from '../../plan/model-server-pool-props';

/** The class of vLLM that asks several connectors, one after the other. */
export const MULTI_CONNECTOR = 'MultiConnector';

/** `--kv-transfer-config`: what takes KV cache to other pods, what keeps it, or both; undefined where nothing does. */
export function kvTransferConfig(props: ModelServerPoolProps): TransferConfig | undefined {
  const { connector, offloading } = props;
  const transfer = connector === undefined ? undefined : connectorNamed(connector).transferConfig(props);
  const keeping = offloading && offloadingOf(offloading).transferConfig(offloading);
  if (transfer === undefined || keeping === undefined) return transfer ?? keeping;
  const { kv_load_failure_policy: policy, ...rest } = transfer;
  // Each has its own role; the outer one reads and writes what either does (llm-d guides/pd-disaggregation/modelserver/
  // gpu/vllm/multi-tier at v0.10.0). Whoever is asked first and has something wins.
  return {
    kv_connector: MULTI_CONNECTOR,
    kv_role: 'kv_both',
    kv_load_failure_policy: policy,
    kv_connector_extra_config: { connectors: [rest, keeping] },
  };
}

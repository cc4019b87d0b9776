import type { OffloadingProxy } from '../connectors/offloading/offloading';
import { offloadingOf } from '../connectors/offloading/offloadings';
import { connectorOf, defaultConnector } from '../connectors/connectors';
import type { InferenceSpec } from '../spec/deployment';
import { isDisaggregated } from './is-disaggregated';

/**
 * How the routing proxy of decode pods takes part: it asks prefill pods first, or tells pods which peer has KV cache.
 * Undefined where nothing stands before the engine.
 */
export function plannedProxy(
  { connector = defaultConnector, decode, prefill }: Pick<InferenceSpec, 'connector' | 'decode' | 'prefill'>,
): OffloadingProxy | undefined {
  if (!isDisaggregated({ prefill }))
    return decode.offloading && offloadingOf(decode.offloading).proxy(decode.offloading);
  const { proxyFlags, proxyProtocol } = connectorOf(connector);
  const flags = proxyFlags?.({ tensor: decode.parallelism?.tensor ?? 1 }) ?? {};
  return { protocol: proxyProtocol, flags };
}

import { INSTANCE_TYPE_LABEL, usesEfa, ZONE_LABEL } from '../devices/efa';
import type { InferenceSpec } from '../spec/deployment';
import type { PodSpec } from '../spec/pool';
import { isDisaggregated } from './is-disaggregated';
import { poolLabels } from './labels';

/**
 * On EFA the pods of both roles are in one zone: what libfabric sends with bypass of the kernel is not routed and does
 * not leave the subnet (EC2 user guide, Elastic Fabric Adapter, EFA limitations). Demanded, since KV cache that cannot
 * travel is a pair that does not work; the first pod of all meets it by itself (Kubernetes documentation, Assigning
 * Pods to Nodes).
 */
export function besidePeers({ affinity }: PodSpec, name: string, spec: InferenceSpec): Pick<PodSpec, 'affinity'> {
  if (!usesEfa(spec.fabric ?? 'tcp') || !isDisaggregated(spec)) return {};
  const { requiredDuringSchedulingIgnoredDuringExecution: terms = [] } = affinity?.podAffinity ?? {};
  const peers = { topologyKey: ZONE_LABEL, labelSelector: { matchLabels: poolLabels(name, spec.release) } };
  return {
    affinity: {
      ...affinity,
      podAffinity: {
        ...affinity?.podAffinity, requiredDuringSchedulingIgnoredDuringExecution: [...terms, peers],
      },
    },
  };
}

/** The nodes whose EFA devices the pods share. */
export function instanceSelector({ fabric }: InferenceSpec): Readonly<Record<string, string>> {
  return typeof fabric === 'object' && fabric.instanceType !== undefined
    ? { [INSTANCE_TYPE_LABEL]: fabric.instanceType }
    : {};
}

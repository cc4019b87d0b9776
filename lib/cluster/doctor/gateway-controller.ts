import type { GatewayImplementation } from '../../gateways/gateway';
import type { Deployment } from '../../kube/kubernetes-objects';
import type { ClusterSnapshot } from './cluster-snapshot';

/** A Deployment of a gateway's controller, as a snapshot keeps it. */
export function controllerOf(
  { controller: { enabledBy, revisionLabel }, name: gateway }: GatewayImplementation, { metadata, spec }: Deployment,
): ClusterSnapshot['gatewayControllers'][number] {
  const [container] = spec.template.spec.containers;
  const readsInferencePools = enabledBy === undefined || enabledBy.isOn(container ?? {});
  const revision = revisionLabel === undefined ? undefined : metadata.labels?.[revisionLabel];
  return {
    gateway,
    namespace: metadata.namespace ?? '',
    image: container?.image ?? '',
    ...(readsInferencePools !== undefined && { readsInferencePools }),
    ...(revision !== undefined && { revision }),
  };
}

import type { GatewayController } from '../../gateways/gateway';
import type { Deployment } from '../../kube/kubernetes-objects';
import type { ClusterSnapshot } from './cluster-snapshot';

/** A Deployment of a gateway's controller, as a snapshot keeps it. */
export function controllerOf(
  { enabledBy, revisionLabel }: GatewayController, gateway: string, { metadata, spec }: Deployment,
): ClusterSnapshot['gatewayControllers'][number] {
  const [container] = spec.template.spec.containers;
  const readsInferencePools
    = container?.env?.some(({ name, value }) => name === enabledBy.name && value === enabledBy.value) ?? false;
  const revision = metadata.labels?.[revisionLabel];
  return {
    gateway,
    namespace: metadata.namespace ?? '',
    image: container?.image ?? '',
    readsInferencePools,
    ...(revision !== undefined && { revision }),
  };
}

import { createHash } from 'node:crypto';
import { defaultResources } from '../default-resources';
import type { GatewayParameters, GatewayPods, GatewayProvider, NamespacedName } from '../gateway';

/** Where Envoy Gateway runs the Envoys of all Gateways, unless it is told to run them beside each. */
export const ENVOY_NAMESPACE = 'envoy-gateway-system';

/**
 * The Service of a Gateway's Envoys: at most 48 characters of its namespace and name, and a hash of both
 * (envoyproxy/gateway v1.8.1 `internal/infrastructure/kubernetes/proxy/resource.go` and `internal/utils/misc.go`).
 */
export function envoyService({ name, namespace }: NamespacedName): NamespacedName {
  const hash = createHash('sha256').update(`${namespace}/${name}`).digest('hex').slice(0, 8);
  const start = `${namespace}-${name}`.slice(0, 48).replace(/-$/, '');
  return { name: `envoy-${start}-${hash}`, namespace: ENVOY_NAMESPACE };
}

/** The EnvoyProxy of a Gateway (envoyproxy/gateway v1.8.1 `api/v1alpha1/envoyproxy_types.go`). */
export function envoyProxy(
  { serviceType = 'ClusterIP' }: GatewayProvider, { pullSecrets, resources }: GatewayPods,
): GatewayParameters {
  return {
    apiVersion: 'gateway.envoyproxy.io/v1alpha1',
    kind: 'EnvoyProxy',
    fields: {
      spec: {
        provider: {
          type: 'Kubernetes',
          kubernetes: {
            envoyDeployment: {
              container: { resources: defaultResources(resources) },
              ...(pullSecrets && { pod: { imagePullSecrets: pullSecrets.map(name => ({ name })) } }),
            },
            envoyService: { type: serviceType },
          },
        },
      },
    },
  };
}

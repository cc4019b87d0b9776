import { defaultResources } from '../default-resources';
import type { GatewayParameters, GatewayPods, GatewayProvider, NamespacedName } from '../gateway';

/** Where Envoy Gateway runs the Envoys of all Gateways, unless it is told to run them beside each. */
export const ENVOY_NAMESPACE = 'envoy-gateway-system';

/**
 * The Service of a Gateway's Envoys. Left to itself, Envoy Gateway puts a hash into the name
 * (envoyproxy/gateway v1.8.1 `internal/infrastructure/kubernetes/proxy/resource.go`); the EnvoyProxy says this one.
 */
export function envoyService({ name, namespace }: NamespacedName): NamespacedName {
  return { name: `${namespace}-${name}`, namespace: ENVOY_NAMESPACE };
}

/** The EnvoyProxy of a Gateway (envoyproxy/gateway v1.8.1 `api/v1alpha1/envoyproxy_types.go`). */
export function envoyProxy(
  { serviceType = 'ClusterIP' }: GatewayProvider, { pullSecrets, resources }: GatewayPods, gateway: NamespacedName,
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
            envoyService: { name: envoyService(gateway).name, type: serviceType },
          },
        },
      },
    },
  };
}

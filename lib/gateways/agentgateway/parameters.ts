import { defaultResources } from '../default-resources';
import type { GatewayParameters, GatewayPods, GatewayProvider } from '../gateway';

/**
 * The AgentgatewayParameters of a Gateway: what is merged into the Deployment and the Service that its controller makes
 * (agentgateway/agentgateway v1.4.1 `controller/pkg/helm/agentgateway/templates`).
 */
export function agentgatewayParameters(
  { serviceType = 'ClusterIP' }: GatewayProvider, { pullSecrets, resources, userOfNamespace = false }: GatewayPods,
): GatewayParameters {
  const pod = {
    // The one field that keeps the pod from the Pod Security level `restricted`, which the namespace enforces.
    securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    ...(pullSecrets && { imagePullSecrets: pullSecrets.map(name => ({ name })) }),
    ...(userOfNamespace && { containers: [{ name: 'agentgateway', securityContext: withoutUser }] }),
  };
  return {
    apiVersion: 'agentgateway.dev/v1alpha1',
    kind: 'AgentgatewayParameters',
    fields: {
      spec: {
        deployment: { spec: { template: { spec: pod } } },
        resources: defaultResources(resources),
        service: { spec: { type: serviceType } },
      },
    },
  };
}

// In the place of the chart's own, which has the user 10101: OpenShift admits only a user of the namespace's range
// (llm-d/llm-d cc4fbfd7 guides/recipes/gateway/agentgateway-openshift).
const withoutUser = {
  $patch: 'replace',
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

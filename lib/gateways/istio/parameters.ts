import type { GatewayPods, GatewayProvider } from '../gateway';
import { stringify } from '../../yaml/yaml';

/**
 * The data of the ConfigMap behind a Gateway's `parametersRef`: strategic-merge patches for the Deployment and the
 * Service that Istio makes. The default requests and limits are those that llm-d-infra sets
 * (llm-d-incubation/llm-d-infra v1.3.3 `charts/llm-d-infra/values.yaml`).
 */
export function istioParameters(
  { serviceType }: GatewayProvider, { pullSecrets, resources = {} }: GatewayPods,
): Record<string, string> {
  const containers = [{
    name: 'istio-proxy',
    resources: {
      requests: { ...defaults.requests, ...resources.requests }, limits: { ...defaults.limits, ...resources.limits },
    },
  }];
  const pod = {
    securityContext,
    ...(pullSecrets && { imagePullSecrets: pullSecrets.map(name => ({ name })) }),
    containers,
  };
  return {
    deployment: stringify([{ spec: { template: { spec: pod } } }]),
    service: stringify([{ spec: { type: serviceType } }]),
  };
}

// The one field that keeps Istio's own pod from the Pod Security level `restricted`, which the namespace enforces
// (istio/istio 1.30.3 `manifests/charts/istio-control/istio-discovery/files/kube-gateway.yaml`: written only with
// `gateways.seccompProfile`).
const securityContext = { seccompProfile: { type: 'RuntimeDefault' } };

const defaults = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { cpu: '2', memory: '1Gi' },
};

import { GatewayProvider } from '../gateway';
import { stringify } from '../../yaml/yaml';

/**
 * The data of the ConfigMap behind a Gateway's `parametersRef`: strategic-merge patches for the Deployment and the
 * Service that Istio makes. Requests and limits are those that llm-d-infra sets (llm-d-incubation/llm-d-infra
 * v1.3.3 `charts/llm-d-infra/values.yaml`).
 */
export function istioParameters({ serviceType }: GatewayProvider): Record<string, string> {
  return {
    deployment: stringify([
      { spec: { template: { spec: { securityContext, containers: [{ name: 'istio-proxy', resources }] } } } },
    ]),
    service: stringify([{ spec: { type: serviceType } }]),
  };
}

// The one field that keeps Istio's own pod from the Pod Security level `restricted`, which the namespace enforces
// (istio/istio 1.30.3 `manifests/charts/istio-control/istio-discovery/files/kube-gateway.yaml`: written only with
// `gateways.seccompProfile`).
const securityContext = { seccompProfile: { type: 'RuntimeDefault' } };

const resources = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { cpu: '2', memory: '1Gi' },
};

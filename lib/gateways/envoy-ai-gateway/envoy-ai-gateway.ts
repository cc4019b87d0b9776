import { Chart } from 'cdk8s';
import { GatewayImplementation, GatewayProvider, GatewayServiceType } from '../gateway';
import { InferencePoolGroup } from '../inference-pool-api';
import { ClientTraffic, PROMPT_LIMIT } from './client-traffic';
import { envoyAiGatewayInstallation } from './installation';
import { ENVOY_NAMESPACE, envoyProxy, envoyService } from './parameters';
import { envoyAiGatewayInferencePoolGroup, envoyAiGatewayVersionNotes } from './versions';

/** A minor version of Envoy AI Gateway: a known one, or any other text, which is a finding at synth. */
// With a plain `string`, an editor offers no versions.
export type EnvoyAiGatewayVersion = keyof typeof envoyAiGatewayInferencePoolGroup | (string & {});

/** Settings of Envoy AI Gateway that the user may choose. */
export interface EnvoyAiGatewayOptions {
  /**
   * The type of the gateway's Service. `ClusterIP` keeps the model reachable from inside the cluster only.
   * @default 'ClusterIP'
   */
  readonly serviceType?: GatewayServiceType;
}

/**
 * Envoy Gateway with the extension of Envoy AI Gateway, at a minor version of the latter. The GatewayClass
 * `envoy-ai-gateway` is an administrator's to make, and Envoy Gateway must be told that an InferencePool is a backend
 * (`extensionManager.backendResources`).
 */
export function envoyAiGateway(version: EnvoyAiGatewayVersion, options: EnvoyAiGatewayOptions = {}): GatewayProvider {
  return provider({ ...options, version, inferencePoolGroup: 'inference.networking.k8s.io' });
}

function provider({ serviceType = 'ClusterIP', ...of }: EnvoyAiGatewayOptions & {
  readonly version: string; readonly inferencePoolGroup: InferencePoolGroup;
}): GatewayProvider {
  // Options that do not exist are kept: the shape of a gateway refuses them.
  return {
    ...of,
    name: envoyAiGatewayGateway.name,
    gatewayClassName: envoyAiGatewayGateway.gatewayClassNames[0],
    serviceType,
  };
}

/** What is known of Envoy AI Gateway. */
export const envoyAiGatewayGateway: GatewayImplementation = {
  name: 'envoy-ai-gateway',
  title: 'Envoy AI Gateway',
  gatewayClassNames: ['envoy-ai-gateway'],
  otherClasses: true,
  inferencePoolGroups: envoyAiGatewayInferencePoolGroup,
  versionNotes: envoyAiGatewayVersionNotes,
  provider,
  apiGroups: ['gateway.envoyproxy.io'],
  objectsOfNamespaces: [],
  parameters: envoyProxy,
  service: envoyService,
  // envoyproxy/gateway v1.8.1 `internal/gatewayapi/translator.go`.
  pods: ({ name, namespace }) => ({
    namespace: ENVOY_NAMESPACE,
    labels: {
      'gateway.envoyproxy.io/owning-gateway-name': name,
      'gateway.envoyproxy.io/owning-gateway-namespace': namespace,
    },
  }),
  abilities: {
    carriesPickerHeaders: true,
    callersHeaders: 'removed',
    timeouts: true,
    weights: { not: 'a rule of a route may have one InferencePool (envoyproxy/ai-gateway#2657)' },
    failureMode: { always: 'FailClose' },
    promptLimit: `\`${PROMPT_LIMIT}\`, set by a ClientTrafficPolicy; Envoy Gateway's own is 32 KiB`,
    source:
      'envoyproxy/ai-gateway v1.1.0 internal/extensionserver/inferencepool.go (`FailureModeAllow: false`) and '
      + 'post_translate_modify.go (one pool in a rule); envoyproxy/gateway v1.8.1 api/v1alpha1/connection_types.go',
  },
  addObjects: (scope, { gateway, policy, refusedHeaders }) => {
    // One policy of the kind is read for a Gateway, however many routes it has.
    const id = `client-traffic-${gateway}`;
    const chart = Chart.of(scope);
    if (chart.node.findAll().some(({ node }) => node.id === id)) return;
    new ClientTraffic(scope, id, { name: policy, gateway, headers: refusedHeaders });
  },
  derivedNames: () => [],
  controller: {
    title: 'the controller of Envoy AI Gateway',
    // envoyproxy/ai-gateway v1.1.0 manifests/charts/ai-gateway-helm/templates/_helpers.tpl.
    selector: 'app.kubernetes.io/name=ai-gateway-helm',
    versionOf: image => /:v?(\d+\.\d+)\./.exec(image)?.[1],
    enabledBy: {
      // It is in the configuration of Envoy Gateway, a ConfigMap.
      isOn: () => undefined,
      fix:
        'make sure that `extensionManager.backendResources` in the configuration of Envoy Gateway names InferencePool '
        + 'of inference.networking.k8s.io/v1 (`kubectl get configmap envoy-gateway-config -n envoy-gateway-system`)',
    },
    specOf: version => `envoyAiGateway('${version}')`,
    installation: envoyAiGatewayInstallation,
  },
  rehearsal: {
    lacks: 'its Envoys run in another namespace, configured by Envoy Gateway and by the extension server of Envoy AI '
      + 'Gateway, which nothing plays',
  },
  proof: { objects: 'an API server with the CRDs of Envoy Gateway v1.8.1' },
};

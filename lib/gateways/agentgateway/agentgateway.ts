import { GatewayImplementation, GatewayProvider, GatewayServiceType } from '../gateway';
import { InferencePoolGroup } from '../inference-pool-api';
import { agentgatewayParameters } from './parameters';
import { agentgatewayInferencePoolGroup, agentgatewayVersionNotes } from './versions';

/** A minor version of agentgateway: a known one, or any other text, which is a finding at synth. */
// With a plain `string`, an editor offers no versions.
export type AgentgatewayVersion = keyof typeof agentgatewayInferencePoolGroup | (string & {});

/** Settings of agentgateway that the user may choose. */
export interface AgentgatewayOptions {
  /**
   * The type of the gateway's Service. `ClusterIP` keeps the model reachable from inside the cluster only.
   * @default 'ClusterIP'
   */
  readonly serviceType?: GatewayServiceType;
}

/**
 * The Gateway API support of agentgateway at a minor version, for Kubernetes. Its controller must run with
 * `AGW_ENABLE_INFER_EXT=true` (Helm: `inferenceExtension.enabled`), which is off by default.
 */
export function agentgateway(version: AgentgatewayVersion, options: AgentgatewayOptions = {}): GatewayProvider {
  return provider({ ...options, version, inferencePoolGroup: 'inference.networking.k8s.io' });
}

function provider({ serviceType = 'ClusterIP', ...of }: AgentgatewayOptions & {
  readonly version: string; readonly inferencePoolGroup: InferencePoolGroup;
}): GatewayProvider {
  return {
    // Options that do not exist, which the shape of a gateway refuses.
    ...of,
    name: agentgatewayGateway.name,
    gatewayClassName: agentgatewayGateway.gatewayClassNames[0],
    serviceType,
    // agentgateway/agentgateway v1.4.1 `controller/pkg/helm/agentgateway/templates/_helpers.tpl`: as the Gateway.
    serviceNameSuffix: '',
  };
}

const SWITCH = { name: 'AGW_ENABLE_INFER_EXT', value: 'true' };

/** What is known of agentgateway. */
export const agentgatewayGateway: GatewayImplementation = {
  name: 'agentgateway',
  title: 'agentgateway',
  gatewayClassNames: ['agentgateway'],
  otherClasses: true,
  inferencePoolGroups: agentgatewayInferencePoolGroup,
  versionNotes: agentgatewayVersionNotes,
  provider,
  apiGroups: ['agentgateway.dev'],
  objectsOfNamespaces: [],
  parameters: agentgatewayParameters,
  abilities: {
    carriesPickerHeaders: true,
    // Filters of the route are applied before the backend is asked for its picker.
    callersHeaders: 'removed by the route',
    timeouts: true,
    weights: 'yes',
    failureMode: 'as the pool says',
    promptLimit: 'none: bodies are streamed to the picker (`FULL_DUPLEX_STREAMED`)',
    source:
      'agentgateway/agentgateway v1.4.1 crates/agentgateway/src/proxy/httpproxy.rs: apply_request_policies, then '
      + 'apply_inference_routing of the chosen backend; crates/agentgateway/src/http/ext_proc.rs',
  },
  // It speaks TLS to a picker without being told, and without a check of the certificate.
  addObjects: () => {},
  derivedNames: () => [],
  // agentgateway/agentgateway v1.4.1 `controller/pkg/helm/agentgateway/templates/_helpers.tpl` (port `metrics`, path
  // `/metrics`) and `crates/agentgateway/src/telemetry/metrics.rs`.
  metrics: { port: 'metrics', path: '/metrics', requests: 'agentgateway_requests_total', codeLabel: 'status' },
  controller: {
    title: 'the controller of agentgateway',
    // `controller/install/helm/agentgateway/templates/_helpers.tpl`: its pods' label; the Deployment has it as well.
    selector: 'agentgateway=agentgateway',
    versionOf: image => /:v?(\d+\.\d+)\./.exec(image)?.[1],
    enabledBy: {
      isOn: ({ env = [] }) => env.some(({ name, value }) => name === SWITCH.name && value === SWITCH.value),
      fix: `set ${SWITCH.name}=${SWITCH.value} in its environment (Helm: inferenceExtension.enabled=true)`,
    },
    specOf: version => `agentgateway('${version}')`,
    // agentgateway.dev, Install with Helm. A chart's version is written in full: the first patch of the minor version.
    installation: version => [
      `helm upgrade --install agentgateway-crds ${CHARTS}/agentgateway-crds --version v${version}.0 `
      + '-n agentgateway-system --create-namespace',
      `helm upgrade --install agentgateway ${CHARTS}/agentgateway --version v${version}.0 -n agentgateway-system `
      + '--wait --set inferenceExtension.enabled=true',
    ],
  },
  rehearsal: {
    lacks: 'agentgateway\'s data plane is a program in Rust that no package registry has, and Envoy in its place would '
      + 'prove another gateway',
  },
  proof: { objects: 'an API server with the CRDs of agentgateway v1.4.1' },
};

const CHARTS = 'oci://cr.agentgateway.dev/charts';

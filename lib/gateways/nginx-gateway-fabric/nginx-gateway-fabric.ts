import { defaultResources } from '../default-resources';
import { GatewayImplementation, GatewayParameters, GatewayPods, GatewayProvider, GatewayServiceType } from '../gateway';
import { InferencePoolGroup } from '../inference-pool-api';
import { nginxGatewayFabricInferencePoolGroup, nginxGatewayFabricVersionNotes } from './versions';

/** A minor version of NGINX Gateway Fabric: a known one, or any other text, which is a finding at synth. */
// With a plain `string`, an editor offers no versions.
export type NginxGatewayFabricVersion = keyof typeof nginxGatewayFabricInferencePoolGroup | (string & {});

/** Settings of NGINX Gateway Fabric that the user may choose. */
export interface NginxGatewayFabricOptions {
  /**
   * The type of the gateway's Service. `ClusterIP` keeps the model reachable from inside the cluster only.
   * @default 'ClusterIP'
   */
  readonly serviceType?: GatewayServiceType;
}

/**
 * The Gateway API support of NGINX Gateway Fabric at a minor version. It takes only the address of a pod from the
 * picker's answer, and drops the header by which the routing proxy learns of a prefill pod: with prefill and decode
 * apart it is refused (PD760).
 */
export function nginxGatewayFabric(
  version: NginxGatewayFabricVersion, options: NginxGatewayFabricOptions = {},
): GatewayProvider {
  return provider({ ...options, version, inferencePoolGroup: 'inference.networking.k8s.io' });
}

function provider({ serviceType = 'ClusterIP', ...of }: NginxGatewayFabricOptions & {
  readonly version: string; readonly inferencePoolGroup: InferencePoolGroup;
}): GatewayProvider {
  return {
    // Options that do not exist, which the shape of a gateway refuses.
    ...of,
    name: nginxGatewayFabricGateway.name,
    gatewayClassName: nginxGatewayFabricGateway.gatewayClassNames[0],
    serviceType,
    // nginx/nginx-gateway-fabric v2.6.7 internal/controller/provisioner: <gateway>-<class>.
    serviceNameSuffix: '-nginx',
  };
}

const SWITCH = '--gateway-api-inference-extension';

/** What is known of NGINX Gateway Fabric. */
export const nginxGatewayFabricGateway: GatewayImplementation = {
  name: 'nginx-gateway-fabric',
  title: 'NGINX Gateway Fabric',
  gatewayClassNames: ['nginx'],
  otherClasses: true,
  inferencePoolGroups: nginxGatewayFabricInferencePoolGroup,
  versionNotes: nginxGatewayFabricVersionNotes,
  provider,
  apiGroups: ['gateway.nginx.org'],
  objectsOfNamespaces: [],
  parameters: nginxProxy,
  abilities: {
    carriesPickerHeaders: false,
    callersHeaders: 'kept',
    timeouts: false,
    weights: 'yes',
    failureMode: 'as the pool says',
    promptLimit: '1 MiB: `client_max_body_size` of NGINX',
    source:
      'nginx/nginx-gateway-fabric v2.6.7 cmd/gateway/endpoint_picker.go and '
      + 'internal/controller/nginx/modules/src/epp.js (only `x-gateway-destination-endpoint` is taken over), '
      + 'internal/controller/state/graph/httproute.go (timeouts), internal/controller/nginx/config/maps.go',
  },
  // It speaks TLS to a picker without a check of the certificate, unless its controller is told otherwise.
  addObjects: () => {},
  derivedNames: ({ inferencePool }) => [{
    name: `${inferencePool}-pool-svc`,
    what: 'the Service that NGINX Gateway Fabric makes for the pool',
    from: 'inferencePool',
  }],
  controller: {
    title: 'the controller of NGINX Gateway Fabric',
    // charts/nginx-gateway-fabric/templates/_helpers.tpl of v2.6.7.
    selector: 'app.kubernetes.io/name=nginx-gateway-fabric',
    versionOf: image => /:v?(\d+\.\d+)\./.exec(image)?.[1],
    enabledBy: {
      isOn: ({ args = [] }) => args.includes(SWITCH),
      fix: `start it with ${SWITCH} (Helm: nginxGateway.gwAPIInferenceExtension.enable=true)`,
    },
    specOf: version => `nginxGatewayFabric('${version}')`,
    installation: version => [
      'helm upgrade --install ngf oci://ghcr.io/nginx/charts/nginx-gateway-fabric '
      + `--version ${version}.0 -n nginx-gateway --create-namespace --wait `
      + '--set nginxGateway.gwAPIInferenceExtension.enable=true',
    ],
  },
  rehearsal: { lacks: 'its data plane is NGINX with a module of its own, which nothing plays' },
  proof: {
    objects: 'an API server with the CRD of v2.6.7, by hand on 2026-11-27; a synth has a form of the fields in use',
  },
};

/** The NginxProxy of a Gateway (v2.6.7 `apis/v1alpha2/nginxproxy_types.go`). */
function nginxProxy({ serviceType = 'ClusterIP' }: GatewayProvider, { resources }: GatewayPods): GatewayParameters {
  return {
    apiVersion: 'gateway.nginx.org/v1alpha2',
    kind: 'NginxProxy',
    fields: {
      spec: {
        kubernetes: {
          deployment: { container: { resources: defaultResources(resources) } },
          service: { type: serviceType },
        },
      },
    },
  };
}

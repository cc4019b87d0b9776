import { CannotDo, GatewayProvider, GatewayServiceType, RehearsedGateway } from '../gateway';
import { InferencePoolGroup } from '../inference-pool-api';
import { envoyPorts, METRICS_PATH, REQUESTS_PREFIX } from './envoy-config';
import { CONTAINER, envoyContainer, envoyResources, METRICS_PORT_NAME } from './envoy-container';
import { standaloneImages, standaloneInferencePoolGroup, standaloneVersionNotes } from './versions';

/** A minor version of Envoy that is known, or any other text, which is a finding at synth. */
// With a plain `string`, an editor offers no versions.
export type EnvoyVersion = keyof typeof standaloneInferencePoolGroup | (string & {});

/** Settings of the standalone router. */
export interface StandaloneOptions {
  /** Envoy's minor version. @default '1.40' - the one that rehearsals run */
  readonly version?: EnvoyVersion;
  /** Envoy's image, with `sleep` in it. @default - that of the version */
  readonly image?: string;
  /**
   * Whether the pods are selected by an InferencePool, whose CRD must then be in the cluster. Pickers of llm-d 0.3 have
   * no other way (PD750). @default false - by flags of the picker
   */
  readonly inferencePool?: boolean;
  /**
   * The type of the Service. `ClusterIP` keeps the model reachable from inside the cluster only: nothing in this path
   * authenticates a caller. @default 'ClusterIP'
   */
  readonly serviceType?: GatewayServiceType;
}

/**
 * No Gateway: Envoy runs in the picker's pod, and callers reach it by a Service. Neither a controller nor a CRD is
 * needed in the cluster. This is what llm-d's guides install by default.
 */
export function standalone({
  inferencePool = false, serviceType = 'ClusterIP', version = NEWEST, image = imageOf(version), ...others
}: StandaloneOptions = {}): GatewayProvider {
  return {
    // Options that do not exist, which the shape of a gateway refuses.
    ...others,
    name: standaloneGateway.name,
    version,
    inferencePoolGroup: GROUP,
    serviceType,
    serviceNameSuffix: '',
    image,
    selectedBy: inferencePool ? 'InferencePool' : 'endpointPicker',
  };
}

const NEWEST = '1.40' satisfies EnvoyVersion;
const GROUP: InferencePoolGroup = 'inference.networking.k8s.io';

function imageOf(version: string): string {
  const images: Readonly<Record<string, string>> = standaloneImages;
  return Object.hasOwn(images, version) ? images[version]! : `docker.io/envoyproxy/envoy:v${version}.0`;
}

const withGateway = 'leave the field out, and put a gateway of your own before the Service; or use a gateway with a '
  + 'controller, for example `gateway: istio(\'1.30\')`';

const noRoute: CannotDo = {
  cause: 'there is no HTTPRoute: Envoy beside the picker sends all requests for `entrance.paths` to the pods',
  fix: withGateway,
};

const noGateway: CannotDo = {
  cause: 'there is no Gateway: callers reach Envoy by a Service, by plain HTTP on port 80', fix: withGateway,
};

/** What is known of the standalone router. */
export const standaloneGateway: RehearsedGateway = {
  name: 'standalone',
  title: 'Envoy beside the picker',
  gatewayClassNames: [],
  otherClasses: false,
  inferencePoolGroups: standaloneInferencePoolGroup,
  versionNotes: standaloneVersionNotes,
  provider: ({ version }) => standalone({ version }),
  apiGroups: [],
  objectsOfNamespaces: [],
  abilities: {
    carriesPickerHeaders: true,
    callersHeaders: 'refused',
    timeouts: false,
    weights: { not: 'there is no route: the picker chooses among the pods of one deployment' },
    failureMode: { always: 'FailClose' },
    promptLimit: 'none: bodies are streamed to the picker (`FULL_DUPLEX_STREAMED`)',
    source: 'lib/gateways/standalone/envoy-config.ts, what Envoy is told',
  },
  addObjects: () => {},
  entrance: {
    authentication: {},
    cannot: () => ({
      pathPrefix: noRoute, hostnames: noRoute, headers: noRoute, byModel: noRoute, timeoutSeconds: noRoute,
      traffic: noRoute, listeners: noGateway, from: noGateway,
    }),
  },
  derivedNames: () => [],
  // Envoy's documentation, HTTP connection manager statistics: `downstream_rq_xx`, by the first digit of the status.
  // What the picker refused is counted too.
  metrics: {
    port: METRICS_PORT_NAME, path: METRICS_PATH, requests: 'envoy_http_downstream_rq_xx',
    codeLabel: 'envoy_response_code_class', codes: { served: '2', failed: '5' },
    labels: `envoy_http_conn_manager_prefix="${REQUESTS_PREFIX}"`,
  },
  specOf: version => version === NEWEST ? 'standalone()' : `standalone({ version: '${version}' })`,
  besidePicker: {
    container: envoyContainer,
    resources: envoyResources,
    containerName: CONTAINER,
    port: envoyPorts.requests,
    metricsPort: envoyPorts.metrics,
    images: standaloneImages,
    withInferencePool: 'standalone({ inferencePool: true })',
  },
  rehearsal: {
    standIn: 'Envoy 1.40 of PyPI',
    crds: [],
    controllerObjects: () => [],
  },
  proof: {
    objects: 'an API server; Envoy 1.40.0 took its configuration (`--mode validate`)',
    requests:
      'a rehearsal: Envoy 1.40 with its configuration as written; the picker v0.3.2 behind router 0.3, and behind '
      + 'router 0.10 the one of v0.4.0 behind a translation of flags',
  },
};

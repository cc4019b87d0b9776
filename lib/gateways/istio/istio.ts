import { Chart } from 'cdk8s';
import { CannotDo, GatewayProvider, GatewayServiceType, RehearsedGateway } from '../gateway';
import { InferencePoolGroup } from '../inference-pool-api';
import { istioInferencePoolGroup, istioOnePickerARule, istioVersionNotes } from './versions';
import { JwtAuthentication } from './authentication';
import { istioParameters } from './parameters';
import { PickerTls } from './picker-tls';
import { RefusedHeaders } from './refused-headers';

/** An Istio minor version: one whose InferencePool support is known, or any other text, which is a finding at synth. */
// With a plain `string`, an editor offers no versions.
export type IstioVersion = keyof typeof istioInferencePoolGroup | (string & {});

/** Settings of the Istio gateway that the user may choose. */
export interface IstioOptions {
  /**
   * The type of the gateway's Service. `ClusterIP` keeps the model reachable from inside the cluster only:
   * nothing in this path authenticates a caller.
   * @default 'ClusterIP'
   */
  readonly serviceType?: GatewayServiceType;
}

/**
 * The Gateway API support of Istio at a minor version. One that is not known is taken to read InferencePools as the
 * newest that is; a warning (PD428) says so.
 *
 * istiod must run with `ENABLE_GATEWAY_API_INFERENCE_EXTENSION=true`, which is off by default up to 1.31
 * (istio/istio 1.31.0-rc.0 `pilot/pkg/features/experimental.go`).
 */
export function istio(version: IstioVersion, options: IstioOptions = {}): GatewayProvider {
  const groups: Readonly<Record<string, InferencePoolGroup>> = istioInferencePoolGroup;
  const group = Object.hasOwn(groups, version) ? groups[version] : Object.values(groups).at(-1);
  return istio.of({ ...options, version, inferencePoolGroup: group! });
}

/**
 * A version of Istio that this library may not know, with the group in which it reads InferencePools stated. What is
 * then not judged is said at synth, in one warning (PD428).
 */
istio.of = ({ version, inferencePoolGroup, serviceType = 'ClusterIP', ...others }: IstioOfProps): GatewayProvider => ({
  // Options that do not exist, which the shape of a gateway refuses.
  ...others,
  name: istioGateway.name,
  version,
  gatewayClassName: istioGateway.gatewayClassNames[0],
  inferencePoolGroup,
  serviceType,
  // istio/istio 1.30.3 `pilot/pkg/config/kube/gateway/deploymentcontroller.go`, GetDefaultName: <gateway>-<class>.
  serviceNameSuffix: '-istio',
});

/** What `istio.of` needs. */
export interface IstioOfProps extends IstioOptions {
  /** Minor version, for example `1.33`. */
  readonly version: string;
  /** The API group in which it reads InferencePools: `inference.networking.k8s.io` since 1.28.0. */
  readonly inferencePoolGroup: InferencePoolGroup;
}

/**
 * istio/istio 1.30.3 and 1.31.0-rc.0 `pilot/pkg/config/kube/gateway/conversion.go`, buildHTTPDestination; issue 61594,
 * repaired by PR 61601, and in 1.31 by PR 61842.
 */
const lastPickerServesAll: CannotDo = {
  cause: 'of two InferencePools in one rule it asks the picker of the last alone, for the requests of both',
  fix:
    'run Istio 1.31 with the repair (istio/istio PR 61842) or 1.32; or leave `traffic` out and let callers choose: '
    + 'give the other deployment '
    + '`entrance: { from: { name: \'<this Gateway>\' }, headers: { \'x-canary\': \'true\' } }`',
};

const READS_INFERENCE_POOLS = { name: 'ENABLE_GATEWAY_API_INFERENCE_EXTENSION', value: 'true' };

/** What is known of Istio as a gateway. */
export const istioGateway: RehearsedGateway = {
  name: 'istio',
  title: 'Istio',
  gatewayClassNames: ['istio'],
  otherClasses: true,
  inferencePoolGroups: istioInferencePoolGroup,
  versionNotes: istioVersionNotes,
  provider: of => istio.of(of),
  apiGroups: ['networking.istio.io', 'security.istio.io'],
  // istio/istio 1.30.3 `pilot/pkg/serviceregistry/kube/controller/namespacecontroller.go`, with the names of
  // `pilot/pkg/features/experimental.go`.
  objectsOfNamespaces: ['configmap/istio-ca-root-cert', 'configmap/istio-ca-crl'],
  parameters: (provider, pods) => (
    { apiVersion: 'v1', kind: 'ConfigMap', fields: { data: istioParameters(provider, pods) } }
  ),
  abilities: {
    carriesPickerHeaders: true,
    callersHeaders: 'refused',
    timeouts: true,
    weights: { not: 'the picker of the last pool is asked for all pools of the rule (istio/istio#61594)' },
    failureMode: 'as the pool says',
    promptLimit: 'none: bodies are streamed to the picker (`FULL_DUPLEX_STREAMED`)',
    source: 'istio/istio 1.30.3 pilot/pkg/config/kube/gateway/conversion.go',
  },
  addObjects: (scope, { endpointPicker: { host, serviceName }, gateway, policy, refusedHeaders }) => {
    // How Istio speaks to a picker is stated once, however many routes lead to its pool.
    if (!PickerTls.isIn(Chart.of(scope), host)) new PickerTls(scope, 'picker-tls', { name: serviceName, host });
    if (refusedHeaders.length > 0)
      new RefusedHeaders(scope, 'refused-headers', { name: policy, gateway, headers: refusedHeaders });
  },
  entrance: {
    authentication: { jwt: (scope, parts) => void new JwtAuthentication(scope, 'authentication', parts) },
    refuseHeaders: (scope, parts) => void new RefusedHeaders(scope, 'refused-headers', parts),
    cannot: version => istioOnePickerARule.includes(version) ? { traffic: lastPickerServesAll } : {},
  },
  // istio/istio 1.30.3 names the Service of a pool <pool>-ip-<8 digits>.
  derivedNames: ({ inferencePool }) => [
    { name: `${inferencePool}-ip-00000000`, what: 'the Service that Istio makes for the pool', from: 'inferencePool' },
  ],
  // istio/istio 1.30.3 `manifests/charts/istio-control/istio-discovery/files/kube-gateway.yaml`; istio.io, Istio
  // Standard Metrics.
  metrics: {
    port: 'metrics', path: '/stats/prometheus', requests: 'istio_requests_total', codeLabel: 'response_code',
  },
  controller: {
    title: 'istiod',
    selector: 'app=istiod',
    revisionLabel: 'istio.io/rev',
    // Istio's own image is `.../pilot:1.27.3`, of some distributions with more behind it.
    versionOf: image => /:v?(\d+\.\d+)/.exec(image)?.[1],
    enabledBy: {
      isOn: ({ env = [] }) => env.some(({ name, value }) =>
        name === READS_INFERENCE_POOLS.name && value === READS_INFERENCE_POOLS.value),
      fix: `set ${READS_INFERENCE_POOLS.name}=${READS_INFERENCE_POOLS.value} in its environment (Helm: pilot.env)`,
    },
    specOf: version => `istio('${version}')`,
    // istio.io, Install with Helm: the charts `base` and `istiod`, whose value `env` is the environment of istiod.
    installation: version => [
      'helm repo add istio https://istio-release.storage.googleapis.com/charts',
      `helm upgrade --install istio-base istio/base --version ${version}.x -n istio-system --create-namespace`,
      `helm upgrade --install istiod istio/istiod --version ${version}.x -n istio-system --wait `
      + `--set-string env.${READS_INFERENCE_POOLS.name}=${READS_INFERENCE_POOLS.value}`,
    ],
  },
  rehearsal: {
    image: 'docker.io/istio/proxyv2:rehearsal',
    standIn: 'Envoy 1.40 of PyPI, configured by a controller of this project that plays Istio\'s',
    crds: ['istio.io_api'],
    controllerObjects: istiod,
  },
  proof: {
    objects: 'an API server with the CRDs of istio.io/api v1.28.0',
    requests: 'a rehearsal: the real picker and Envoy 1.40, configured by a controller of this project',
  },
};

/**
 * The Deployment by which the version of Istio is known. Its pods are what `programs/rehearsal/cmd/gateway` plays, so
 * it has none.
 */
function istiod(version: string): readonly object[] {
  const [namespace, labels] = ['istio-system', { app: 'istiod' }];
  const spec = {
    containers: [{ name: 'discovery', image: `docker.io/istio/pilot:${version}.0`, env: [READS_INFERENCE_POOLS] }],
  };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'istiod', namespace, labels },
      spec: { replicas: 0, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    },
  ];
}

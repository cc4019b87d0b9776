const bases = 'config/crd/bases';
const standard = 'config/crd/standard';
const envoyGateway = 'charts/gateway-helm/charts/crds/crds/generated/gateway.envoyproxy.io';
const monitoring = 'example/prometheus-operator-crd';

/**
 * Where upstream publishes each CRD that the tests install. A set is one module at one version: two sets may hold the
 * same CRD, and a cluster gets one of them. `only` names the CRDs wanted out of a file that holds many.
 */
export const sources = [
  {
    path: 'sigs.k8s.io/gateway-api-inference-extension',
    version: 'v1.0.1',
    sum: 'h1:n/zyxk/1RCT1nNoCdKiZsN7XTz9mTk3Cu1fWWbtZMBw=',
    files: [
      `${bases}/inference.networking.k8s.io_inferencepools.yaml`,
      `${bases}/inference.networking.x-k8s.io_inferencepools.yaml`,
      `${bases}/inference.networking.x-k8s.io_inferenceobjectives.yaml`,
    ],
  },
  {
    path: 'sigs.k8s.io/gateway-api-inference-extension',
    version: 'v1.5.0',
    sum: 'h1:w9Awt60cmI1vM7Y6N81h8wDCBP0WkmxpdI7GKY0v070=',
    files: [
      `${bases}/inference.networking.k8s.io_inferencepools.yaml`,
      `${bases}/inference.networking.x-k8s.io_inferenceobjectives.yaml`,
      `${bases}/inference.networking.x-k8s.io_inferencemodelrewrites.yaml`,
      `${bases}/inference.networking.x-k8s.io_inferencepoolimports.yaml`,
    ],
  },
  {
    path: 'sigs.k8s.io/gateway-api',
    version: 'v1.4.1',
    sum: 'h1:NPxFutNkKNa8UfLd2CMlEuhIPMQgDQ6DXNKG9sHbJU8=',
    files: gatewayApi(
      'backendtlspolicies',
      'gatewayclasses',
      'gateways',
      'grpcroutes',
      'httproutes',
      'referencegrants',
    ),
  },
  {
    path: 'sigs.k8s.io/gateway-api',
    version: 'v1.5.1',
    sum: 'h1:RqVRIlkhLhUO8wOHKTLnTJA6o/1un4po4/6M1nRzdd0=',
    files: gatewayApi(
      'backendtlspolicies',
      'gatewayclasses',
      'gateways',
      'grpcroutes',
      'httproutes',
      'listenersets',
      'referencegrants',
      'tlsroutes',
    ),
  },
  {
    path: 'istio.io/api',
    version: 'v1.28.0',
    sum: 'h1:0fYY9G03CAdFwE/fCkpr0v7kKsy+Hz9OCCjLNBNLbnU=',
    files: ['kubernetes/customresourcedefinitions.gen.yaml'],
    only: [
      'authorizationpolicies.security.istio.io', 'destinationrules.networking.istio.io',
      'requestauthentications.security.istio.io',
    ],
  },
  {
    path: 'github.com/agentgateway/agentgateway',
    version: 'v1.4.1',
    sum: 'h1:1W5YhPZa4V3YA9GUiwlSqp1j+O7QrDfs8IEERErafHs=',
    files: ['controller/install/helm/agentgateway-crds/templates/agentgateway.dev_agentgatewayparameters.yaml'],
  },
  {
    path: 'github.com/envoyproxy/gateway',
    version: 'v1.8.1',
    sum: 'h1:i8POtrPtel3n0iGP55MNy6U1rTW4msyhkEWjXAF09ts=',
    files: ['clienttrafficpolicies', 'envoyproxies'].map(plural => `${envoyGateway}_${plural}.yaml`),
  },
  {
    path: 'sigs.k8s.io/lws',
    version: 'v0.9.0',
    sum: 'h1:DcJCgxjjoGOx//QHZkeKpyiblxYq70aCRZNYSfykWyI=',
    files: [
      `${bases}/leaderworkerset.x-k8s.io_leaderworkersets.yaml`,
      `${bases}/disaggregatedset.x-k8s.io_disaggregatedsets.yaml`,
    ],
  },
  {
    path: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.93.0',
    sum: 'h1:AohlYJT+En8TmNpAcEUJ3GsaJTAqfEBwHmGTVpRm/Io=',
    files: ['podmonitors', 'prometheusrules', 'servicemonitors'].map(
      plural => `${monitoring}/monitoring.coreos.com_${plural}.yaml`,
    ),
  },
  {
    path: 'github.com/kedacore/keda/v2',
    version: 'v2.20.2',
    sum: 'h1:SR60v8uIcelbveS8n/1jcl8tLdBBIbHMxmdOHw8tKqA=',
    files: [`${bases}/keda.sh_scaledobjects.yaml`, `${bases}/keda.sh_triggerauthentications.yaml`],
  },
  {
    path: 'github.com/argoproj/argo-cd/v3',
    version: 'v3.2.0',
    sum: 'h1:m2eGAV+nXQGgzZbH5SyJD5laaPW27mzWXBrgisUHY/0=',
    files: ['application', 'applicationset'].map(kind => `manifests/crds/${kind}-crd.yaml`),
  },
  {
    path: 'github.com/fluxcd/kustomize-controller',
    version: 'v1.6.0',
    sum: 'h1:13S+wqCQ44njSg59DNgm1qMqVkK6+0eoZs+jv4+EWCs=',
    files: [`${bases}/kustomize.toolkit.fluxcd.io_kustomizations.yaml`],
  },
];

function gatewayApi(...plurals) {
  return plurals.map(plural => `${standard}/gateway.networking.k8s.io_${plural}.yaml`);
}

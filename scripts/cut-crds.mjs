// Writes crds/ and schemas/ from pinned Go modules. Needs Go, and a network unless the modules are cached; the result
// is committed, so nothing else in this repository needs either. A new version is a new line in `modules`, then `npm
// run crds && npm run import`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { cutCrd } from './crd.mjs';
import { goModule } from './go-module.mjs';
import { cutOpenApi } from './openapi.mjs';

const modules = {
  agentgateway: {
    path: 'github.com/agentgateway/agentgateway',
    version: 'v1.4.1',
    sum: 'h1:1W5YhPZa4V3YA9GUiwlSqp1j+O7QrDfs8IEERErafHs=',
  },
  envoyGateway: {
    path: 'github.com/envoyproxy/gateway',
    version: 'v1.8.1',
    sum: 'h1:i8POtrPtel3n0iGP55MNy6U1rTW4msyhkEWjXAF09ts=',
  },
  inferenceExtensionAlpha: {
    path: 'sigs.k8s.io/gateway-api-inference-extension',
    version: 'v1.0.1',
    sum: 'h1:n/zyxk/1RCT1nNoCdKiZsN7XTz9mTk3Cu1fWWbtZMBw=',
  },
  inferenceExtension: {
    path: 'sigs.k8s.io/gateway-api-inference-extension',
    version: 'v1.5.0',
    sum: 'h1:w9Awt60cmI1vM7Y6N81h8wDCBP0WkmxpdI7GKY0v070=',
  },
  gatewayApi: {
    path: 'sigs.k8s.io/gateway-api',
    version: 'v1.5.1',
    sum: 'h1:RqVRIlkhLhUO8wOHKTLnTJA6o/1un4po4/6M1nRzdd0=',
  },
  istio: { path: 'istio.io/api', version: 'v1.28.0', sum: 'h1:0fYY9G03CAdFwE/fCkpr0v7kKsy+Hz9OCCjLNBNLbnU=' },
  prometheusOperator: {
    path: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.93.0',
    sum: 'h1:AohlYJT+En8TmNpAcEUJ3GsaJTAqfEBwHmGTVpRm/Io=',
  },
  keda: {
    path: 'github.com/kedacore/keda/v2',
    version: 'v2.20.2',
    sum: 'h1:SR60v8uIcelbveS8n/1jcl8tLdBBIbHMxmdOHw8tKqA=',
  },
  lws: { path: 'sigs.k8s.io/lws', version: 'v0.9.0', sum: 'h1:DcJCgxjjoGOx//QHZkeKpyiblxYq70aCRZNYSfykWyI=' },
  kubernetes: { path: 'k8s.io/kubernetes', version: 'v1.34.4', sum: 'h1:Yy6R4QB8C9kJPp25GFqEvX5XQwY5qzKeqD0Xx6oAcmk=' },
};

const envoyGatewayCrds = 'charts/gateway-helm/charts/crds/crds/generated/gateway.envoyproxy.io';

const gatewayApiCrds = 'config/crd/standard/gateway.networking.k8s.io';

// One bundle an API group: `cdk8s import` writes one file a group, and a second bundle of the group would overwrite it.
// Four bundles are not cut, since no module proxy has their definitions: disaggregatedset.x-k8s.io, networking.gke.io,
// gateway.nginx.org and resource.nvidia.com.
const bundles = {
  'agentgateway.dev': [
    {
      module: 'agentgateway',
      file: 'controller/install/helm/agentgateway-crds/templates/agentgateway.dev_agentgatewayparameters.yaml',
      kind: 'AgentgatewayParameters',
      version: 'v1alpha1',
    },
  ],
  'gateway.envoyproxy.io': [
    {
      module: 'envoyGateway',
      file: `${envoyGatewayCrds}_clienttrafficpolicies.yaml`,
      kind: 'ClientTrafficPolicy',
      version: 'v1alpha1',
    },
    {
      module: 'envoyGateway',
      file: `${envoyGatewayCrds}_envoyproxies.yaml`,
      kind: 'EnvoyProxy',
      version: 'v1alpha1',
      // A twentieth of it: the rest are templates of pods.
      only: ['spec.provider.type', ...[
        'envoyDeployment.container.resources', 'envoyDeployment.pod.imagePullSecrets', 'envoyService.type',
      ].map(field => `spec.provider.kubernetes.${field}`)],
    },
  ],
  'gateway.networking.k8s.io': [
    { module: 'gatewayApi', file: `${gatewayApiCrds}_gateways.yaml`, kind: 'Gateway', version: 'v1' },
    { module: 'gatewayApi', file: `${gatewayApiCrds}_httproutes.yaml`, kind: 'HTTPRoute', version: 'v1' },
    {
      module: 'gatewayApi',
      file: `${gatewayApiCrds}_referencegrants.yaml`,
      kind: 'ReferenceGrant',
      version: 'v1beta1',
    },
  ],
  'inference.networking.k8s.io': [
    {
      module: 'inferenceExtension',
      file: 'config/crd/bases/inference.networking.k8s.io_inferencepools.yaml',
      kind: 'InferencePool',
      version: 'v1',
    },
  ],
  'inference.networking.x-k8s.io': [
    {
      module: 'inferenceExtensionAlpha',
      file: 'config/crd/bases/inference.networking.x-k8s.io_inferencepools.yaml',
      kind: 'InferencePool',
      version: 'v1alpha2',
    },
  ],
  'keda.sh': [
    { module: 'keda', file: 'config/crd/bases/keda.sh_scaledobjects.yaml', kind: 'ScaledObject', version: 'v1alpha1' },
    {
      module: 'keda',
      file: 'config/crd/bases/keda.sh_triggerauthentications.yaml',
      kind: 'TriggerAuthentication',
      version: 'v1alpha1',
      // The rest are the stores of other clouds.
      only: ['spec.secretTargetRef'],
    },
  ],
  'leaderworkerset.x-k8s.io': [
    {
      module: 'lws',
      file: 'config/crd/bases/leaderworkerset.x-k8s.io_leaderworkersets.yaml',
      kind: 'LeaderWorkerSet',
      version: 'v1',
    },
  ],
  'monitoring.coreos.com': ['PodMonitor', 'ServiceMonitor', 'PrometheusRule'].map(kind => ({
    module: 'prometheusOperator',
    file: `example/prometheus-operator-crd/monitoring.coreos.com_${kind.toLowerCase()}s.yaml`,
    kind,
    version: 'v1',
  })),
  'networking.istio.io': [
    { module: 'istio', file: 'kubernetes/customresourcedefinitions.gen.yaml', kind: 'DestinationRule', version: 'v1' },
  ],
  'security.istio.io': [
    {
      module: 'istio',
      file: 'kubernetes/customresourcedefinitions.gen.yaml',
      kind: 'AuthorizationPolicy',
      version: 'v1',
    },
    {
      module: 'istio',
      file: 'kubernetes/customresourcedefinitions.gen.yaml',
      kind: 'RequestAuthentication',
      version: 'v1',
    },
  ],
};

const builtInKinds = [
  'apps.v1.Deployment',
  'autoscaling.v2.HorizontalPodAutoscaler',
  'batch.v1.Job',
  'core.v1.ConfigMap',
  'core.v1.Namespace',
  'core.v1.PersistentVolumeClaim',
  'core.v1.Secret',
  'core.v1.Service',
  'core.v1.ServiceAccount',
  'networking.v1.NetworkPolicy',
  'policy.v1.PodDisruptionBudget',
  'rbac.v1.Role',
  'rbac.v1.RoleBinding',
  'resource.v1.ResourceClaimTemplate',
  'scheduling.v1.PriorityClass',
].map(kind => `io.k8s.api.${kind}`);

try {
  const fetched = Object.fromEntries(Object.entries(modules).map(([name, pinned]) => [name, goModule(pinned)]));
  const files = [
    ...Object.entries(bundles).map(([group, crds]) => [`crds/${group}.yaml`, bundle(fetched, crds)]),
    ['schemas/kubernetes.json', openApi(fetched.kubernetes)],
  ];
  for (const folder of ['crds', 'schemas']) mkdirSync(root(folder), { recursive: true });
  for (const [path, text] of files) writeFileSync(root(path), text);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function bundle(fetched, crds) {
  return crds.map(({ module, file, kind, version, only }) => {
    const { label, read } = fetched[module];
    return `# ${label(file)}\n${yamlOf(cutCrd(read(file), kind, version, only))}`;
  }).join('---\n');
}

function openApi(kubernetes) {
  const file = 'api/openapi-spec/swagger.json';
  const cut = cutOpenApi(JSON.parse(kubernetes.read(file)), builtInKinds);
  return `${JSON.stringify({ $comment: kubernetes.label(file), ...cut }, sorted, 1)}\n`;
}

function yamlOf(crd) {
  // Quoted for YAML 1.1 readers too: kubectl would take a bare `on` for true and a bare date for a time.
  return stringify(crd, { compat: 'yaml-1.1', sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false });
}

function sorted(_key, value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function root(path) {
  return new URL(`../${path}`, import.meta.url);
}

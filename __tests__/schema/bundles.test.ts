import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crdBundles, CustomResource, kubernetes } from './kinds';

const bundles = crdBundles();
const crds = [...bundles.values()].flat();

test('each bundle holds the kinds and versions in use and no others', () => {
  expect(Object.fromEntries([...bundles].map(([file, definitions]) => [file, definitions.map(versionsOf)]))).toEqual({
    'agentgateway.dev.yaml': ['AgentgatewayParameters v1alpha1'],
    'disaggregatedset.x-k8s.io.yaml': ['DisaggregatedSet v1'],
    'gateway.envoyproxy.io.yaml': ['ClientTrafficPolicy v1alpha1', 'EnvoyProxy v1alpha1'],
    'gateway.networking.k8s.io.yaml': ['Gateway v1', 'HTTPRoute v1', 'ReferenceGrant v1beta1'],
    'gateway.nginx.org.yaml': ['NginxProxy v1alpha2'],
    'inference.networking.k8s.io.yaml': ['InferencePool v1'],
    'inference.networking.x-k8s.io.yaml': ['InferencePool v1alpha2'],
    'keda.sh.yaml': ['ScaledObject v1alpha1', 'TriggerAuthentication v1alpha1'],
    'leaderworkerset.x-k8s.io.yaml': ['LeaderWorkerSet v1'],
    'monitoring.coreos.com.yaml': ['PodMonitor v1', 'ServiceMonitor v1', 'PrometheusRule v1'],
    'networking.gke.io.yaml': ['GCPBackendPolicy v1', 'HealthCheckPolicy v1'],
    'networking.istio.io.yaml': ['DestinationRule v1'],
    'resource.nvidia.com.yaml': ['ComputeDomain v1beta1'],
    'security.istio.io.yaml': ['AuthorizationPolicy v1', 'RequestAuthentication v1'],
  });
});

test('each CRD names the module, version and file it was cut from', () => {
  // Of four groups no module proxy has the definitions: their files say what they are.
  const forms = [
    'disaggregatedset.x-k8s.io.yaml', 'gateway.nginx.org.yaml', 'networking.gke.io.yaml', 'resource.nvidia.com.yaml',
  ];
  for (const form of forms)
    expect(readFileSync(join(__dirname, '../../crds', form), 'utf8')).toMatch(/^# [^]{0,160}a (form|cut) of our own/);
  const headers = [...bundles.keys()].filter(file => !forms.includes(file)).flatMap(
    file => readFileSync(join(__dirname, '../../crds', file), 'utf8').match(/^# .*$/gm) ?? [],
  );
  expect(headers.map(header => header.split('/').slice(0, -1).join('/'))).toEqual([
    '# github.com/agentgateway/agentgateway@v1.4.1 controller/install/helm/agentgateway-crds/templates',
    ...Array.from(
      { length: 2 }, () => '# github.com/envoyproxy/gateway@v1.8.1 charts/gateway-helm/charts/crds/crds/generated',
    ),
    ...Array.from({ length: 3 }, () => '# sigs.k8s.io/gateway-api@v1.5.1 config/crd/standard'),
    '# sigs.k8s.io/gateway-api-inference-extension@v1.5.0 config/crd/bases',
    '# sigs.k8s.io/gateway-api-inference-extension@v1.0.1 config/crd/bases',
    '# github.com/kedacore/keda/v2@v2.20.2 config/crd/bases',
    '# github.com/kedacore/keda/v2@v2.20.2 config/crd/bases',
    '# sigs.k8s.io/lws@v0.9.0 config/crd/bases',
    ...Array.from(
      { length: 3 },
      () => '# github.com/prometheus-operator/prometheus-operator@v0.93.0 example/prometheus-operator-crd',
    ),
    ...Array.from({ length: 3 }, () => '# istio.io/api@v1.28.0 kubernetes'),
  ]);
});

// Counted in the modules' own files.
test('the CEL rules are all there, each with its rule and message', () => {
  const rules = new Map(
    crds.map(crd => [`${crd.spec.group} ${crd.spec.names.kind}`, valuesOf(crd, 'x-kubernetes-validations').flat()]),
  );
  expect(Object.fromEntries([...rules].map(([kind, found]) => [kind, found.length]))).toEqual({
    'agentgateway.dev AgentgatewayParameters': 4,
    'disaggregatedset.x-k8s.io DisaggregatedSet': 1,
    'gateway.envoyproxy.io ClientTrafficPolicy': 15,
    'gateway.envoyproxy.io EnvoyProxy': 0,
    'gateway.networking.k8s.io Gateway': 16,
    'gateway.networking.k8s.io HTTPRoute': 89,
    'gateway.networking.k8s.io ReferenceGrant': 0,
    'gateway.nginx.org NginxProxy': 0,
    'inference.networking.k8s.io InferencePool': 2,
    'inference.networking.x-k8s.io InferencePool': 0,
    'keda.sh ScaledObject': 1,
    'keda.sh TriggerAuthentication': 0,
    'leaderworkerset.x-k8s.io LeaderWorkerSet': 0,
    'monitoring.coreos.com PodMonitor': 0,
    'monitoring.coreos.com PrometheusRule': 0,
    'monitoring.coreos.com ServiceMonitor': 0,
    'networking.gke.io GCPBackendPolicy': 0,
    'networking.gke.io HealthCheckPolicy': 0,
    'networking.istio.io DestinationRule': 39,
    'resource.nvidia.com ComputeDomain': 1,
    'security.istio.io AuthorizationPolicy': 7,
    'security.istio.io RequestAuthentication': 10,
  });
  const complete = { rule: expect.any(String) as string, message: expect.any(String) as string };
  for (const rule of [...rules.values()].flat()) expect(rule).toMatchObject(complete);
  expect(rules.get('inference.networking.k8s.io InferencePool')).toContainEqual({
    message: 'port is required when kind is \'Service\' or unspecified (defaults to \'Service\')',
    rule: 'self.kind != \'Service\' || has(self.port)',
  });
});

test('no description is left in any CRD or in the Kubernetes definitions', () => {
  for (const schema of [...crds, ...Object.values(kubernetes())])
    expect(valuesOf(schema, 'description').filter(isProse)).toEqual([]);
});

test('a field that is called description stays', () => {
  expect(kubernetes()['io.k8s.api.scheduling.v1.PriorityClass']?.properties?.description).toEqual({ type: 'string' });
});

test('each CRD of a *.k8s.io group keeps the approval annotation without which a server refuses it', () => {
  // Groups of `x-k8s.io` need none (kubernetes apiextensions-apiserver, `isProtectedCommunityGroup`).
  for (const { metadata } of crds.filter(({ spec }) => spec.group.endsWith('.k8s.io'))) {
    expect(metadata).toHaveProperty(['annotations', 'api-approved.kubernetes.io']);
  }
});

test('the Kubernetes definitions are those of the kinds that are emitted and whatever they refer to', () => {
  const kinds = Object.values(kubernetes()).flatMap(schema => schema['x-kubernetes-group-version-kind'] ?? []);
  expect(kinds.map(({ group, version, kind }) => [group, version, kind].filter(Boolean).join('/')).sort()).toEqual([
    'apps/v1/Deployment',
    'autoscaling/v2/HorizontalPodAutoscaler',
    'batch/v1/Job',
    'networking.k8s.io/v1/NetworkPolicy',
    'policy/v1/PodDisruptionBudget',
    'rbac.authorization.k8s.io/v1/Role',
    'rbac.authorization.k8s.io/v1/RoleBinding',
    'resource.k8s.io/v1/ResourceClaimTemplate',
    'scheduling.k8s.io/v1/PriorityClass',
    'v1/ConfigMap',
    'v1/Namespace',
    'v1/PersistentVolumeClaim',
    'v1/Secret',
    'v1/Service',
    'v1/ServiceAccount',
  ]);
});

function versionsOf({ spec }: CustomResource): string {
  return [spec.names.kind, ...spec.versions.map(({ name }) => name)].join(' ');
}

/** A description is text; a field of that name is a schema. */
function isProse(value: unknown): boolean {
  return typeof value === 'string';
}

function valuesOf(tree: unknown, keyword: string): unknown[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => [
    ...(key === keyword ? [value as unknown] : []),
    ...valuesOf(value, keyword),
  ]);
}

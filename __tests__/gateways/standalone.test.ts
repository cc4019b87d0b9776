import { App } from 'cdk8s';
import { type EntranceSpec, ModelGateway, standalone, Release } from '../../lib';
import { checkApis } from '../../lib/cluster/doctor/apis';
import { checkGateway } from '../../lib/cluster/doctor/gateway';
import { ClusterSnapshot } from '../../lib/cluster/doctor/cluster-snapshot';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { planInference } from '../../lib/plan/plan-inference';
import { checkPlan } from '../../lib/rules/judge';
import { Manifest, manifestsOf, yamlOf } from '../manifests';
import { specWith } from '../valid-spec';

const operations = { monitoring: { namespace: 'monitoring' } };
const written = (gateway = standalone(), change: object = {}): Manifest[] =>
  manifestsOf(specWith({ gateway, operations, ...change }), 'llama');
const of = (manifests: readonly Manifest[], kind: string, name: string): Manifest =>
  manifests.find(manifest => manifest.kind === kind && manifest.metadata.name === name)!;
const podOf = (manifests: readonly Manifest[]) => of(manifests, 'Deployment', 'llama-epp').spec.template.spec;

test('no kind of the Gateway API, of its Inference Extension or of a gateway is written', () => {
  const groups = written().map(({ apiVersion }) => apiVersion.split('/')[0]);
  expect(groups.filter(group => /gateway|inference|istio/.test(group))).toEqual([]);
});

test('the picker selects the pods of both roles by its flags, and may read pods alone', () => {
  const manifests = written();
  const [picker] = podOf(manifests).containers;
  const selector = 'llm-d.ai/inference-serving=true,llm-d.ai/model=llama';
  expect(picker.args).toEqual(expect.arrayContaining(
    [`--endpoint-selector=${selector}`, '--endpoint-target-ports=8000'],
  ));
  expect(picker.args.filter((argument: string) => argument.startsWith('--pool'))).toEqual([]);
  expect(picker.env.map(({ name }: { name: string }) => name)).toEqual(['NAMESPACE', 'POD_NAME']);
  expect(of(manifests, 'Role', 'llama-epp').rules).toEqual([
    { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
  ]);
});

test('an InferencePool is written where it is wanted, and the picker serves it', () => {
  const manifests = written(standalone({ inferencePool: true }));
  expect(of(manifests, 'InferencePool', 'llama').spec.endpointPickerRef.name).toBe('llama-epp');
  expect(podOf(manifests).containers[0].args).toContain('--pool-name=llama');
  expect(podOf(manifests).containers[0].env).toBeUndefined();
});

test('Envoy is in the picker\'s pod, and outlives the picker\'s streams', () => {
  const { containers: [, envoy], terminationGracePeriodSeconds } = podOf(written());
  expect(envoy).toMatchObject({
    name: 'envoy-proxy',
    image: 'docker.io/envoyproxy/envoy:v1.40.0',
    lifecycle: { preStop: { exec: { command: ['sleep', String(terminationGracePeriodSeconds)] } } },
    securityContext: {
      allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true, runAsUser: 101,
    },
  });
});

test('Envoy\'s image is that of the lock and the mirror', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const images = {
    digests: { 'docker.io/envoyproxy/envoy:v1.40.0': digest }, mirrors: { 'docker.io': 'registry.internal' },
  };
  expect(podOf(written(standalone(), { images })).containers[1].image)
    .toBe(`registry.internal/envoyproxy/envoy:v1.40.0@${digest}`);
});

test('a lock without Envoy\'s image is found, and a mirror of it is of use', () => {
  const digests = { 'docker.io/vllm/vllm-openai:v0.27.1': `sha256:${'0'.repeat(64)}` };
  const found = checkPlan(planInference('llama', specWith({
    gateway: standalone(), images: { digests, mirrors: { 'docker.io/envoyproxy': 'registry.internal' } },
  })));
  expect(found).toContainEqual(expect.objectContaining({
    rule: 'PD612', cause: 'has no digest of docker.io/envoyproxy/envoy:v1.40.0',
  }));
  expect(found.filter(({ rule }) => rule === 'PD221')).toEqual([]);
});

describe('what Envoy is told', () => {
  const config = (change: object = {}): string => podOf(written(standalone(), change)).containers[1].args.at(-1);

  test('a request goes to the pod that the picker names, or to none', () => {
    expect(config()).toContain('http_header_name: x-gateway-destination-endpoint');
    expect(config()).toContain('failure_mode_allow: false');
  });

  test.each(Object.values(Release).map(release => [release.name, release] as const))(
    'a caller cannot send the headers of the picker of %s', (_, release) => {
      const headers = ['x-gateway-destination-endpoint', ...release.routingProxy.targetHeaders];
      const told = podOf(written(standalone({ inferencePool: true }), { release })).containers[1].args.at(-1);
      for (const header of headers) expect(told).toMatch(new RegExp(`name: ${header}\\n\\s+present_match: true`));
    });

  test('paths are those of the spec, and every other one is 404', () => {
    const told = config({ entrance: { paths: ['/v1', '/tokenize'] } });
    expect([...told.matchAll(/path_separated_prefix: (\S+)/g)].map(([, path]) => path)).toEqual(['/v1', '/tokenize']);
    expect(told).toMatch(/direct_response:\n\s+status: 404/);
  });

  test('it has as many threads as it may use cores', () => {
    const containers = { gateway: { resources: { limits: { cpu: '3500m' } } } };
    expect(podOf(written(standalone(), { containers })).containers[1].args).toContain('4');
  });
});

test('callers reach Envoy by a Service of its own, which has no way to the picker', () => {
  const { spec } = of(written(), 'Service', 'llama-inference-gateway');
  expect(spec).toMatchObject({ type: 'ClusterIP', selector: { inferencepool: 'llama-epp' } });
  expect(spec.ports).toEqual([{ name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' }]);
});

test('the network policy of the pod lets callers to Envoy, Prometheus to the metrics, and nobody to the picker', () => {
  const { ingress } = of(written(), 'NetworkPolicy', 'llama-epp').spec;
  const ports = ingress.map(({ from, ports }: { from?: unknown; ports: { port: number }[] }) =>
    [from === undefined ? 'anyone' : 'some', ...ports.map(({ port }) => port)]);
  expect(ports).toEqual([['anyone', 8081], ['some', 19_001], ['some', 9090]]);
  expect(JSON.stringify(written().filter(({ kind }) => kind === 'NetworkPolicy'))).not.toContain('gateway-name');
});

test('alerts read what Envoy counted for callers, by the first digit of the status', () => {
  const rules = written().find(({ kind }) => kind === 'PrometheusRule')!;
  const { expr } = rules.spec.groups[0].rules.find(({ alert }: { alert: string }) => alert === 'RequestsFail');
  expect(expr).toContain('envoy_http_downstream_rq_xx{namespace="team-a",inferencepool="llama-epp",'
    + 'envoy_http_conn_manager_prefix="inference",envoy_response_code_class=~"5"}');
  const monitor = of(written(), 'PodMonitor', 'llama-inference-gateway').spec;
  expect(monitor).toMatchObject({
    selector: { matchLabels: { inferencepool: 'llama-epp' } }, podTargetLabels: ['inferencepool'],
    podMetricsEndpoints: [{ port: 'envoy-metrics', path: '/stats/prometheus' }],
  });
});

test('the Job of a verification asks the Service', () => {
  const { operations: { verification } } = planInference(
    'llama', specWith({ gateway: standalone(), operations: { verification: {} } }),
  );
  expect(verification?.plan.gateway).toBe('http://llama-inference-gateway.team-a.svc:80');
});

describe('a file says how requests come in', () => {
  test('by the Service, to pods that flags of the picker select', () => {
    const deployment = distDeployment(yamlOf(written()));
    expect(deployment).toMatchObject({
      endpoints: {
        port: 8000, selector: { 'llm-d.ai/inference-serving': 'true', 'llm-d.ai/model': 'llama' },
      },
      wayIn: {
        className: 'standalone', listeners: [{ port: 80 }], container: 'envoy-proxy',
        pods: { inferencepool: 'llama-epp' },
      },
    });
    expect([deployment.gateway, deployment.route, deployment.pool]).toEqual([undefined, undefined, undefined]);
  });

  test('with an InferencePool the pool says which', () => {
    expect(distDeployment(yamlOf(written(standalone({ inferencePool: true })))).endpoints)
      .toMatchObject({ port: 8000, saidBy: 'InferencePool llama' });
  });

  test('the doctor asks for no controller, and for no CRD that the file does not need', () => {
    const deployment = distDeployment(yamlOf(manifestsOf(specWith({ gateway: standalone() }), 'llama')));
    const core = ['v1', 'apps/v1', 'rbac.authorization.k8s.io/v1', 'networking.k8s.io/v1', 'policy/v1', 'batch/v1'];
    const apis = Object.fromEntries(core.map(group => [group, new Proxy({}, { get: () => 'any' })]));
    const snapshot = { kubernetes: 'v1.34.4', apis, bundles: {}, gatewayClasses: [], gatewayControllers: [],
      unreadable: [] } as unknown as ClusterSnapshot;
    const diagnoses = [...checkApis(snapshot, deployment), ...checkGateway(snapshot, deployment)];
    expect(diagnoses.filter(({ severity }) => severity !== 'ok')).toEqual([]);
  });
});

test('a release without the flags is told of the pool, and works with it', () => {
  const found = (gateway = standalone()) =>
    checkPlan(planInference('llama', specWith({ release: Release.ROUTER_0_3, gateway })))
      .filter(({ severity }) => severity === 'error');
  expect(found()).toEqual([expect.objectContaining({
    rule: 'PD750', fix: expect.stringContaining('standalone({ inferencePool: true })'),
  })]);
  expect(found(standalone({ inferencePool: true }))).toEqual([]);
});

test.each([
  ['a version of Envoy that is out of support', standalone({ version: '1.33' }), 'PD433'],
  ['one that is not known', standalone({ version: '1.99' }), 'PD428'],
  ['one that is no minor version', standalone({ version: '1.40.0' }), 'PD430'],
  ['a Service that is reached from outside', standalone({ serviceType: 'LoadBalancer' }), 'PD437'],
])('%s is found', (_, gateway, rule) => {
  expect(checkPlan(planInference('llama', specWith({ gateway }))).map(found => found.rule)).toContain(rule);
});

describe('what needs a Gateway or a route is refused where there is none', () => {
  test.each<[keyof EntranceSpec, EntranceSpec, string]>([
    ['hostnames', { hostnames: ['models.example.com'] }, 'PD775'],
    ['headers', { headers: { 'x-canary': 'true' } }, 'PD775'],
    ['pathPrefix', { pathPrefix: '/llama' }, 'PD775'],
    ['byModel', { byModel: true }, 'PD775'],
    ['timeoutSeconds', { timeoutSeconds: 60 }, 'PD775'],
    ['traffic', { traffic: { llama: 90, canary: 10 } }, 'PD775'],
    ['listeners', { listeners: [{ protocol: 'HTTPS', certificate: { secretName: 'tls' } }] }, 'PD775'],
    ['from', { from: { name: 'models' } }, 'PD775'],
    ['authentication', { authentication: { type: 'jwt', issuer: 'https://login.example.com' } }, 'PD774'],
  ])('%s', (_, entrance, rule) => {
    const found = checkPlan(planInference('llama', specWith({ gateway: standalone(), entrance })));
    expect(found.map(({ rule }) => rule)).toContain(rule);
  });

  test('a Gateway for many models', () => {
    const gateway = new ModelGateway(new App(), 'models', { namespace: 'models', gateway: standalone() });
    expect(gateway.findings().map(({ field, rule }) => `${rule} ${field}`)).toEqual(['PD701 gateway']);
  });

  test('annotations are those of the Service', () => {
    const annotations = { 'example.com/load-balancer': 'internal' };
    const manifests = written(standalone(), { entrance: { annotations } });
    expect(of(manifests, 'Service', 'llama-inference-gateway').metadata).toMatchObject({ annotations });
  });
});

import { App, Testing } from 'cdk8s';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  agentgateway, DisaggregatedInference, envoyAiGateway, gke, InferenceSpec, istio, nginxGatewayFabric,
} from '../../lib';
import { ClusterSnapshot } from '../../lib/cluster/doctor/cluster-snapshot';
import { checkGateway } from '../../lib/cluster/doctor/gateway';
import { controllerOf } from '../../lib/cluster/doctor/gateway-controller';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { gatewayNamed, serviceOf } from '../../lib/gateways/gateways';
import { Deployment } from '../../lib/kube/kubernetes-objects';
import { gatewaysPage } from '../../scripts/gateways-page';
import { Manifest, yamlOf } from '../manifests';
import { specWith } from '../valid-spec';

type Change = Partial<Record<keyof InferenceSpec, unknown>>;

const chart = (change: Change) => new DisaggregatedInference(new App(), 'llama', specWith(change));
const synth = (change: Change) => Testing.synth(chart(change)) as Manifest[];
const kind = (manifests: readonly Manifest[], wanted: string) => manifests.find(({ kind }) => kind === wanted)?.spec;
const found = (change: Change) => chart(change).findings().map(({ field, rule }) => `${rule} ${field}`);

test('docs/gateways.md is what the modules say (written by `npm run docs`)', () => {
  expect(readFileSync(join(__dirname, '..', '..', 'docs', 'gateways.md'), 'utf8')).toBe(gatewaysPage());
});

describe('a header that is the picker\'s to set', () => {
  const header = 'x-prefiller-host-port';

  test('is taken off by the route of agentgateway, which applies it before it asks the picker', () => {
    const [rule] = kind(synth({ gateway: agentgateway('1.4') }), 'HTTPRoute').rules;
    expect(rule.filters).toEqual([
      { type: 'RequestHeaderModifier', requestHeaderModifier: { remove: expect.arrayContaining([header]) } },
    ]);
  });

  test('is taken off by Envoy Gateway before any filter, with a buffer for long prompts', () => {
    const manifests = synth({ gateway: envoyAiGateway('1.1') });
    expect(kind(manifests, 'ClientTrafficPolicy')).toMatchObject({
      connection: { bufferLimit: '50Mi' },
      headers: { earlyRequestHeaders: { remove: expect.arrayContaining([header]) } },
      targetRefs: [{ kind: 'Gateway', name: 'llama-inference-gateway' }],
    });
    expect(kind(manifests, 'HTTPRoute').rules[0]).not.toHaveProperty('filters');
  });

  test('is dropped by NGINX Gateway Fabric also where the picker sets it, so prefill pods are refused', () => {
    const { prefill: _, ...aggregated } = specWith({ gateway: nginxGatewayFabric('2.6') });
    expect(new DisaggregatedInference(new App(), 'llama', aggregated as InferenceSpec).findings()
      .map(({ rule }) => rule)).not.toContain('PD760');
    expect(found({ gateway: nginxGatewayFabric('2.6') })).toContain('PD760 gateway');
  });
});

test('a load balancer of GKE is told of the health of pods and of the time of a request, and its route is not', () => {
  const manifests = synth({ gateway: gke('gke-l7-rilb', { timeoutSeconds: 900 }) });
  expect(kind(manifests, 'GCPBackendPolicy').default.timeoutSec).toBe(900);
  expect(kind(manifests, 'HealthCheckPolicy')).toMatchObject({
    targetRef: { kind: 'InferencePool', name: 'llama' },
    default: { config: { httpHealthCheck: { port: 8000, requestPath: '/health' } } },
  });
  expect(kind(manifests, 'HTTPRoute').rules[0]).not.toHaveProperty('timeouts');
  expect(kind(manifests, 'Gateway')).not.toHaveProperty('infrastructure');
});

test('pods of a gateway on OpenShift have no user of their own', () => {
  const { deployment } = kind(
    synth({ gateway: agentgateway('1.4'), security: { user: 'openshift' } }), 'AgentgatewayParameters',
  );
  expect(deployment.spec.template.spec.containers).toEqual([
    { name: 'agentgateway', securityContext: expect.objectContaining({ $patch: 'replace', runAsNonRoot: true }) },
  ]);
  expect(JSON.stringify(deployment)).not.toContain('runAsUser');
});

// The example is that of envoyproxy/ai-gateway v1.1.0 examples/inference-pool/README.md.
test('the Service of Envoy Gateway is named as Envoy Gateway names it', () => {
  const service = serviceOf(envoyAiGateway('1.1'), { namespace: 'default', name: 'inference-pool-with-aigwroute' });
  expect(service).toEqual({
    namespace: 'envoy-gateway-system', name: 'envoy-default-inference-pool-with-aigwroute-d416582c',
  });
});

describe('network policies let requests in', () => {
  const picker = (gateway: unknown) => synth({ gateway, operations: { networkPolicies: {} } })
    .find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'llama-epp')?.spec.ingress[0];

  test.each([
    ['pods of the namespace', agentgateway('1.4'), [
      { podSelector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'llama-inference-gateway' } } },
    ]],
    ['pods of Envoy Gateway\'s namespace', envoyAiGateway('1.1'), [{
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'envoy-gateway-system' } },
      podSelector: {
        matchLabels: {
          'gateway.envoyproxy.io/owning-gateway-name': 'llama-inference-gateway',
          'gateway.envoyproxy.io/owning-gateway-namespace': 'team-a',
        },
      },
    }]],
    ['the proxy-only subnet and health checks', gke('gke-l7-rilb', { proxyOnlySubnet: '10.129.0.0/23' }), [
      { ipBlock: { cidr: '10.129.0.0/23' } }, { ipBlock: { cidr: '35.191.0.0/16' } },
      { ipBlock: { cidr: '130.211.0.0/22' } },
    ]],
    ['anybody, where nothing is known', gke('gke-l7-rilb'), undefined],
  ])('of %s', (_, gateway, from) => {
    expect(picker(gateway)).toEqual({ ports: [{ port: 9002, protocol: 'TCP' }], ...(from && { from }) });
  });
});

describe('a gateway that is none of the known ones is refused with what to use', () => {
  const fixes = (gateway: unknown) => chart({ gateway }).findings()
    .filter(({ severity }) => severity === 'error').map(({ cause, fix }) => `${cause}: ${fix}`).join('\n');

  test.each([
    [{ ...istio('1.30'), name: 'kgateway' }, 'agentgateway(\'1.4\')'],
    [{ ...istio('1.30'), gatewayClassName: 'kgateway' }, 'agentgateway(\'1.4\')'],
    [{ ...istio('1.30'), name: 'envoy-gateway' }, 'envoyAiGateway(\'1.1\')'],
    [{ ...istio('1.30'), gatewayClassName: 'agentgateway' }, 'gateway: agentgateway(\'1.4\')'],
    [gke('gke-l7-rlib'), 'did you mean \'gke-l7-rilb\'?'],
    [gke('gke-l7-global-external-managed'), '\'gke-l7-rilb\' or \'gke-l7-regional-external-managed\''],
  ])('%j', (gateway, fix) => {
    expect(fixes(gateway)).toContain(fix);
  });

  test('a class of another name is allowed where an administrator may make one', () => {
    expect(found({ gateway: { ...agentgateway('1.4'), gatewayClassName: 'internal' } })).toEqual([]);
  });
});

describe('the doctor', () => {
  const controller = (name: string, container: object) => controllerOf(gatewayNamed(name), {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'system', labels: {} },
    spec: { template: { spec: { containers: [container] } } },
  } as unknown as Deployment);
  const says = (gateway: InferenceSpec['gateway'], change: Partial<ClusterSnapshot>) =>
    checkGateway({ ...empty, ...change }, distDeployment(yamlOf(synth({ gateway }))))
      .map(({ message, severity }) => `${severity}: ${message}`).slice(1);

  test.each([
    ['switched on', { env: [{ name: 'AGW_ENABLE_INFER_EXT', value: 'true' }] }, 'ok: agentgateway 1.4 in system reads'],
    ['switched off', {}, 'error: the controller of agentgateway in system reads no InferencePools'],
  ])('sees whether agentgateway is %s', (_, container, expected) => {
    const found = controller('agentgateway', { image: 'cr.agentgateway.dev/controller:v1.4.1', ...container });
    expect(says(agentgateway('1.4'), { gatewayControllers: [found] })[0]).toContain(expected);
  });

  test('says that a Deployment does not show whether Envoy Gateway knows InferencePools', () => {
    const found = controller('envoy-ai-gateway', { image: 'docker.io/envoyproxy/ai-gateway-controller:v1.1.0' });
    expect(says(envoyAiGateway('1.1'), { gatewayControllers: [found] })[0])
      .toContain('Envoy AI Gateway 1.1 in system reads InferencePools of inference.networking.k8s.io, where it is');
  });

  test.each([
    ['v1.34.1-gke.1829001', 'ok: '], ['v1.34.0-gke.1626000', 'ok: '], ['v1.34.0-gke.1625999', 'error: '],
    ['v1.33.9-gke.1', 'error: '], ['v1.35.0', 'error: '],
  ])('judges GKE by the version of the cluster: %s', (kubernetes, expected) => {
    expect(says(gke('gke-l7-rilb'), { kubernetes })[0]).toContain(expected);
  });
});

const empty: ClusterSnapshot = {
  kind: 'ClusterSnapshot', takenAt: '', of: 'team-a', kubernetes: 'v1.34.4', apis: {}, bundles: {}, gatewayClasses: [],
  gatewayControllers: [], nodes: [], secrets: {}, configMaps: [], storageClasses: [], claims: [], permissions: [],
  unreadable: [], quotas: [], limitRanges: [], podIpFamilies: [],
};

import {
  App, checkPlan, DisaggregatedInference, GatewayProvider, gke, InferenceSpec, istio, ModelGateway, planInference,
} from '../../lib';
import { EntranceSpec } from '../../lib/spec/entrance';
import { ModelGatewaySpec } from '../../lib/spec/model-gateway';
import { Manifest, manifestsOf, only } from '../manifests';
import { specWith, validSpec } from '../valid-spec';

const found = (spec: InferenceSpec) =>
  checkPlan(planInference('llama', spec)).map(({ rule, field }) => `${rule} ${field}`);

const https = { protocol: 'HTTPS', certificate: { secretName: 'tls' } } as const;
const jwt = { type: 'jwt', issuer: 'https://login.example.com' } as const;

test('what is open to the outside is said until nobody unknown can call and nobody can listen', () => {
  const open = (entrance: EntranceSpec) => checkPlan(planInference('llama', specWith({
    gateway: istio('1.30', { serviceType: 'LoadBalancer' }), entrance,
  }))).map(({ cause, rule }) => `${rule} ${/without .*/.exec(cause)?.[0]}`);
  expect(open({})).toEqual(['PD437 without TLS and without authentication']);
  expect(open({ listeners: [https] })).toEqual(['PD437 without authentication']);
  expect(open({ authentication: jwt, listeners: [{ protocol: 'HTTP' }, https] })).toEqual(['PD437 without TLS']);
  expect(open({ authentication: jwt, listeners: [https] })).toEqual([]);
});

test('a load balancer with a public address is one by its class, whatever is said of a Service', () => {
  const open = (gateway: GatewayProvider) =>
    checkPlan(planInference('llama', specWith({ gateway })))
      .filter(({ rule }) => rule === 'PD437').map(({ field }) => field);
  expect(open(gke('gke-l7-regional-external-managed'))).toEqual(['gateway.gatewayClassName']);
  expect(open(gke('gke-l7-rilb'))).toEqual([]);
});

test('a time limit is refused where the gateway takes none from a route', () => {
  const refused = (gateway: GatewayProvider) =>
    checkPlan(planInference('llama', specWith({ gateway, entrance: { timeoutSeconds: 60 } })))
      .filter(({ rule }) => rule === 'PD775').map(({ field }) => field);
  expect(refused(gke('gke-l7-rilb'))).toEqual(['entrance.timeoutSeconds']);
  expect(refused(istio('1.30'))).toEqual([]);
});

test('a gateway names what it has in the place of what it has not', () => {
  const spec = specWith({ entrance: { authentication: { type: 'apiKey', secretName: 'keys' } } });
  const [finding] = checkPlan(planInference('llama', spec));
  expect(finding).toMatchObject({ rule: 'PD774', severity: 'error' });
  expect(finding!.fix).toMatch(/use `type: 'jwt'`/);
});

test('a certificate of another namespace needs the consent of that namespace, and the error says what it is', () => {
  const certificate = { secretName: 'tls', namespace: 'certificates' };
  const [finding] = checkPlan(planInference('llama', specWith({
    entrance: { listeners: [{ protocol: 'HTTPS', certificate }] },
  })));
  expect(finding).toMatchObject({ rule: 'PD773', field: 'entrance.listeners[0].certificate.namespace' });
  expect(finding!.fix).toContain('kind: Gateway, namespace: team-a');
  expect(found(specWith({
    entrance: { listeners: [{ protocol: 'HTTPS', certificate: { ...certificate, granted: true } }] },
  }))).toEqual([]);
});

test('an issuer certifies each host at a listener of its own', () => {
  const issuer = { kind: 'ClusterIssuer', name: 'ca' } as const;
  const listeners = [{ protocol: 'HTTPS', certificate: { secretName: 'tls', issuer } }] as const;
  const { metadata, spec } = only(manifestsOf(specWith({
    entrance: { hostnames: ['a.example.com', 'b.example.com'], listeners },
  })), 'Gateway');
  expect(metadata.annotations).toEqual({ 'cert-manager.io/cluster-issuer': 'ca' });
  expect((spec.listeners as Manifest[]).map(({ hostname, name }) => `${name} ${hostname}`)).toEqual([
    'https a.example.com', 'https-2 b.example.com',
  ]);
  expect(found(specWith({ entrance: { listeners } }))).toEqual(['PD772 entrance.listeners']);
});

test('a prefix is taken off by a rule for each path', () => {
  const entrance = { paths: ['/v1', '/'], pathPrefix: '/llama/' };
  const { spec } = only(manifestsOf(specWith({ entrance })), 'HTTPRoute');
  const rules = spec.rules as { matches: { path: { value: string } }[]; filters: Manifest[] }[];
  expect(rules.map(({ filters, matches }) => [
    matches[0]!.path.value, filters[0]!.urlRewrite.path.replacePrefixMatch,
  ])).toEqual([['/llama/v1', '/v1'], ['/llama', '/']]);
});

test('at a Gateway of others nothing is written but the route, and pods let in the pods of that Gateway', () => {
  const from = { name: 'models', namespace: 'gateways', section: 'web' };
  const objects = manifestsOf(specWith({ entrance: { from } }));
  const kinds = objects.map(({ kind }) => kind as string);
  expect(kinds.filter(kind => ['AuthorizationPolicy', 'Gateway', 'RequestAuthentication'].includes(kind))).toEqual([]);
  expect(only(objects, 'HTTPRoute').spec.parentRefs).toEqual([{
    group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'models', namespace: 'gateways', sectionName: 'web',
  }]);
  const peers = JSON.stringify(objects.filter(({ kind }) => kind === 'NetworkPolicy'));
  expect(peers).toContain('"kubernetes.io/metadata.name":"gateways"');
  expect(found(specWith({ entrance: { from: { name: 'models' }, listeners: [https], authentication: jwt } }))).toEqual([
    'PD776 entrance.listeners', 'PD776 entrance.authentication',
  ]);
});

test('a gateway that asks one picker a rule shares no requests, and says how to split them', () => {
  const traffic = { llama: 90, canary: 10 };
  const [finding] = checkPlan(planInference('llama', specWith({ entrance: { traffic } })));
  expect(finding).toMatchObject({ rule: 'PD775', field: 'entrance.traffic' });
  expect(finding!.fix).toContain('headers');
});

test.each<[Record<string, number>, readonly string[]]>([
  [{ llama: 90, canary: 10 }, []],
  [{ llama: 90, canary: 20 }, ['PD777 entrance.traffic']],
  [{ stable: 90, canary: 10 }, ['PD777 entrance.traffic']],
])('the shares %j: %j', (traffic, said) => {
  const spec = specWith({ gateway: istio('1.32'), entrance: { traffic }, waive: { PD434: 'a test' } });
  expect(found(spec)).toEqual(said);
});

describe('an app', () => {
  const other = { ...validSpec, namespace: 'team-b' };
  const findings = (add: (app: App) => void): readonly string[] => {
    const app = new App({ outdir: 'unused' });
    add(app);
    try {
      app.synthYaml();
      return [];
    } catch (error) {
      return [...String((error as Error).message).matchAll(/PD7\d\d/g)].map(([id]) => id);
    }
  };
  const from = { name: 'models', namespace: 'gateways' };
  const attach = (entrance: EntranceSpec): EntranceSpec => ({ from, ...entrance });
  const gateway: ModelGatewaySpec = { namespace: 'gateways', gateway: istio('1.30'), routesFrom: ['team-a', 'team-b'] };
  const two = (a: EntranceSpec, b: EntranceSpec, shared = gateway) => findings((app) => {
    new ModelGateway(app, 'models', shared);
    new DisaggregatedInference(app, 'a', { ...validSpec, entrance: attach(a) });
    new DisaggregatedInference(app, 'b', { ...other, entrance: attach(b) });
  });

  test('has two models behind one Gateway, told apart by path, header, host or body', () => {
    expect(two({ pathPrefix: '/a' }, { pathPrefix: '/b' })).toEqual([]);
    expect(two({ headers: { 'x-model': 'a' } }, { headers: { 'x-model': 'b' } })).toEqual([]);
    expect(two({ hostnames: ['a.example.com'] }, { hostnames: ['b.example.com'] })).toEqual([]);
  });

  test('has no two models for the same requests', () => {
    expect(two({}, {})).toEqual(['PD779']);
    expect(two({ hostnames: ['x.example.com'] }, { hostnames: ['x.example.com'] })).toEqual(['PD779']);
    expect(two({ headers: { 'X-A': '1', 'x-b': '2' } }, { headers: { 'X-B': '2', 'x-a': '1' } })).toEqual(['PD779']);
    expect(findings((app) => {
      new DisaggregatedInference(app, 'a', { ...validSpec, entrance: { hostnames: ['x.example.com'] } });
      new DisaggregatedInference(app, 'b', { ...other, entrance: { hostnames: ['x.example.com'] } });
    })).toEqual(['PD779']);
  });

  test('has no route that its Gateway does not take', () => {
    const narrow = { ...gateway, routesFrom: ['team-a'] };
    expect(two({ pathPrefix: '/a' }, { pathPrefix: '/b' }, narrow)).toEqual(['PD780']);
  });

  test('shares requests among deployments that are there, on the same Gateway', () => {
    const stable = {
      ...validSpec, gateway: istio('1.32'), waive: { PD434: 'a test' } as const,
      entrance: { traffic: { stable: 90, canary: 10 } },
    };
    expect(findings(app => new DisaggregatedInference(app, 'stable', stable))).toEqual(['PD782']);
    const canary = (entrance: EntranceSpec) => findings((app) => {
      new DisaggregatedInference(app, 'stable', stable);
      new DisaggregatedInference(app, 'canary', { ...stable, createNamespace: false, entrance });
    });
    expect(canary({})).toContain('PD782');
    expect(canary({ from: { name: 'stable-inference-gateway' }, headers: { 'x-canary': 'true' } })).toEqual([]);
  });

  test('of a thousand models on one Gateway has one Gateway and a route for each', () => {
    const app = new App({ outdir: 'unused' });
    new ModelGateway(app, 'models', { ...gateway, routesFrom: 'All' });
    for (let index = 0; index < 1000; index++) {
      const pathPrefix = `/m${index}` as const;
      new DisaggregatedInference(app, `m${index}`, {
        ...validSpec, namespace: `team-${index}`, entrance: attach({ pathPrefix }),
        // What does not count here, and takes half of the time.
        operations: { networkPolicies: false, disruptionBudgets: false },
      });
    }
    const yaml = app.synthYaml();
    const count = (kind: string) => yaml.split('\n').filter(line => line === `kind: ${kind}`).length;
    expect([count('Gateway'), count('HTTPRoute'), count('InferencePool'), count('AuthorizationPolicy')]).toEqual([
      1, 1000, 1000, 1,
    ]);
  });
});

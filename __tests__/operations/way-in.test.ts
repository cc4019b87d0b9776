import { checkPlan, GatewayServiceType, InferenceSpec, istio, planInference } from '../../lib';
import { rules } from '../../lib/rules/judge';
import { Manifest, manifestsOf, only } from '../manifests';
import { specWith, validSpec } from '../valid-spec';

const found = (spec: InferenceSpec) =>
  checkPlan(planInference('llama', spec)).map(({ rule, field }) => `${rule} ${field}`);

test.each<{ serviceType: GatewayServiceType; said: readonly string[] }>([
  { serviceType: 'ClusterIP', said: [] },
  { serviceType: 'NodePort', said: ['PD437 gateway.serviceType'] },
  { serviceType: 'LoadBalancer', said: ['PD437 gateway.serviceType'] },
])('a $serviceType without TLS and authentication: $said', ({ serviceType, said }) => {
  const spec = specWith({ gateway: istio('1.30', { serviceType }) });
  expect(found(spec)).toEqual(said);
  expect(checkPlan(planInference('llama', spec)).every(({ severity }) => severity === 'error')).toBe(true);
  expect(found({ ...spec, ...said.length > 0 && { waive: { PD437: 'internal load balancer' } } })).toEqual([]);
});

test('no rule says that callers are authenticated, for nothing does it', () => {
  const texts = rules.flatMap(({ cause, fix }) => [cause, fix]).filter(text => /authenticat/.test(text));
  expect(texts.length).toBeGreaterThan(0);
  expect(texts.filter(text => /are authenticated/.test(text))).toEqual([]);
});

describe('the route', () => {
  const published = (spec: InferenceSpec) =>
    (only(manifestsOf(spec), 'HTTPRoute').spec.rules[0].matches as Manifest[]).map(({ path }) => path as object);

  test('publishes the API, and no metrics and docs of an engine', () => {
    expect(published(validSpec)).toEqual([{ type: 'PathPrefix', value: '/v1' }]);
  });

  test('publishes what is asked for', () => {
    expect(published(specWith({ entrance: { paths: ['/v1/chat/completions', '/tokenize'] } }))).toEqual([
      { type: 'PathPrefix', value: '/v1/chat/completions' }, { type: 'PathPrefix', value: '/tokenize' },
    ]);
  });

  test.each([['v1'], [''], ['/v1//models'], ['/v1/../metrics'], ['/v1/.'], ['/a b'], ['/%2Fmetrics'], ['/v1#x']])(
    'is refused with %j', (path) => {
      expect(found(specWith({ entrance: { paths: ['/v1', path] } }))).toEqual(['PD438 entrance.paths[1]']);
    });

  test('has a path at least, each once, and 64 at most', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `/v${index}`);
    expect([[], ['/v1', '/v1'], many(65), many(64)].map(paths => found(specWith({ entrance: { paths } })))).toEqual([
      ['PD438 entrance.paths'], ['PD438 entrance.paths[1]'], ['PD438 entrance.paths'], [],
    ]);
  });
});

test('the level of Pod Security stays with an upgrade of the cluster, and is said to whoever applies other pods', () => {
  const { labels } = only(manifestsOf(validSpec), 'Namespace').metadata;
  const levels = Object.entries(labels as object).filter(([key]) => key.startsWith('pod-security'));
  expect(Object.fromEntries(levels)).toEqual(Object.fromEntries(['enforce', 'warn', 'audit'].flatMap(mode => [
    [`pod-security.kubernetes.io/${mode}`, 'restricted'], [`pod-security.kubernetes.io/${mode}-version`, 'v1.34'],
  ])));
});

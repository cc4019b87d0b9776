import { ApiObject, App as StockApp, Chart, JsonPatch, Testing } from 'cdk8s';
import {
  App,
  DecodePool,
  DisaggregatedInference,
  EndpointPicker,
  InferenceGateway,
  InferencePool,
  InferenceRoute,
  InferenceSpec,
  istio,
  ModelCache,
  PoolFacts,
  planInference,
  poolOf,
  poolsOf,
  PrefillPool,
  Release,
  Rule,
  SynthError,
} from '../lib';
import { temporaryFolder } from './folder';
import { Manifest, manifestsOf, withoutRecord } from './manifests';
import { validSpec } from './valid-spec';

const size = '200Gi';
const facts = { model: validSpec.model, cpu: '8', memory: '64Gi' } as const;

interface Composed {
  readonly chart: Chart;
  readonly prefill: PrefillPool;
  readonly decode: DecodePool;
  readonly pool: InferencePool;
  readonly gateway: InferenceGateway;
  readonly route: InferenceRoute;
}

/** A chart that a person writes. */
function composed(
  app: StockApp,
  change: { readonly prefill?: Partial<PoolFacts>; readonly decode?: Partial<PoolFacts> } = {},
  gatewayApi = istio('1.30'),
): Composed {
  const chart = new Chart(app, 'llama', {
    namespace: 'team-a',
    disableResourceNameHashes: true,
    labels: { 'app.kubernetes.io/managed-by': 'cdk8s-llm-d', 'app.kubernetes.io/part-of': 'llama' },
  });
  const modelCache = new ModelCache(chart, 'model-cache', { type: 'persistentVolumeClaim', size });
  const prefill = new PrefillPool(chart, 'prefill', { ...facts, replicas: 2, modelCache, ...change.prefill });
  const decode = new DecodePool(chart, 'decode', { ...facts, replicas: 4, modelCache, ...change.decode });
  const pool = new InferencePool(chart, 'pool', { pools: [prefill, decode], gateway: gatewayApi });
  new EndpointPicker(chart, 'picker', { pool });
  const gateway = new InferenceGateway(chart, 'gateway', { pool });
  const route = new InferenceRoute(chart, 'route', { gateway, pool });
  return { chart, prefill, decode, pool, gateway, route };
}

const apps: readonly { readonly whose: string; readonly refusal: (make: (app: StockApp) => void) => string }[] = [
  {
    whose: 'this library\'s App',
    refusal: (make) => {
      const app = new App({ outdir: temporaryFolder() });
      make(app);
      return thrown(() => app.synth());
    },
  },
  {
    whose: 'cdk8s\'s own App',
    refusal: (make) => {
      const app = new StockApp({ outdir: temporaryFolder() });
      make(app);
      return thrown(() => app.synth());
    },
  },
];

function thrown(act: () => void): string {
  try {
    act();
    return '';
  } catch (error) {
    return error instanceof SynthError
      ? error.findings.map(({ rule, cause }) => `${rule}: ${cause}`).join('\n')
      : (error as Error).message;
  }
}

const byIdentity = (objects: readonly Manifest[]) =>
  Object.fromEntries(objects.map(object => [`${object.kind}/${object.metadata.name}`, object]));

/** The spec with the same facts. */
const sameSpec = (change: Partial<InferenceSpec> = {}): InferenceSpec => ({
  ...validSpec,
  createNamespace: false,
  modelCache: { type: 'persistentVolumeClaim', size },
  operations: { disruptionBudgets: false, networkPolicies: false },
  ...change,
});

test.each([
  { what: 'few facts', hand: {}, gateway: istio('1.30'), spec: {} },
  {
    what: 'an older release',
    hand: { release: Release.LLM_D_0_3 },
    gateway: istio('1.27'),
    spec: { release: Release.LLM_D_0_3 },
  },
  {
    what: 'facts of the whole',
    hand: {
      engine: { blockSize: 64, maxModelLen: 4096 },
      accelerator: 'NVIDIA-H100-80GB-HBM3',
      drainSeconds: 60,
      startupSeconds: 900,
      parallelism: { tensor: 4 },
    } as const,
    gateway: istio('1.30'),
    spec: {
      engine: { blockSize: 64, maxModelLen: 4096 },
      accelerator: 'NVIDIA-H100-80GB-HBM3',
      drainSeconds: 60,
      startupSeconds: 900,
      prefill: { ...validSpec.prefill, parallelism: { tensor: 4 } },
      decode: { ...validSpec.decode, parallelism: { tensor: 4 } },
    } as const,
  },
])('a chart of $what composed by hand is the YAML of the spec with the same facts', ({ hand, gateway, spec }) => {
  const written = byIdentity(
    Testing.synth(composed(new StockApp(), { prefill: hand, decode: hand }, gateway).chart) as Manifest[],
  );
  const { 'AuthorizationPolicy/llama-inference-gateway': policy, ...expected } = byIdentity(
    withoutRecord(manifestsOf(sameSpec({ ...spec, gateway }))),
  );
  const { 'AuthorizationPolicy/llama-pd-disaggregation': own, ...others } = written;
  expect(others).toEqual(expected);
  // A Gateway may have several routes, so by hand the policy has the route's name.
  expect(own!.spec).toEqual(policy!.spec);
});

test('what is not said by hand is the newest release, with its gateway and an emptyDir', () => {
  const chart = new Chart(new StockApp(), 'llama', { namespace: 'team-a', disableResourceNameHashes: true });
  const prefill = new PrefillPool(chart, 'prefill', { ...facts, replicas: 2 });
  const decode = new DecodePool(chart, 'decode', { ...facts, replicas: 4 });
  new InferencePool(chart, 'pool', { pools: [prefill, decode] });
  const found = byIdentity(Testing.synth(chart) as Manifest[]);
  expect(found['InferencePool/llama']!.apiVersion).toBe('inference.networking.k8s.io/v1');
  const spec = byIdentity(
    manifestsOf({ ...validSpec, release: Release.LLM_D_0_10, modelCache: { type: 'emptyDir', size } }),
  );
  expect(found['Deployment/llama-decode']!.spec).toEqual(spec['Deployment/llama-decode']!.spec);
});

describe.each(apps)('in $whose', ({ refusal }) => {
  test('a chart composed by hand is written', () => {
    expect(refusal(app => composed(app))).toBe('');
  });

  test('two roles of unequal block size are refused', () => {
    expect(refusal(app => composed(app, { decode: { engine: { blockSize: 64 } } }))).toContain('PD301');
  });

  test('a fact of one role alone is judged as that of a spec is', () => {
    expect(refusal(app => composed(app, { decode: { model: { uri: 'hf://Qwen/Qwen3-32B' } } }))).toContain('PD304');
    expect(refusal(app => composed(app, { decode: { extraArgs: ['--data-parallel-size=2'] } }))).toContain('PD101');
    expect(refusal(app => composed(app, {}, istio('1.27')))).toContain('PD401');
  });

  test('a fact that does not have the shape of one is refused, and nothing else is said', () => {
    const said = refusal(app => composed(app, { prefill: { replicas: '2' as unknown as number } }));
    expect(said.match(/PD\d{3}/g)).toEqual(['PD701']);
    expect(refusal(app => composed(app, { decode: { replica: 2 } as Partial<PoolFacts> })).match(/PD\d{3}/g)).toEqual([
      'PD701',
    ]);
  });

  test.each<[string, string, (composed: Composed) => void]>([
    [
      'the port of the engine behind the proxy',
      'PD406',
      ({ pool }) => patch(pool, JsonPatch.replace('/spec/targetPorts/0/number', 8200)),
    ],
    [
      'a role that the picker does not know',
      'PD411',
      ({ decode }) => patch(decode, JsonPatch.replace('/spec/template/metadata/labels/llm-d.ai~1role', 'both')),
    ],
    [
      'a role that its Deployment does not select',
      'PD410',
      ({ prefill }) => patch(prefill, JsonPatch.replace('/spec/template/metadata/labels/llm-d.ai~1role', 'decode')),
    ],
    [
      'prefill pods that call themselves decode',
      'PD408',
      ({ prefill }) =>
        patch(
          prefill,
          JsonPatch.replace('/spec/template/metadata/labels/llm-d.ai~1role', 'decode'),
          JsonPatch.replace('/spec/selector/matchLabels/llm-d.ai~1role', 'decode'),
        ),
    ],
    [
      'a label that no pod has',
      'PD408',
      ({ pool }) => patch(pool, JsonPatch.replace('/spec/selector/matchLabels/llm-d.ai~1inference-serving', 'yes')),
    ],
    [
      'pods of any deployment',
      'PD409',
      ({ pool }) => patch(pool, JsonPatch.remove('/spec/selector/matchLabels/llm-d.ai~1model')),
    ],
    [
      'a port that the picker does not serve',
      'PD412',
      ({ pool }) => patch(pool, JsonPatch.replace('/spec/endpointPickerRef/port/number', 9100)),
    ],
    [
      'a route to the other API group',
      'PD403',
      ({ route }) =>
        patch(route, JsonPatch.replace('/spec/rules/0/backendRefs/0/group', 'inference.networking.x-k8s.io')),
    ],
    [
      'a route to a port that the pool does not have',
      'PD406',
      ({ route }) => patch(route, JsonPatch.replace('/spec/rules/0/backendRefs/0/port', 8200)),
    ],
    [
      'blocks of another size',
      'PD301',
      ({ decode }) =>
        ApiObject.of(decode).addJsonPatch(JsonPatch.add('/spec/template/spec/containers/0/args/-', '--block-size=16')),
    ],
  ])('a patch to %s is refused (%s)', (_what, rule, change) => {
    expect(refusal(app => change(composed(app)))).toContain(rule);
  });

  test('constructs that were given plans are judged as they are written as well', () => {
    expect(refusal((app) => {
      const chart = new Chart(app, 'llama', { namespace: 'team-a', disableResourceNameHashes: true });
      const plan = planInference('llama', validSpec);
      const modelCache = { name: 'model-cache', emptyDir: {} };
      new PrefillPool(chart, 'prefill', { plan: poolOf(plan, 'prefill'), modelCache });
      new DecodePool(chart, 'decode', { plan: { ...poolOf(plan, 'decode'), engine: { blockSize: 64 } }, modelCache });
    })).toContain('PD301');
  });

  test('a patch of a deployment that a spec made is judged as well', () => {
    const pooled = (app: StockApp) =>
      new DisaggregatedInference(app, 'llama', validSpec).apiObjects.find(({ kind }) => kind === 'InferencePool')!;
    expect(refusal(app => pooled(app))).toBe('');
    expect(refusal(app => pooled(app).addJsonPatch(JsonPatch.replace('/spec/targetPorts/0/number', 8200)))).toContain(
      'PD406',
    );
  });

  test('two routes on one Gateway, to two pools or to one, have names of their own', () => {
    expect(refusal((app) => {
      const { chart, gateway, pool } = composed(app);
      const two = { ...facts, deployment: 'qwen', replicas: 2 };
      const other = new InferencePool(chart, 'pool-2', {
        pools: [new PrefillPool(chart, 'prefill-2', two), new DecodePool(chart, 'decode-2', two)],
        gateway: istio('1.30'),
      });
      new EndpointPicker(chart, 'picker-2', { pool: other });
      new InferenceRoute(chart, 'route-2', { gateway, pool: other, hostnames: ['qwen.example.com'] });
      new InferenceRoute(chart, 'route-3', { gateway, pool, name: 'more', hostnames: ['more.example.com'] });
      const names = chart.node
        .findAll()
        .filter(found => ApiObject.isApiObject(found))
        .map(({ kind, name }) => `${kind}/${name}`);
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
      expect(names).toEqual(
        expect.arrayContaining([
          'AuthorizationPolicy/more',
          'AuthorizationPolicy/qwen-pd-disaggregation',
          'HTTPRoute/more',
        ]),
      );
    })).toBe('');
  });
});

function patch(
  construct: Composed['pool'] | Composed['decode'] | Composed['prefill'] | Composed['route'],
  ...changes: JsonPatch[]
): void {
  ApiObject.of(construct).addJsonPatch(...changes);
}

test('for what exists already nothing is written, and what needs its data works', () => {
  const chart = new Chart(new StockApp(), 'llama', { namespace: 'team-a', disableResourceNameHashes: true });
  const modelCache = ModelCache.fromClaim(chart, 'model-cache', { claimName: 'weights', size, filled: true });
  const prefill = new PrefillPool(chart, 'prefill', { ...facts, replicas: 2, modelCache });
  const decode = new DecodePool(chart, 'decode', { ...facts, replicas: 4, modelCache });
  const pool = InferencePool.fromName(chart, 'pool', {
    name: 'theirs',
    pools: [prefill, decode],
    gateway: istio('1.30'),
  });
  const gateway = InferenceGateway.fromName(chart, 'gateway', { name: 'shared', pool });
  new InferenceRoute(chart, 'route', { gateway, pool });
  const written = byIdentity(Testing.synth(chart) as Manifest[]);
  expect(Object.keys(written)).toEqual([
    'ServiceAccount/llama-prefill',
    'Deployment/llama-prefill',
    'ServiceAccount/llama-decode',
    'Deployment/llama-decode',
    'DestinationRule/theirs-epp',
    'AuthorizationPolicy/llama-pd-disaggregation',
    'HTTPRoute/llama-pd-disaggregation',
  ]);
  expect(gateway.serviceName).toBe('shared-istio');
  expect(written['HTTPRoute/llama-pd-disaggregation']!.spec).toMatchObject({
    parentRefs: [{ name: 'shared' }],
    rules: [{ backendRefs: [{ name: 'theirs' }] }],
  });
  expect(written['Deployment/llama-decode']!.spec.template.spec.volumes).toContainEqual({
    name: 'model-cache',
    persistentVolumeClaim: { claimName: 'weights' },
  });
  expect(written['Deployment/llama-decode']!.spec.template.spec.containers[0].env).toContainEqual({
    name: 'HF_HUB_OFFLINE',
    value: '1',
  });
});

test('the objects of a deployment and of each construct are found', () => {
  const made = new DisaggregatedInference(new StockApp(), 'llama', validSpec);
  expect(made.apiObjects.map(({ kind, name }) => `${kind}/${name}`).sort()).toEqual(
    Object.keys(byIdentity(manifestsOf(validSpec))).sort(),
  );
  const { decode, gateway, pool, prefill, route } = composed(new StockApp());
  expect([decode, gateway, pool, prefill, route].map(construct => ApiObject.of(construct).kind)).toEqual([
    'Deployment',
    'Gateway',
    'InferencePool',
    'Deployment',
    'HTTPRoute',
  ]);
});

test('rules of the app are asked of a chart composed by hand too', () => {
  const rule: Rule = {
    id: 'ACME-1',
    title: 'Decode has pods to spare',
    severity: 'error',
    cause: 'a node may be lost',
    fix: 'add pods',
    source: 'our own runbook',
    evidence: 'read',
    check: plan => poolsOf(plan, 'decode').flatMap(({ replicas }) =>
      replicas < 5 ? [{ field: 'decode.replicas', cause: `must be at least 5, got ${replicas}` }] : []),
    example: { field: 'decode.replicas', fails: 4, passes: 5 },
  };
  const app = new App({ rules: [rule], outdir: temporaryFolder() });
  composed(app);
  expect(() => app.synth()).toThrow(/ACME-1: must be at least 5, got 4/);
});

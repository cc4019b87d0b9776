import { Chart, Testing } from 'cdk8s';
import { llama31 } from '../../deployments/llm-d-llama31';
import {
  App,
  DecodePool,
  EndpointPicker,
  InferenceGateway,
  InferenceRoute,
  InferencePool,
  InferenceSpec,
  ModelCache,
  planInference,
  poolOf,
  PrefillPool,
} from '../../lib';
import { Namespace } from '../../lib/constructs/namespace';
import { podSecurityLevel } from '../../lib/plan/pod-security';
import { book } from '../../lib/rules/report/catalog';
import type { Example } from '../../lib/rules/language/example';
import { judge } from '../../lib/rules/judge';
import { objectOf, specOf, withField } from '../../lib/rules/report/example-spec';
import { Manifest, podOf } from '../manifests';
import { Answer, Api } from './api';
import { applyAll, clusterFile, deleteNamespace } from './cluster';
import { pickerProblem } from './picker';
import { freePorts, Program } from './program';
import { resourcePath } from './resource-path';

// What docs/rules.md calls proven is refused here by the component that the rule speaks of, and what passes the rule is
// taken by it.
const { kubeconfig, programs } = clusterFile();
const api = new Api(kubeconfig);
const namespace = 'team-a';

beforeAll(() => applyAll(api, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]));
afterAll(async () => {
  await deleteNamespace(api, namespace);
  api.close();
});

const byApiServer = [
  'PD501',
  'PD504',
  'PD711',
  'PD721',
  'PD722',
  'PD723',
  'PD726',
  'PD727',
  'PD731',
  'PD732',
  'PD733',
  'PD743',
  'PD744',
];

test('the rules that are proven here are called so in docs/rules.md', () => {
  const called = book().filter(({ rule }) => rule.evidence === 'proven').map(({ rule }) => rule.id);
  expect(
    [...byApiServer, 'PD403', 'PD414', 'PD415', 'PD420', 'PD421', 'PD422', 'PD425', 'PD427'].filter(
      id => !called.includes(id as 'PD101'),
    ),
  ).toEqual([]);
});

describe('the API server', () => {
  const rules = book().map(({ rule }) => rule).filter(({ id }) => byApiServer.includes(id));
  const cases = rules.flatMap(({ id, title, example }) => (example ? [{ id, title, example }] : []));

  test.each(cases)('refuses what breaks $id ($title), and takes what does not', async ({ example }) => {
    expect(await refusals(objectsOf(example, example.fails))).not.toEqual([]);
    expect(await refusals(objectsOf(example, example.passes))).toEqual([]);
  });
});

function objectsOf(example: Example, value: unknown): Manifest[] {
  if (example.of !== 'object') return unchecked(specOf(example, value));
  return [withField(objectOf(example, value), 'metadata.namespace', namespace)];
}

/**
 * The objects of a spec, whatever the rules say about it: the parts of a DisaggregatedInference in a chart that asks
 * nobody.
 */
function unchecked(spec: InferenceSpec, name = 'llama'): Manifest[] {
  const plan = planInference(name, spec);
  const { endpointPicker, inferenceGateway, inferencePool } = plan;
  const chart = new Chart(new App(), name, { namespace: spec.namespace, disableResourceNameHashes: true });
  new Namespace(chart, 'namespace', { name: spec.namespace, podSecurity: podSecurityLevel(spec) });
  const modelCache = new ModelCache(chart, 'model-cache', { plan: plan.modelCache }).volume;
  new InferencePool(chart, 'inference-pool', { plan: inferencePool });
  new EndpointPicker(chart, 'endpoint-picker', { plan: endpointPicker });
  new PrefillPool(chart, 'prefill', { plan: poolOf(plan, 'prefill'), modelCache });
  new DecodePool(chart, 'decode', { plan: poolOf(plan, 'decode'), modelCache });
  new InferenceGateway(chart, 'gateway', { plan: inferenceGateway });
  new InferenceRoute(chart, 'route', { plan: inferenceGateway });
  return Testing.synth(chart) as Manifest[];
}

/** What the API server says against these objects; that a namespace does not exist says nothing about them. */
async function refusals(manifests: readonly Manifest[]): Promise<string[]> {
  const answers: Answer[] = [];
  for (const manifest of manifests) answers.push(await api.apply(resourcePath(manifest), manifest, { dryRun: true }));
  return answers.filter(({ status }) => status >= 300 && status !== 404).map(({ body }) => body.message as string);
}

describe('the endpoint picker v0.3.2', () => {
  const path = 'release.endpointPicker';
  const { plugins, schedulingProfiles } = llama31.release.endpointPicker.config;
  const misspelt = schedulingProfiles.map(profile => ({
    ...profile,
    plugins: profile.plugins.map(plugin => ({
      ...plugin,
      pluginRef: plugin.pluginRef.replace('queue-scorer', 'queue-scorrer'),
    })),
  }));
  const pickerKinds = ['Namespace', 'ServiceAccount', 'Role', 'RoleBinding', 'ConfigMap', 'InferencePool'];

  test.each<[string, string, unknown, RegExp]>([
    ['PD415', `${path}.flags`, { ...llama31.release.endpointPicker.flags, '--tracing': 'false' }, /exit code 2/],
    ['PD420', `${path}.config.schedulingProfiles`, misspelt, /queue-scorrer/],
    ['PD425', `${path}.config.plugins`, [...plugins, { type: 'nobodys-scorer' }], /nobodys-scorer/],
    ['PD427', `${path}.config.apiVersion`, 'llm-d.ai/v1alpha1', /llm-d.ai/],
  ])('does not start with what breaks %s', async (rule, field, value, words) => {
    const spec = withField({ ...llama31, namespace, names: {} }, field, value) as InferenceSpec;
    expect(rulesBroken(spec)).toContain(rule);
    const manifests = unchecked(spec);
    await applyAll(api, manifests.filter(({ kind }) => pickerKinds.includes(kind)));
    expect(await pickerProblem(api, 'v0.3.2', manifests)).toMatch(words);
  });

  test('never serves a pool of the other API group, which breaks PD403', async () => {
    const manifests = unchecked({ ...llama31, namespace, names: {} });
    const moved = manifests.map(manifest =>
      manifest.kind === 'InferencePool' ? { ...manifest, ...apiPoolOf('inference.networking.k8s.io/v1') } : manifest,
    );
    await applyAll(api, moved.filter(({ kind }) => pickerKinds.includes(kind)));
    await api.delete(resourcePath(manifests.find(({ kind }) => kind === 'InferencePool')!));
    expect(await pickerProblem(api, 'v0.3.2', moved, 5)).toMatch('waited 5 s for the picker to serve');
  });

  test('takes a misspelt profile, swapped filters and a profile without one, and says nothing: PD421 and PD422 are why', async () => {
    const [prefill, decode] = schedulingProfiles as [
      (typeof schedulingProfiles)[number],
      (typeof schedulingProfiles)[number],
    ];
    const silent = [
      [{ ...prefill, name: 'prefil' }, decode],
      [
        { ...prefill, plugins: decode.plugins },
        { ...decode, plugins: prefill.plugins },
      ],
      [{ ...prefill, plugins: prefill.plugins.slice(1) }, decode],
    ];
    for (const [index, profiles] of silent.entries()) {
      const spec = withField(
        { ...llama31, namespace, names: {} },
        `${path}.config.schedulingProfiles`,
        profiles,
      ) as InferenceSpec;
      expect(rulesBroken(spec)).toContain(index === 0 ? 'PD421' : 'PD422');
      const manifests = unchecked(spec);
      await applyAll(
        api,
        manifests.filter(({ kind }) => pickerKinds.includes(kind)),
      );
      expect(await pickerProblem(api, 'v0.3.2', manifests)).toBeUndefined();
    }
  });
});

describe('the routing proxy v0.4.0', () => {
  test.each(['--zap-encoder', '--model-server-port', '-v'])('ends at %s, which breaks PD414', async (flag) => {
    const spec = withField(
      { ...llama31, namespace, names: {} },
      'release.routingProxy.connectorFlag',
      flag,
    ) as InferenceSpec;
    expect(rulesBroken(spec)).toContain('PD414');
    const [port] = await freePorts(1);
    const args = (podOf(unchecked(spec), 'decode').spec.initContainers[0].args as string[]).map(argument =>
      argument.startsWith('--port=') ? `--port=${port}` : argument,
    );
    const proxy = new Program(programs['routing-proxy-v0.4.0']!, args);
    await expect(
      proxy.until('the proxy to listen', () => Promise.resolve(proxy.output.includes('"msg":"starting"'))),
    ).rejects.toThrow('exit code 2');
    await proxy.stop();
  });
});

function apiPoolOf(apiVersion: string): Manifest {
  const spec = {
    selector: { matchLabels: { app: 'a' } },
    targetPorts: [{ number: 8000 }],
    endpointPickerRef: { name: 'llama-epp', port: { number: 9002 } },
  };
  return { apiVersion, spec };
}

function rulesBroken(spec: InferenceSpec): string[] {
  return judge(planInference('llama', spec)).findings.map(({ rule }) => rule);
}

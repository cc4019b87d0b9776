import { Chart, Testing } from 'cdk8s';
import { parse } from 'yaml';
import {
  AggregatedPool, App, DisaggregatedInference, EndpointPicker, InferenceGateway, InferencePool, InferenceRoute,
  InferenceSpec, ModelCache, planInference, Release,
} from '../lib';
import { dataPathOf } from '../lib/graph/data-path';
import { dataPathSvg } from '../lib/graph/data-path-svg';
import { distDeployment } from '../lib/cluster/dist-deployment';
import { checkPlan } from '../lib/rules/judge';
import { Manifest, yamlOf } from './manifests';
import { specWith, validSpec } from './valid-spec';

const { prefill, ...aggregated } = specWith({
  operations: { monitoring: { namespace: 'monitoring' }, verification: {} },
}) as InferenceSpec;

function written(spec: InferenceSpec): Manifest[] {
  return Testing.synth(new DisaggregatedInference(new App(), 'llama', spec)) as Manifest[];
}

function errorsOf(spec: InferenceSpec): string[] {
  return checkPlan(planInference('llama', spec)).filter(({ severity }) => severity === 'error')
    .map(({ field, rule }) => `${rule} ${field}`);
}

const manifests = written(aggregated);
/** The program of the Jobs is the same for every deployment. */
const text = JSON.stringify(manifests.filter(({ metadata }) => !/-verify$/.test(metadata.name)));

function only(kind: string, name: string): Manifest {
  return manifests.find(({ kind: other, metadata }) => other === kind && metadata.name === name)!;
}

describe('a spec without `prefill`', () => {
  test('has one Deployment of engines, which take requests on the port of the pool themselves', () => {
    const deployments = manifests.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name);
    expect(deployments.sort()).toEqual(['llama-decode', 'llama-epp']);
    const { spec } = only('Deployment', 'llama-decode').spec.template;
    expect(spec.initContainers).toBeUndefined();
    expect(spec.containers[0].ports).toEqual([{ name: 'engine', containerPort: 8000, protocol: 'TCP' }]);
    expect(spec.containers[0].args).toContain('--port=8000');
    expect(only('InferencePool', 'llama').spec.targetPorts).toEqual([{ number: 8000 }]);
  });

  test('says nothing of prefill pods, KV transfers or the routing proxy in any object', () => {
    expect(text).not.toMatch(/kv-transfer|nixl|routing-proxy|llama-prefill/i);
    expect(text).not.toMatch(/PrefillDecodeNotHappening|DecodeOnlyDecisions|KvTransfer|KvCacheLate|disagg_decision/);
  });

  test('opens no port for KV cache', () => {
    const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
    const ports = policies.flatMap(({ spec: { egress = [], ingress = [] } }) =>
      [...egress, ...ingress].flatMap((rule: { ports?: object[] }) => rule.ports ?? []));
    expect(ports.length).toBeGreaterThan(0);
    expect(ports.filter(port => 'endPort' in port)).toEqual([]);
    expect(policies.map(({ metadata }) => metadata.name).sort())
      .toEqual(['llama-decode', 'llama-epp', 'llama-model-download']);
  });

  test.each([Release.ROUTER_0_3, Release.ROUTER_0_10, Release.ROUTER_0_11])(
    'gives the picker of $name one profile and no handler for two roles', (release) => {
      const [config] = written({ ...aggregated, release, operations: {} })
        .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'llama-epp')
        .map(({ data }) => parse(data['endpoint-picker.yaml']) as typeof release.endpointPicker.config);
      expect(config!.schedulingProfiles.map(({ name }) => name)).toEqual(['default']);
      expect(config!.plugins.map(({ type }) => type).filter(type => type.endsWith('-handler')))
        .toEqual(['single-profile-handler']);
      const profile = config!.schedulingProfiles[0].plugins.map(({ pluginRef }) => pluginRef);
      expect(config!.plugins.map(({ type }) => type)).toEqual(expect.arrayContaining(profile));
    });

  test('lets the gateway choose any pod while no picker answers, unless the spec says otherwise', () => {
    const mode = (spec: InferenceSpec) =>
      written(spec).find(({ kind }) => kind === 'InferencePool')!.spec.endpointPickerRef.failureMode;
    expect(mode(aggregated)).toBe('FailOpen');
    expect(mode({ ...aggregated, endpointPicker: { failureMode: 'FailClose' } })).toBe('FailClose');
    expect(mode(validSpec)).toBe('FailClose');
    expect(errorsOf({ ...validSpec, endpointPicker: { failureMode: 'FailOpen' } }))
      .toEqual(['PD333 endpointPicker.failureMode']);
  });

  test('verifies and measures the pods alone', () => {
    const program = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'llama-verify')!;
    const plan = JSON.parse(Object.values<string>(program.data).find(value => value.startsWith('{'))!) as {
      readonly roles: object; readonly metrics: object;
    };
    expect(Object.keys(plan.roles)).toEqual(['decode']);
    expect(Object.keys(plan.metrics)).toEqual(['requests']);
  });

  test('is read back as what it is', () => {
    const { record, replicas, roles } = distDeployment(yamlOf(manifests));
    expect(roles.prefill).toBeUndefined();
    expect(replicas).toMatchObject({ prefill: 0, decode: 4 });
    expect(record.components.routingProxy).toBeUndefined();
    expect(record.engines).toMatchObject([{ role: 'decode', connector: '' }]);
  });

  test('is drawn without prefill pods', () => {
    const drawing = dataPathSvg(dataPathOf(planInference('llama', aggregated)));
    expect(drawing).toContain('② which pod?');
    expect(drawing).not.toMatch(/prefill|routing proxy|KV cache/);
  });

  test('may have what NIXL does not support, and is not told that it does not pay', () => {
    expect(errorsOf({ ...aggregated, decode: { ...aggregated.decode, parallelism: { tensor: 2, pipeline: 2 } } }))
      .toEqual([]);
    const small = { ...aggregated, model: { uri: 'hf://Qwen/Qwen3-8B' } } as const;
    expect(checkPlan(planInference('llama', small)).map(({ rule }) => rule)).not.toContain('PD506');
  });

  test('is refused what only prefill pods have a use for', () => {
    expect(errorsOf({ ...aggregated, fabric: { type: 'rdma-node-memlock', network: 'infiniband' } }))
      .toEqual(['PD331 fabric']);
    expect(errorsOf({ ...aggregated, containers: { routingProxy: {} } })).toEqual(['PD331 containers.routingProxy']);
  });
});

test('a chart of one pool is what a spec without `prefill` makes', () => {
  const chart = new Chart(new App(), 'llama', { namespace: 'team-a', disableResourceNameHashes: true });
  const modelCache = new ModelCache(chart, 'model-cache', { type: 'emptyDir', size: '100Gi' });
  const pods = { model: validSpec.model, cpu: '8', memory: '64Gi', replicas: 4, modelCache } as const;
  const decode = new AggregatedPool(chart, 'decode', pods);
  const pool = new InferencePool(chart, 'pool', { pools: [decode] });
  new EndpointPicker(chart, 'picker', { pool });
  const gateway = new InferenceGateway(chart, 'gateway', { pool });
  new InferenceRoute(chart, 'route', { gateway, pool });
  expect(pool.findings().filter(({ severity }) => severity === 'error')).toEqual([]);
  const spec = (from: Manifest[], kind: string, name: string): unknown =>
    from.find(other => other.kind === kind && other.metadata.name === name)!.spec;
  const composed = Testing.synth(chart) as Manifest[];
  for (const [kind, name] of [['Deployment', 'llama-decode'], ['InferencePool', 'llama']] as const)
    expect(spec(composed, kind, name)).toEqual(spec(manifests, kind, name));
});

import { App, Testing } from 'cdk8s';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DisaggregatedInference, GatewayProvider, InferenceSpec, ModelCacheSpec, poolOf } from '../lib';
import { connectors } from '../lib/connectors/connectors';
import { devices } from '../lib/devices/devices';
import { gateways } from '../lib/gateways/gateways';
import { planInference } from '../lib/plan/plan-inference';
import { checkGateway } from '../lib/cluster/doctor/gateway';
import { ClusterSnapshot } from '../lib/cluster/doctor/cluster-snapshot';
import { distDeployment } from '../lib/cluster/dist-deployment';
import { rehearsedImages } from '../lib/rehearsal/images';
import { Programs } from '../lib/rehearsal/programs';
import { nodeOf } from '../lib/schema/schema-node';
import { selectionOf } from '../lib/stack/picker/selection';
import { FabricSpec } from '../lib/spec/operations';
import { knownVersions, Release } from '../lib/stack/releases';
import { Manifest, yamlOf } from './manifests';
import { schemaErrors } from './schema/check';
import { specWith } from './valid-spec';

// Every axis is enumerated from its registry, and the registries are compared with their folders: a member that is new
// is asked everything here, and cannot be forgotten by a doctor, a rule or a rehearsal.
const providers: readonly GatewayProvider[] = gateways.flatMap(({ inferencePoolGroups, provider }) =>
  Object.entries(inferencePoolGroups).map(([version, inferencePoolGroup]) =>
    provider({ version, inferencePoolGroup })));
const withPool = gateways.flatMap(({ besidePicker, provider, versionNotes, inferencePoolGroups }) =>
  besidePicker
    ? Object.entries(inferencePoolGroups).filter(([version]) => versionNotes[version] === undefined)
        .map(([version, inferencePoolGroup]): GatewayProvider => (
          { ...provider({ version, inferencePoolGroup }), selectedBy: 'InferencePool' }
        ))
    : []);
const releases = Object.values(Release);
const caches: readonly ModelCacheSpec[] = [
  { type: 'persistentVolumeClaim', size: '200Gi' }, { type: 'emptyDir', size: '200Gi' },
  { type: 'hostPath', path: '/models' },
];
const fabrics: readonly FabricSpec[] = [
  'tcp', { type: 'rdma-node-memlock', network: 'infiniband' }, { type: 'rdma-ipc-lock', network: 'roce' },
];

const operations = { monitoring: { namespace: 'monitoring' }, networkPolicies: {} };

const ways = [...providers, ...withPool];
const combinations = releases.flatMap(release => ways.flatMap(gateway => caches.flatMap(modelCache =>
  fabrics.map(fabric => ({
    name: `${release.name} behind ${gateway.name} ${gateway.version} with ${gateway.selectedBy ?? 'InferencePool'}, `
      + `weights in ${modelCache.type}, KV cache by ${fabric === 'tcp' ? fabric : fabric.network}`,
    spec: specWith({ release, gateway, modelCache, fabric, createNamespace: true, operations }),
  })))));

const aggregated = releases.flatMap(release => providers.map(gateway => ({
  name: `${release.name} behind ${gateway.name} ${gateway.version}, without prefill pods`,
  spec: specWith({ release, gateway, prefill: undefined, createNamespace: true, operations }),
})));

describe.each([...combinations, ...aggregated].map(withoutUndefined))('$name', ({ spec }) => {
  const chart = new DisaggregatedInference(new App(), 'llama', spec);
  const errors = chart.findings().filter(({ severity }) => severity === 'error');
  const manifests = errors.length === 0 ? Testing.synth(chart) as Manifest[] : [];

  test('is refused by a rule that names what does not go together, or is written', () => {
    if (manifests.length > 0) return;
    expect(errors.map(({ field, rule }) => `${rule} ${field}`)).toEqual(incompatible(spec));
  });

  test('has a schema for every object, and is valid by it', () => {
    expect(manifests.flatMap(manifest => schemaErrors(manifest))).toEqual([]);
    expect(manifests.filter(({ apiVersion, kind }) => nodeOf(apiVersion, kind) === undefined)).toEqual([]);
  });

  test('has an answer of the doctor, of its record about versions, and of a rehearsal about images', () => {
    if (manifests.length === 0) return;
    const deployment = distDeployment(yamlOf(manifests));
    const answers = checkGateway(emptyCluster, deployment).map(({ message }) => message);
    expect(answers).not.toContainEqual(expect.stringContaining('is not known here'));
    expect(Object.values(deployment.record.components).map(({ version }) => version)).not.toContain(undefined);
    const time = { timeScale: 1, loadSeconds: 1 };
    const played = rehearsedImages(deployment.images, programs, time, name => name).map(({ image }) => image);
    expect(deployment.images.filter(image => !played.includes(image))).toEqual([]);
  });

  test('names metrics, ports and a resource that are known', () => {
    const plan = planInference('llama', spec);
    const [decode, { operations }] = [poolOf(plan, 'decode'), plan];
    const { connector = 'none' } = decode;
    expect([...(spec.prefill ? [] : ['none']), ...connectors.map(({ name }) => name)]).toContain(connector);
    expect(devices.map(({ name }) => name)).toContain(decode.device);
    expect(operations.monitors).toBeDefined();
    expect(operations.alerts?.modelServer).toEqual(spec.release.modelServer.known?.metrics);
  });
});

function withoutUndefined<T extends { readonly spec: InferenceSpec }>({ spec, ...rest }: T) {
  const { prefill, ...others } = spec;
  return { ...rest, spec: prefill ? spec : others };
}

/** What two members of the axes cannot do together. */
function incompatible({ gateway, release }: InferenceSpec): string[] {
  if (gateway.selectedBy === 'endpointPicker') return selectionOf(release.endpointPicker) ? [] : ['PD750 gateway'];
  return release.endpointPicker.permissions[gateway.inferencePoolGroup] ? [] : ['PD401 gateway'];
}

const programs = new Proxy({}, { get: (_, name) => String(name) }) as Programs;

const emptyCluster: ClusterSnapshot = {
  kind: 'ClusterSnapshot', takenAt: '', of: 'team-a', kubernetes: 'v1.34.4', apis: {}, bundles: {}, gatewayClasses: [],
  gatewayControllers: [], nodes: [],
  secrets: {}, configMaps: [], storageClasses: [], claims: [], permissions: [], unreadable: [],
  quotas: [], limitRanges: [], podIpFamilies: [],
};

describe('a member of an axis is in its registry', () => {
  const modules = (folder: string): string[] =>
    readdirSync(join(__dirname, '..', 'lib', folder), { withFileTypes: true })
      .filter(entry => entry.isDirectory() || entry.name.endsWith('.ts')).map(({ name }) => name.replace(/\.ts$/, ''));

  test.each([
    ['connectors', connectors.map(({ name }) => ({ NixlConnector: 'nixl' })[name]), ['connector', 'connectors']],
    ['gateways', gateways.map(({ name }) => name), [
      'custom-resources', 'gateway', 'gateway-versions', 'gateways', 'inference-pool-api', 'proxy-plan',
    ]],
    [
      'stack/vllm', knownVersions.modelServer.map(fileOf),
      ['architectures', 'flags', 'metrics', 'model-server-release', 'values', 'vllm', 'working-memory'],
    ],
    ['stack/picker', knownVersions.endpointPicker.map(fileOf), [
      'aggregated', 'endpoint-picker-release', 'picker', 'selection',
    ]],
    ['stack/sidecar', knownVersions.routingProxy.map(fileOf), ['routing-proxy-release', 'sidecar']],
  ])('every module of lib/%s', (folder, members, shared) => {
    expect(modules(folder).sort()).toEqual([...members, ...shared].sort());
  });
});

function fileOf({ known: { version } }: { readonly known: { readonly version: string } }): string {
  return `v${version.replaceAll('.', '-')}`;
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, DisaggregatedInference, GatewayProvider, InferenceSpec, ModelCacheSpec, poolOf } from '../lib';
import { connectors } from '../lib/connectors/connectors';
import { offloadings } from '../lib/connectors/offloading/offloadings';
import { devices } from '../lib/devices/devices';
import * as library from '../lib';
import { gatewayNamed, gateways, serviceOf } from '../lib/gateways/gateways';
import { InferencePoolGroup } from '../lib/gateways/inference-pool-api';
import { planInference } from '../lib/plan/plan-inference';
import { checkGateway } from '../lib/cluster/doctor/gateway';
import { ClusterSnapshot } from '../lib/cluster/doctor/cluster-snapshot';
import { distDeployment } from '../lib/cluster/dist-deployment';
import { modelSources, sourceOfUri } from '../lib/model-sources/sources';
import { ModelUri } from '../lib/spec/model';
import { rehearsedImages } from '../lib/rehearsal/images';
import { Programs } from '../lib/rehearsal/programs';
import { nodeOf } from '../lib/schema/schema-node';
import { selectionOf } from '../lib/stack/picker/selection';
import { FabricSpec } from '../lib/spec/operations';
import { knownVersions, Release } from '../lib/stack/releases';
import { Manifest, manifestsOf } from './manifests';
import { schemaErrors } from './schema/check';
import { specWith, validSpec } from './valid-spec';

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
  { type: 'existingClaim', claimName: 'models', filledBy: 'Job' }, { type: 'hostPath', path: '/models' },
];
const fabrics: readonly FabricSpec[] = [
  'tcp', { type: 'rdma-node-memlock', network: 'infiniband' }, { type: 'rdma-ipc-lock', network: 'roce' },
];

const operations = { monitoring: { namespace: 'monitoring' }, networkPolicies: {} };

const credential = { type: 'workloadIdentity' } as const;
const weights: readonly (Pick<InferenceSpec, 'model' | 'modelCache'> & { readonly where: string })[] = [
  ...caches.map(modelCache => ({
    where: modelCache.type, model: { uri: 'hf://openai/gpt-oss-120b' } as const, modelCache,
  })),
  ...modelSources.filter(({ storageOf, uri }) => storageOf(uri.example)).map(({ fields, name, uri }) => ({
    where: name,
    model: {
      uri: uri.example as ModelUri, like: 'openai/gpt-oss-120b' as const,
      ...(fields.credential && { credential }), ...(fields.account && { account: 'acme' }),
    },
  })),
];

/** A spec without a cache, which not every source wants; and without the field, rather than with an empty one. */
function specFor(change: Partial<InferenceSpec>): InferenceSpec {
  const { modelCache: _, ...rest } = validSpec;
  return { ...rest, ...change };
}

function withoutPrefill({ prefill: _, ...spec }: InferenceSpec): InferenceSpec {
  return spec;
}

// Weights and network do not meet a gateway: of one gateway the oldest and the newest version see each of them, so that
// every release has a version that it goes with, and the newest sees every pair of them once; each other one sees the
// first.
const ofOne = providers.filter(({ name }) => name === gateways[0]!.name);
const [oldest, newest] = [ofOne[0], ofOne.at(-1)];
const rows: readonly (readonly [typeof weights[number], FabricSpec])[] = [
  ...weights.map(each => [each, fabrics[0]!] as const), ...fabrics.slice(1).map(each => [weights[0]!, each] as const),
];
const pairs = weights.flatMap(each => fabrics.map(fabric => [each, fabric] as const));

function seenBy(gateway: GatewayProvider, release: Release): typeof rows {
  if (gateway === newest && release === releases.at(-1)) return pairs;
  return gateway === oldest || gateway === newest ? rows : rows.slice(0, 1);
}

const combinations = releases.flatMap(release => [...providers, ...withPool].flatMap(gateway =>
  seenBy(gateway, release).map(([{ where, ...kept }, fabric]) => ({
    name: `${release.name} behind ${gateway.name} ${gateway.version} with ${gateway.selectedBy ?? 'InferencePool'}, `
      + `weights in ${where}, KV cache by ${fabric === 'tcp' ? fabric : fabric.network}`,
    spec: specFor({ release, gateway, ...kept, fabric, createNamespace: true, operations }),
  }))));

const aggregated = releases.flatMap(release => providers.map(gateway => ({
  name: `${release.name} behind ${gateway.name} ${gateway.version}, without prefill pods`,
  spec: withoutPrefill({ ...validSpec, release, gateway, createNamespace: true, operations }),
})));

describe.each([...combinations, ...aggregated])('$name', ({ spec }) => {
  const app = new App();
  const chart = new DisaggregatedInference(app, 'llama', spec);
  const errors = chart.findings().filter(({ severity }) => severity === 'error');
  const deployment = errors.length === 0 ? distDeployment(app.synthYaml()) : undefined;
  const manifests = (deployment?.objects ?? []) as readonly Manifest[];

  test('is refused by a rule that names what does not go together, or is written', () => {
    if (manifests.length > 0) return;
    expect(errors.map(({ field, rule }) => `${rule} ${field}`)).toEqual(incompatible(spec));
  });

  test('has a schema for every object, and is valid by it', () => {
    expect(manifests.flatMap(manifest => schemaErrors(manifest))).toEqual([]);
    expect(manifests.filter(({ apiVersion, kind }) => nodeOf(apiVersion, kind) === undefined)).toEqual([]);
  });

  test('has an answer of the doctor, of its record about versions, and of a rehearsal about images', () => {
    if (deployment === undefined) return;
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

/** What two members of the axes cannot do together. */
function incompatible({ gateway, model, release }: InferenceSpec): string[] {
  const { bucketSchemes } = release.modelServer.known!;
  const source = sourceOfUri(model.uri)!;
  const isStreamed = source.storageOf(model.uri)?.type === 'none';
  return [
    ...(isStreamed && !bucketSchemes.includes(source.scheme) ? ['PD243 model.uri'] : []),
    ...withoutSelection(gateway, release),
    ...(gatewayNamed(gateway.name).abilities.carriesPickerHeaders ? [] : ['PD760 gateway']),
  ];
}

function withoutSelection({ inferencePoolGroup, selectedBy }: GatewayProvider, { endpointPicker }: Release): string[] {
  if (selectedBy === 'endpointPicker') return selectionOf(endpointPicker) ? [] : ['PD750 gateway'];
  return endpointPicker.permissions[inferencePoolGroup] ? [] : ['PD401 gateway'];
}

describe.each(gateways.map(gateway => ({ title: gateway.title, gateway })))('$title', ({ gateway }) => {
  const [[version, inferencePoolGroup]] = Object.entries(gateway.inferencePoolGroups).slice(-1) as [
    [string, InferencePoolGroup],
  ];
  const provider = gateway.provider({ version, inferencePoolGroup });
  const where = { name: 'llama-inference-gateway', namespace: 'team-a' };

  test('writes objects that its CRDs accept, also for roles that it cannot serve', () => {
    const waive = gateway.abilities.carriesPickerHeaders ? {} : { PD760: 'only its objects are looked at' };
    const manifests = manifestsOf(specWith({ gateway: provider, waive }));
    expect(manifests.flatMap(manifest => schemaErrors(manifest))).toEqual([]);
    expect(manifests.filter(({ apiVersion, kind }) => nodeOf(apiVersion, kind) === undefined)).toEqual([]);
    const groups = manifests.map(({ apiVersion }) => apiVersion.split('/')[0]);
    expect(groups).toEqual(expect.arrayContaining([...gateway.apiGroups]));
  });

  test('says where requests come from, what plays it, and what was run', () => {
    const pods = gateway.pods?.(where);
    expect(serviceOf(provider, where) === undefined).toBe(pods === 'outside the cluster');
    // A controller is in the cluster or outside of it; without one a proxy is beside the picker.
    const { besidePicker, controller } = gateway;
    const answers = [besidePicker, controller?.selector, controller?.readsIn].filter(answer => answer !== undefined);
    expect(answers).toHaveLength(1);
    expect('lacks' in gateway.rehearsal ? gateway.rehearsal.lacks : gateway.rehearsal.standIn).toMatch(/\w/);
    expect(gateway.proof.objects).toMatch(/\w/);
    expect([undefined, ...gateway.gatewayClassNames].includes(provider.gatewayClassName)).toBe(true);
    expect(provider.gatewayClassName === undefined).toBe(besidePicker !== undefined);
  });

  test('is made by the function of the library that its specOf names', () => {
    const [made] = /^\w+/.exec(gateway.specOf(version))!;
    expect(Object.keys(library)).toContain(made);
  });
});

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
    ['connectors', connectors.map(({ type }) => type), ['connector', 'connectors', 'offloading']],
    ['connectors/offloading', offloadings.map(({ type }) => type), ['offloading', 'offloadings']],
    ['gateways', gateways.map(({ name }) => name), [
      'custom-resources', 'default-resources', 'gateway', 'gateway-versions', 'gateways', 'inference-pool-api',
      'others', 'proxy-plan',
    ]],
    [
      'stack/vllm', knownVersions.modelServer.map(fileOf),
      ['architectures', 'flags', 'metrics', 'model-server-release', 'values', 'vllm', 'working-memory'],
    ],
    [
      'stack/picker', knownVersions.endpointPicker.map(fileOf),
      ['aggregated', 'endpoint-picker-release', 'picker', 'plugins', 'precise-prefix', 'selection'],
    ],
    ['stack/sidecar', knownVersions.routingProxy.map(fileOf), ['routing-proxy-release', 'sidecar']],
  ])('every module of lib/%s', (folder, members, shared) => {
    expect(modules(folder).sort()).toEqual([...members, ...shared].sort());
  });
});

function fileOf({ known: { version } }: { readonly known: { readonly version: string } }): string {
  return `v${version.replaceAll('.', '-')}`;
}

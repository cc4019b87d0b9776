import { InferencePlan } from '../../plan/inference-plan';
import { plannedProxy } from '../../plan/planned-proxy';
import type { InferenceSpec } from '../../spec/deployment';
import { nameAndTag, VersionKnowledge } from '../../stack/component-version';
import { PickerKnowledge } from '../../stack/picker/endpoint-picker-release';
import { knownVersions, Release, releases } from '../../stack/releases';
import { SidecarKnowledge } from '../../stack/sidecar/routing-proxy-release';
import { VllmKnowledge } from '../../stack/vllm/model-server-release';
import { Rule, Violation } from '../language/rule';

/** What an image is said to be, against what is known of versions. */
export const stackVersionRules: readonly Rule[] = [
  {
    id: 'PD705',
    title: 'The version of every component is known',
    severity: 'warning',
    cause: 'unknown facts about a version are not judged, and facts about another version may not be true for it',
    fix:
      'name the version of the image with `Vllm.of({ image, like })`, `Picker.of({ image, like })` or '
      + '`Sidecar.of({ image, like })`; or test what is listed and waive the rule with the result',
    source: 'lib/stack/: a file for each version of each component, read at the tag that it names',
    evidence: 'read',
    check: ({ spec }) => {
      const { release } = spec;
      const components = runIn(spec);
      const unknown = components
        .filter(component => release[component].known === undefined)
        .map(component => `the version of ${release[component].image} is not known. ${lost(component)}`);
      const undeclared = components.flatMap((component) => {
        const { image, known } = release[component];
        return known === undefined || known.images.includes(nameAndTag(image)) || versionOf(component, image)
          ? []
          : [`${image} is not an image of version ${known.version}, and is judged as if it were`];
      });
      const { modelServer: { image, known } } = release;
      const named = known && !known.commandLine
        ? [`only the names of the flags of ${image} are known. Not judged: ${vllm.commandLine}`]
        : [];
      const unread = known
        ? [
            ...(['architectures', 'stateTransfer'] as const)
              .filter(field => known[field] === undefined)
              .map(field => vllm[field]),
            ...(known.engineValues.quantizedFiles ? [] : ['`engine.quantization` of quantized files (PD214, PD215)']),
            ...(known.engineValues.precisions ? [] : ['`engine.dtype` with quantized weights (PD131)']),
            ...(known.engineValues.speculation ? [] : ['`engine.speculation.method` (PD351)']),
          ]
        : [];
      const half = unread.length > 0 ? [`not all of ${image} was read. Not judged: ${unread.join(', ')}`] : [];
      const causes = [...unknown, ...undeclared, ...named, ...half];
      return causes.length === 0 ? [] : [{ field: 'release', cause: causes.join('; ') }];
    },
    example: {
      field: 'release.endpointPicker.known',
      fails: undefined,
      passes: Release.ROUTER_0_10.endpointPicker.known,
    },
  },
  {
    id: 'PD431',
    title: 'What is known of a version was read at its tag',
    severity: 'warning',
    cause: 'sources change until a version is tagged, so what another version or a pull request says may not be true',
    fix: 'run `llmd doctor` and `llmd verify` against the cluster, and waive the rule with their result',
    source: 'lib/stack/: a file for each version of each component, with what it was read from',
    evidence: 'read',
    check: ({ spec }) => {
      const { release } = spec;
      const elsewhere = runIn(spec).flatMap((component) => {
        const { known } = release[component];
        const fields = Object.entries(known?.notReadAtTag ?? {}).map(([field, text]) => `\`${field}\` ${text}`);
        return known && fields.length > 0 ? [`of ${titles[component]} ${known.version}, ${fields.join(', ')}`] : [];
      });
      return elsewhere.length === 0
        ? []
        : [{ field: 'release', cause: `not read at the tag of the version: ${elsewhere.join('; ')}` }];
    },
    example: {
      field: 'release.routingProxy',
      fails: Release.ROUTER_0_11.routingProxy,
      passes: Release.ROUTER_0_10.routingProxy,
      implies: ['PD708'],
    },
  },
  {
    id: 'PD706',
    title: 'An image has the version that the release names',
    severity: 'error',
    cause:
      'flags, variables, metrics and the behaviour of a pair depend on the version; with those of another '
      + 'version the process exits, or a setting has no effect',
    fix:
      'use the image and the version of the same release, or name the version of the image with `Vllm.of({ '
      + 'image, like })`',
    source: 'the images of the versions in lib/stack/',
    evidence: 'read',
    check: plan => runIn(plan.spec).flatMap(component => anotherVersion(plan, component)),
    example: {
      field: 'release.endpointPicker.image',
      fails: 'registry.internal/llm-d-inference-scheduler:v0.3.2',
      alsoFails: ['registry.internal/llm-d-router-endpoint-picker:v0.10.0'],
      passes: 'registry.internal/llm-d-router-endpoint-picker:v0.10.0',
    },
  },
  {
    id: 'PD708',
    title: 'The components are those of one release',
    severity: 'warning',
    cause:
      'endpoint picker, routing proxy and vLLM speak protocols with each other that changed between versions, '
      + 'and only the versions of one '
      + 'release were read and tried together',
    fix:
      'use the components of one release, or run `llmd verify` against the cluster and waive the rule with its '
      + 'result',
    source: 'lib/stack/releases.ts: the versions that go together',
    evidence: 'read',
    check: ({ spec }) => {
      const { release } = spec;
      const components = runIn(spec);
      const versions = components.map(component => release[component].known?.version);
      // What is not known has its own rule.
      if (versions.includes(undefined)) return [];
      const together = releases.some(known =>
        components.every((component, index) => known[component].known.version === versions[index]),
      );
      const named = components.map((component, index) => `${titles[component]} ${versions[index]}`).join(', ');
      return together ? [] : [{ field: 'release', cause: `no release has these versions together: ${named}` }];
    },
    example: {
      field: 'release.routingProxy',
      fails: Release.ROUTER_0_3.routingProxy,
      passes: Release.ROUTER_0_10.routingProxy,
    },
  },
];

type Component = keyof typeof knownVersions;

const titles: Readonly<Record<Component, string>> = {
  modelServer: 'vLLM',
  routingProxy: 'routing proxy',
  endpointPicker: 'endpoint picker',
};

const components: readonly Component[] = ['modelServer', 'routingProxy', 'endpointPicker'];

/** The components that a deployment runs: without prefill pods no routing proxy. */
function runIn(spec: Pick<InferenceSpec, 'connector' | 'decode' | 'prefill'>): readonly Component[] {
  return plannedProxy(spec) ? components : components.filter(component => component !== 'routingProxy');
}

function anotherVersion({ spec: { release } }: InferencePlan, component: Component): Violation[] {
  const { image, known } = release[component];
  const actual = versionOf(component, image);
  return known === undefined || actual === undefined || actual.version === known.version
    ? []
    : [
        {
          field: `release.${component}.image`,
          cause: `${nameAndTag(image)} is of version ${actual.version}, but the release says ${known.version}`,
        },
      ];
}

/** What is known of the version that a release ships in an image. */
function versionOf(component: Component, image: string): VersionKnowledge | undefined {
  return knownVersions[component]
    .map(({ known }): VersionKnowledge => known)
    .find(({ images }) => images.includes(nameAndTag(image)));
}

/** What follows from not knowing a version: the fields of its knowledge, each with what reads it. */
function lost(component: Component): string {
  return `Not judged: ${Object.values(judgedBy[component]).filter(text => text !== '').join(', ')}`;
}

const vllm = {
  version: '',
  images: '',
  notReadAtTag: '',
  flags: 'flags (PD110, PD121)',
  engineValues: 'values of `engine` (PD130, PD131)',
  commandLine: 'values of flags (PD123 to PD125, PD321)',
  environment: 'environment variables (PD112, PD121)',
  gpuMemoryUtilization: 'memory of the GPUs (PD201 to PD204)',
  workingMemory: 'memory of the GPUs (PD201 to PD204, PD210)',
  moreTensorParallel: 'tensor parallelism of the pair (PD309)',
  readsForRepeatedHeads: 'repeated KV heads (PD309)',
  measuredTensorPairs: 'sizes that were measured (PD323)',
  measuredRanks: 'ranks that were measured (PD346)',
  decodeContextParallel: 'context parallelism of decoding (PD121, PD324, PD325)',
  unsplitLayouts: 'layouts of KV cache (PD317)',
  readsKvLoadFailurePolicy: 'failed transfers (PD312)',
  kvBothDeprecated: 'roles of the connector (PD311)',
  pipeline: 'pipeline stages (PD122)',
  architectures: 'whether it serves the model (PD216)',
  stateTransfer: 'the transfer of a state (PD224)',
  metrics: 'names of metrics (PD514, counters of `llmd verify`)',
  bucketSchemes: 'buckets that it loads from (PD243)',
  bucketClients: 'buckets that its image loads from (PD245)',
  transfers: 'connectors, their settings, and what keeps KV cache (PD363, PD364, PD368, PD372)',
  sideChannelPort: 'a rehearsal',
} as const satisfies Record<keyof VllmKnowledge, string>;

const sidecar = {
  version: '',
  images: '',
  notReadAtTag: '',
  flags: 'flags (PD414)',
  playedBy: 'a rehearsal',
} as const satisfies Record<keyof SidecarKnowledge, string>;

const picker = {
  version: '',
  images: '',
  notReadAtTag: '',
  flags: 'flags (PD415)',
  playedBy: 'a rehearsal',
  apiVersions: 'the version of the configuration (PD427)',
  allPluginsRead: 'types of plugins (PD425)',
  plugins: 'parameters of plugins (PD426)',
  ofOneProcess: 'several endpoint pickers (PD436)',
  kvCacheMetric: 'the metric of KV cache usage (PD418)',
  scrapesIpv6: '',
  refusals: '',
  withoutReplicas: 'roles without pods (PD503)',
} as const satisfies Record<keyof PickerKnowledge, string>;

const judgedBy = { modelServer: vllm, routingProxy: sidecar, endpointPicker: picker } as const;

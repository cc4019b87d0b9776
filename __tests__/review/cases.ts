import { App, Testing } from 'cdk8s';
import { DisaggregatedInference, gke, InferenceSpec, Release } from '../../lib';
import { Danger, EffectKind } from '../../lib/review/effects/effect';
import { Manifest, only, yamlOf } from '../manifests';
import { specWith } from '../valid-spec';

/** A prepared change of a deployment, and what a reviewer must be told. */
export interface Case {
  readonly name: string;
  /** The manifests before; the same in most cases. */
  readonly before: readonly Manifest[];
  readonly after: readonly Manifest[];
  /** Text after the synth, where a case is about the file and not about its objects. */
  readonly edit?: (text: string) => string;
  /** Each effect as its kind and, where pods are replaced or stopped, their number; in any order. */
  readonly effects: readonly (EffectKind | `${EffectKind} ${number}`)[];
  readonly danger: Danger;
  /** Rules that must be named. */
  readonly rules?: readonly string[];
}

/** The deployment that all cases change: two roles, a claim, network policies, and an own Service. */
export const base: InferenceSpec = specWith({
  modelCache: { type: 'persistentVolumeClaim', size: '200Gi' },
  accelerator: 'NVIDIA-H100-80GB-HBM3',
  model: { uri: 'hf://openai/gpt-oss-120b', token: { secretName: 'hub-token', key: 'token' } },
  waive: { PD506: 'a test', PD507: 'a test', PD508: 'a test', PD433: 'a test' },
});

/** The objects of a spec; a change of it that no rule lets pass has a waiver. */
export function synthesized(spec: InferenceSpec): readonly Manifest[] {
  return Testing.synth(new DisaggregatedInference(new App(), 'llama', spec)) as Manifest[];
}

const before = synthesized(base);

function changed(change: object): readonly Manifest[] {
  return synthesized({ ...base, ...change });
}

function role(name: 'prefill' | 'decode', change: object): object {
  return { [name]: { ...base[name], ...change } };
}

/** The same objects with one of them edited, as an override does; the record is made anew. */
function edited(kind: string, name: string | undefined, edit: (object: Manifest) => void): readonly Manifest[] {
  const copy = structuredClone([...before]);
  edit(only(copy.filter(object => name === undefined || object.metadata.name === name), kind));
  return copy;
}

/** All objects with the keys of every map in the opposite order. */
function reversedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, field]) => [key, reversedKeys(field)]));
}

const decode = (edit: (spec: Manifest) => void) => edited('Deployment', 'llama-decode', object => edit(object.spec));
const container = (edit: (container: Manifest) => void) => decode(spec => edit(spec.template.spec.containers[0]));
const scaled = role('decode', { autoscaling: { maxReplicas: 8 } });

/** What a case is given; the rest is as in most. */
function given(
  name: string, after: readonly Manifest[], danger: Danger, effects: Case['effects'], more: Partial<Case> = {},
): Case {
  return { name, before, after, danger, effects, ...more };
}

/** The changes that the issue names and others of their kind. Nothing is reported of the first group. */
export const cases: readonly Case[] = [
  given('keys in another order', before.map(reversedKeys) as Manifest[], 'safe', []),
  given('objects in another order', [...before].reverse(), 'safe', []),
  given('only a comment', before, 'safe', [], { edit: text => text.replace('spec:\n', '# reviewed\nspec:\n') }),
  given('a quantity spelled otherwise', container(({ resources }) => {
    resources.requests = { ...resources.requests, cpu: '8000m', memory: '65536Mi' };
    resources.limits = { ...resources.limits, memory: '65536Mi' };
  }), 'safe', []),
  given('defaults written out', decode((spec) => {
    Object.assign(spec, { revisionHistoryLimit: 10, minReadySeconds: 0 });
    Object.assign(spec.template.spec, { dnsPolicy: 'ClusterFirst', restartPolicy: 'Always',
      schedulerName: 'default-scheduler' });
    Object.assign(spec.template.spec.containers[0], { terminationMessagePolicy: 'File' });
  }), 'safe', []),
  given('ports of a Service in another order', edited('Service', undefined, ({ spec }) => spec.ports.reverse()),
    'safe', []),
  given('verbs in another order', edited('Role', undefined, ({ rules }) => rules[0].verbs.reverse()), 'safe', []),
  given('a null field', decode((spec) => {
    spec.template.spec.hostAliases = null;
  }), 'safe', []),
  given('Windows line ends', before, 'safe', [], { edit: text => text.replaceAll('\n', '\r\n') }),

  given('more replicas', changed(role('decode', { replicas: 6 })), 'safe', ['scales']),
  given('fewer replicas', changed(role('decode', { replicas: 3 })), 'care', ['scales 1']),
  given('another image', edited('Deployment', 'llama-decode', ({ spec }) => {
    spec.template.spec.initContainers[0].image = 'ghcr.io/llm-d/llm-d-routing-sidecar:other';
  }), 'care', ['restarts 4']),
  given('only the digest of an image', container((engine) => {
    engine.image = `${engine.image}@sha256:${'1'.repeat(64)}`;
  }), 'care', ['restarts 4']),
  given('the order of variables in a pod', container(({ env }) => env.reverse()), 'care', ['restarts 4']),
  given('another block size', changed({ engine: { blockSize: 64 }, waive: base.waive }), 'refused',
    ['restarts 2', 'restarts 4', 'restarts 1', 'configures'], { rules: ['PD320'] }),
  given('another tensor size', changed({ ...role('decode', { parallelism: { tensor: 2 } }) }), 'refused',
    ['restarts 4'], { rules: ['PD320'] }),
  given('a label of the pods', changed(role('decode', { pod: { labels: { team: 'search' } } })), 'care',
    ['restarts 4']),
  given('a label of an object', edited('Deployment', 'llama-decode', ({ metadata }) => {
    metadata.labels.team = 'search';
  }), 'safe', ['labels']),
  given('the selector of a Deployment', decode((spec) => {
    spec.selector.matchLabels.team = 'search';
    spec.template.metadata.labels.team = 'search';
  }), 'refused', ['recreates 4', 'restarts 4'], { rules: ['PD517'] }),
  given('another name of the deployment\'s pool', changed({ names: { inferencePool: 'renamed' } }), 'refused',
    [], { rules: ['PD518'] }),
  given('a smaller cache', changed({ modelCache: { type: 'persistentVolumeClaim', size: '150Gi' } }), 'refused',
    ['recreates'], { rules: ['PD517'] }),
  given('a larger cache', changed({ modelCache: { type: 'persistentVolumeClaim', size: '300Gi' } }), 'care',
    ['storage']),
  given('another class of the claim',
    changed({ modelCache: { type: 'persistentVolumeClaim', size: '200Gi', storageClassName: 'fast' } }), 'refused',
    ['recreates'], { rules: ['PD517'] }),
  given('another Secret', changed({ model: { ...base.model, token: { secretName: 'hub-token-2', key: 'token' } } }),
    'care',
    ['restarts 2', 'restarts 4']),
  given('a variable', changed(role('prefill', { extraEnv: { NCCL_DEBUG: 'INFO' } })), 'care', ['restarts 2']),
  given('more memory', changed(role('prefill', { memory: '96Gi' })), 'care', ['restarts 2']),
  given('a port of a policy', edited('NetworkPolicy', 'llama-decode', ({ spec }) => {
    spec.ingress[0].ports[0].port = 8001;
  }), 'care', ['access']),
  given('a policy that goes', before.filter(({ kind, metadata }) =>
    kind !== 'NetworkPolicy' || metadata.name !== 'llama-decode'), 'care', ['access']),
  given('one more verb', edited('Role', undefined, ({ rules }) => rules[0].verbs.push('delete')), 'care',
    ['permissions']),
  given('another release', changed({ release: Release.ROUTER_0_11 }), 'refused', [], { rules: ['PD320'] }),
  given('another gateway', changed({
    gateway: gke('gke-l7-rilb', { proxyOnlySubnet: '10.129.0.0/23', timeoutSeconds: 600 }),
  }), 'care', []),
  given('other weights', changed({ model: { ...base.model, revision: 'b5c939de8f754692c1647ca79fbf85e8c1e70f8a' } }),
    'refused',
    [], { rules: ['PD320'] }),
  given('an autoscaler', changed(scaled), 'care', ['scales', 'scales'], { rules: ['PD516'] }),
  given('a bound of an autoscaler', changed(role('decode', { autoscaling: { maxReplicas: 6 } })), 'care', ['scales'],
    { before: changed(scaled) }),
  given('a greater bound of an autoscaler', changed(role('decode', { autoscaling: { maxReplicas: 12 } })), 'safe',
    ['scales'],
    { before: changed(scaled) }),
  given('a hostname', changed({ entrance: { hostnames: ['llm.example.com'] } }), 'care', []),
  given('the time of a request', changed({ entrance: { timeoutSeconds: 300 } }), 'care', ['reroutes']),
  given('a LoRA adapter', changed({
    ...role('prefill', { extraArgs: ['--enable-lora', '--lora-modules=sql=team/sql-adapter'] }),
    decode: { ...base.decode, extraArgs: ['--enable-lora', '--lora-modules=sql=team/sql-adapter'] },
  }), 'care', []),
  given('a field that configures the picker', changed({ endpointPicker: { prefixWaitMilliseconds: 500 } }), 'care',
    ['configures', 'restarts 1']),
  given('a configuration of the picker that nothing restarts', edited('ConfigMap', 'llama-epp', ({ data }) => {
    const [key] = Object.keys(data) as [string];
    data[key] = `${data[key]}# another weight\n`;
  }), 'care', ['configures']),
  given('a disruption budget', edited('PodDisruptionBudget', 'llama-decode', ({ spec }) => {
    spec.maxUnavailable = 2;
  }), 'safe', ['protects']),
  given('alerts', changed({ operations: { monitoring: { namespace: 'monitoring', alerts: false } } }), 'safe',
    ['observes'],
    { before: changed({ operations: { monitoring: { namespace: 'monitoring' } } }) }),
  given('a waiver', changed({ waive: { ...base.waive, PD505: 'measured, 2026-11' } }), 'care', [],
    { rules: ['PD505'] }),
  given('the strategy of a rollout', decode((spec) => {
    spec.strategy.rollingUpdate = { maxSurge: 0, maxUnavailable: 2 };
  }), 'safe', ['configures']),
  given('the admission of pods', edited('Namespace', undefined, ({ metadata }) => {
    metadata.labels['pod-security.kubernetes.io/enforce'] = 'privileged';
  }), 'care', ['access']),
  given('an edit by hand', before, 'refused', ['scales'], {
    edit: text => text.replace(/replicas: 4\n/, 'replicas: 5\n'), rules: [],
  }),
];

/** A file of a side. */
export function textOf(manifests: readonly Manifest[], edit: (text: string) => string = text => text): string {
  return edit(yamlOf(manifests));
}

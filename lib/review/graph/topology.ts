import type { InferencePool, KubernetesObject, HttpRoute, Gateway } from '../../kube/kubernetes-objects';
import { devices } from '../../devices/devices';
import { claimedByClass } from '../../devices/devices-of-pod';
import { nameOf } from '../manifests/identity';
import { replicasNoun } from '../manifests/replicas-text';
import type { RunningPods, Side } from '../manifests/side';

/** The parts of a deployment and what is between them. */
export interface Topology {
  readonly deployment: string;
  readonly parts: readonly Part[];
  readonly ways: readonly Way[];
}

/** What a part is; the place in a drawing follows from it. */
export type PartKind = 'client' | 'gateway' | 'route' | 'pool' | 'picker' | 'prefill' | 'decode' | 'volume' | 'policy';

/** What a change does to a part. */
export type PartChange = 'new' | 'gone' | 'changed';

/** A part of a deployment. */
export interface Part {
  /** Kind and name of its object, by which parts of two sides are the same. */
  readonly id: string;
  readonly kind: PartKind;
  readonly title: string;
  readonly lines: readonly string[];
  /** Further objects that it stands for. */
  readonly objects: readonly string[];
  /** What a change does to it. @default - nothing */
  readonly change?: PartChange;
}

/** What goes from one part to another. */
export interface Way {
  readonly from: string;
  readonly to: string;
  readonly kind: 'request' | 'asks' | 'kv' | 'reads';
  readonly label: string;
}

/** The topology of a side of a deployment. */
export function topologyOf(deployment: string, side: Side): Topology {
  const parts = [...entrance(side), ...pools(side), ...side.pods.map(pods => podsPart(side, pods)),
    ...surroundings(side)];
  return { deployment, parts, ways: waysBetween(parts, side) };
}

function entrance(side: Side): readonly Part[] {
  const gateways = side.ofKinds(new Set(['Gateway'])) as readonly Gateway[];
  const routes = side.ofKinds(new Set(['HTTPRoute'])) as readonly HttpRoute[];
  const made = gateways.map((gateway): Part => part('gateway', gateway, [
    gateway.spec.gatewayClassName,
    gateway.spec.listeners.map(({ port, protocol }) => `${protocol ?? ''} ${port}`.trim()).join(', '),
  ]));
  const others = routes.flatMap(({ spec }) => (spec.parentRefs ?? []).map(({ name }) => name))
    .filter(name => !gateways.some(({ metadata }) => metadata.name === name))
    .map((name): Part => ({
      id: `Gateway/${name}`, kind: 'gateway', title: 'Gateway', lines: [name, 'of another owner'], objects: [],
    }));
  return [
    { id: 'client', kind: 'client', title: 'client', lines: [], objects: [] },
    ...made, ...new Map(others.map(other => [other.id, other])).values(),
    ...routes.map(route => part('route', route, [
      ...route.spec.hostnames ?? [], paths(route).join(', '),
    ])),
  ];
}

function paths({ spec: { rules } }: HttpRoute): readonly string[] {
  return [...new Set(rules.flatMap(({ matches = [] }) => matches.flatMap(({ path }) => path?.value ?? [])))];
}

function pools(side: Side): readonly Part[] {
  return (side.ofKinds(new Set(['InferencePool'])) as readonly InferencePool[]).map(pool => part('pool', pool, []));
}

function podsPart(side: Side, running: RunningPods): Part {
  const { least, most, part: { name, object, template } } = running;
  const role = object.metadata.labels?.['llm-d.ai/role'];
  const kind = role === 'prefill' || role === 'decode' ? role : 'picker';
  const count = most > least ? `${least}-${most}` : `${least}`;
  const gpus = template.spec.containers.flatMap(({ resources: { limits = {}, requests = {} } = {} }) =>
    Object.entries({ ...requests, ...limits })
      .filter(([resource]) => devices.some(device => device.resource === resource))
      .map(([, amount]) => Number(amount)));
  const claimed = Object.values(claimedByClass(template.spec, side.ofKinds(claimTemplates), 'accelerator'));
  const each = [...gpus, ...claimed].reduce((sum, amount) => sum + amount, 0);
  const product = Object.entries((template.spec.nodeSelector ?? {})).find(([label]) =>
    devices.some(device => device.productLabel === label || label in device.otherLabels))?.[1];
  const engine = side.record?.engines.find(engine => engine.name === name);
  return {
    ...part(kind, object, [
      `${count} ${replicasNoun(running, most)}${each > 0 ? ` of ${each} ${each === 1 ? 'GPU' : 'GPUs'}` : ''}`,
      ...product === undefined ? [] : [product], ...engine === undefined ? [] : [engine.model],
    ]),
    title: kind === 'picker' ? 'endpoint picker' : `${kind} pods`,
    objects: attached(side, name).filter(other => other !== nameOf(object)),
  };
}

const claimTemplates: ReadonlySet<string> = new Set(['ResourceClaimTemplate']);

/** What has the name of the pods is shown with them: what scales and protects them, their permissions and files. */
function attached(side: Side, name: string): readonly string[] {
  return side.documents.map(({ head }) => head)
    .filter(({ kind, metadata }) => metadata.name === name && !ALONE.has(kind))
    .map(nameOf);
}

/** What is a part of its own, or of another one. */
const ALONE: ReadonlySet<string> = new Set([
  'InferencePool', 'Gateway', 'HTTPRoute', 'PersistentVolumeClaim', 'Namespace', 'NetworkPolicy', 'AuthorizationPolicy',
]);

function surroundings(side: Side): readonly Part[] {
  const policies = side.ofKinds(new Set(['NetworkPolicy', 'AuthorizationPolicy', 'RequestAuthentication']));
  return [
    ...(side.ofKinds(new Set(['PersistentVolumeClaim'])) as readonly Claim[]).map(claim => (
      { ...part('volume', claim, [claim.spec?.resources?.requests?.storage ?? '']), title: 'volume claim' }
    )),
    ...policies.length === 0 ? [] : [{
      id: 'policies', kind: 'policy', title: `${policies.length} policies`,
      lines: [[...new Set(policies.map(({ kind }) => kind))].join(', ')], objects: policies.map(nameOf),
    } as const],
  ];
}

interface Claim extends KubernetesObject {
  readonly spec?: { readonly resources?: { readonly requests?: Readonly<Record<string, string>> } };
}

function part(kind: PartKind, object: KubernetesObject, lines: readonly string[]): Part {
  return {
    id: nameOf(object), kind, title: object.kind, objects: [],
    lines: [object.metadata.name, ...lines.filter(line => line !== '')],
  };
}

function waysBetween(parts: readonly Part[], side: Side): readonly Way[] {
  const of = (kind: PartKind): readonly Part[] => parts.filter(part => part.kind === kind);
  const ways = (from: readonly Part[], to: readonly Part[], kind: Way['kind'], label: string): readonly Way[] =>
    from.flatMap(one => to.map(other => ({ from: one.id, to: other.id, kind, label })));
  const [client, gateway, route, pool, picker, prefill, decode]
    = (['client', 'gateway', 'route', 'pool', 'picker', 'prefill', 'decode'] as const).map(of) as Readonly<
      Record<number, readonly Part[]>> & readonly (readonly Part[])[];
  const connector = side.record?.engines.find(({ connector }) => connector !== '')?.connector ?? 'KV cache';
  const readers = side.pods.filter(({ part }) => JSON.stringify(part.template.spec.volumes ?? [])
    .includes('claimName'));
  // Without a Gateway a proxy beside the picker is the way in.
  const first = gateway!.length > 0 ? gateway! : picker!;
  return [
    ...ways(client!, first, 'request', 'request'),
    ...ways(gateway!, route!, 'request', ''), ...ways(route!, pool!, 'request', ''),
    ...ways(pool!, picker!, 'asks', 'which pod?'),
    ...ways(pool!.length > 0 ? pool! : picker!, decode!, 'request', 'request'),
    ...ways(prefill!, decode!, 'kv', connector),
    ...ways(of('volume').filter(({ lines: [name] }) => readers.some(({ part }) =>
      JSON.stringify(part.template.spec.volumes).includes(`"claimName":"${name}"`))), decode!, 'reads', 'weights'),
  ];
}

/** A topology with what a change does to each part: those that are gone are kept. */
export function changedTopology(before: Topology, after: Topology, objects: readonly string[]): Topology {
  const [was, is] = [before, after].map(({ parts }) => new Set(parts.map(({ id }) => id))) as [Set<string>,
    Set<string>];
  const touched = new Set(objects);
  const marked = after.parts.map((part): Part => !was.has(part.id) ? { ...part, change: 'new' }
    : [part.id, ...part.objects].some(id => touched.has(id)) ? { ...part, change: 'changed' } : part);
  const gone = before.parts.filter(({ id }) => !is.has(id)).map((part): Part => ({ ...part, change: 'gone' }));
  const known = new Set(after.ways.map(({ from, to }) => `${from} ${to}`));
  return {
    deployment: after.deployment, parts: [...marked, ...gone],
    ways: [...after.ways, ...before.ways.filter(({ from, to }) => !known.has(`${from} ${to}`))],
  };
}

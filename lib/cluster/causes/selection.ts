import { parse } from 'yaml';
import { Role } from '../../spec/role';
import type { Evidence } from './evidence';
import { containersOf, Labels, Pod, selects } from '../../kube/kubernetes-objects';
import { Endpoints, endpointsOf, rolesIn } from '../dist-deployment';

const roles: readonly Role[] = ['prefill', 'decode'];
const ROLE = 'llm-d.ai/role';

/**
 * Why requests do not reach the right pods: the selector and the port of the pool, and the scheduling profiles of the
 * endpoint picker.
 */
export function selectionCauses(evidence: Evidence): readonly string[] {
  return [
    ...unselected(evidence),
    ...strangers(evidence),
    ...wrongPort(evidence),
    ...(evidence.deployment.roles.prefill ? wrongProfiles(evidence.pickerConfig) : []),
  ];
}

/** In the cluster, where there is a pool, else those of the file. */
function endpoints({ deployment, pool }: Evidence): Endpoints {
  return pool ? endpointsOf(pool) : deployment.endpoints;
}

function unselected(evidence: Evidence): readonly string[] {
  const { deployment, pods } = evidence;
  const { saidBy, selector } = endpoints(evidence);
  return rolesIn(deployment).flatMap(({ part, role }) => {
    // Pods of a group that only compute are not selected.
    const own = pods.filter(({ metadata }) => selects(part.serving.selector, metadata.labels));
    const missed = own.filter(({ metadata }) => !selects(selector, metadata.labels));
    if (missed.length === 0) return [];
    return [
      `${saidBy} selects ${own.length - missed.length} of ${own.length} ${role} pods: `
      + `${missed[0]!.metadata.name} is missing ${lacking(selector, missed[0]!.metadata.labels)}; add it to `
      + 'the labels of the pod template',
    ];
  });
}

function lacking(selector: Labels, labels: Labels = {}): string {
  return Object.entries(selector)
    .filter(([name, value]) => labels[name] !== value)
    .map(([name, value]) => `label '${name}: ${value}'`)
    .join(' and ');
}

function strangers(evidence: Evidence): readonly string[] {
  const { deployment, pods } = evidence;
  const { saidBy, selector } = endpoints(evidence);
  const own = (pod: Pod): boolean =>
    rolesIn(deployment).some(({ part }) => selects(part.selector, pod.metadata.labels));
  const others = pods.filter(pod => selects(selector, pod.metadata.labels) && !own(pod));
  if (others.length === 0) return [];
  return [
    `${saidBy} also selects `
    + `${others.map(({ metadata }) => metadata.name).join(', ')}, which serve another model: `
    + `requests for '${deployment.model}' are sent there; use a selector label that only this model's pods have`,
  ];
}

function wrongPort(evidence: Evidence): readonly string[] {
  const { deployment } = evidence;
  const { port, saidBy } = endpoints(evidence);
  const isPair = deployment.roles.prefill !== undefined;
  return rolesIn(deployment).flatMap(({ part, role }) => {
    const { initContainers = [], containers } = part.template.spec;
    const first = initContainers.find(({ restartPolicy }) => restartPolicy === 'Always') ?? containers[0];
    const listener = containersOf({ initContainers, containers }).find(({ ports = [] }) =>
      ports.some(({ containerPort }) => containerPort === port),
    );
    if (listener === first) return [];
    const wanted = first?.ports?.[0]?.containerPort;
    return [
      `${saidBy} sends requests to port ${port}, where `
      + `${listener ? `the container ${listener.name}` : 'nothing'} of ${role} pods `
      + `listens, and bypasses ${first?.name} on port `
      + `${wanted}${role === 'decode' && isPair ? ', which sends the prompt to a prefill pod' : ''}: set the target `
      + `port to ${wanted}`,
    ];
  });
}

interface PickerConfig {
  readonly plugins?: readonly {
    readonly type: string;
    readonly name?: string;
    readonly parameters?: Readonly<Record<string, unknown>>;
  }[];
  readonly schedulingProfiles?: readonly {
    readonly name: string;
    readonly plugins?: readonly { readonly pluginRef: string }[];
  }[];
}

/** The plugins that decide about prefill and choose a scheduling profile for each role. */
const handlers = ['pd-profile-handler', 'disagg-profile-handler'];

function wrongProfiles(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const { plugins = [], schedulingProfiles = [] } = parse(text) as PickerConfig;
  const handler = plugins.find(({ type }) => handlers.includes(type));
  return roles.flatMap((role) => {
    const name = (handler?.parameters?.[`${role}Profile`] as string | undefined) ?? role;
    const profile = schedulingProfiles.find(profile => profile.name === name);
    if (profile === undefined) {
      return [
        `the endpoint picker's ${handler?.type ?? 'profile handler'} looks for the scheduling profile `
        + `'${name}', which does not exist; existing profiles: `
        + `${schedulingProfiles.map(({ name }) => `'${name}'`).join(', ') || 'none'}`,
      ];
    }
    const types = (profile.plugins ?? []).map(
      ({ pluginRef }) => plugins.find(plugin => (plugin.name ?? plugin.type) === pluginRef)?.type,
    );
    const other: Role = role === 'prefill' ? 'decode' : 'prefill';
    if (!types.includes(`${other}-filter`)) return [];
    const effect = role === 'decode'
      ? 'requests are decoded on prefill pods'
      : 'prefill requests are sent to decode pods';
    return [
      `the scheduling profile '${name}' keeps ${other} pods (${other}-filter), so ${effect}: `
      + `it must use ${role}-filter`,
    ];
  });
}

/** The role of a pod, by its label. */
export function roleOf({ metadata: { labels = {} } }: Pod): Role | undefined {
  return roles.find(role => role === labels[ROLE]);
}

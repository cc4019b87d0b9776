import { parse } from 'yaml';
import { Role } from '../../spec/role';
import type { Evidence } from './evidence';
import { containersOf, Labels, Pod, selects } from '../../kube/kubernetes-objects';
import { selectorOf, targetPortOf } from '../dist-deployment';

const roles: readonly Role[] = ['prefill', 'decode'];
const ROLE = 'llm-d.ai/role';

/** Why requests cannot find the right pods: what the pool selects, which port it names, which pods the picker's profiles keep. */
export function selectionCauses(evidence: Evidence): readonly string[] {
  return [...unselected(evidence), ...strangers(evidence), ...wrongPort(evidence), ...wrongProfiles(evidence.pickerConfig)];
}

function unselected({ deployment, pool = deployment.pool, pods }: Evidence): readonly string[] {
  const selector = selectorOf(pool);
  return roles.flatMap((role) => {
    const own = pods.filter(({ metadata }) => selects(deployment.roles[role].selector, metadata.labels));
    const missed = own.filter(({ metadata }) => !selects(selector, metadata.labels));
    if (missed.length === 0) return [];
    return [`InferencePool ${pool.metadata.name} selects ${own.length - missed.length} of ${own.length} ${role} pods: `
      + `${missed[0]!.metadata.name} has not ${lacking(selector, missed[0]!.metadata.labels)}; write the label into the pod template`];
  });
}

function lacking(selector: Labels, labels: Labels = {}): string {
  return Object.entries(selector).filter(([name, value]) => labels[name] !== value).map(([name, value]) => `'${name}: ${value}'`).join(' and ');
}

function strangers({ deployment, pool = deployment.pool, pods }: Evidence): readonly string[] {
  const own = (pod: Pod): boolean => roles.some(role => selects(deployment.roles[role].selector, pod.metadata.labels));
  const others = pods.filter(pod => selects(selectorOf(pool), pod.metadata.labels) && !own(pod));
  if (others.length === 0) return [];
  return [`InferencePool ${pool.metadata.name} also selects ${others.map(({ metadata }) => metadata.name).join(', ')}, which serve another model: `
    + `requests for '${deployment.model}' are sent there; select by a label that only this model's pods have`];
}

function wrongPort({ deployment, pool = deployment.pool }: Evidence): readonly string[] {
  const port = targetPortOf(pool);
  return roles.flatMap((role) => {
    const { initContainers = [], containers } = deployment.roles[role].template.spec;
    const first = initContainers.find(({ restartPolicy }) => restartPolicy === 'Always') ?? containers[0];
    const listener = containersOf({ initContainers, containers }).find(({ ports = [] }) => ports.some(({ containerPort }) => containerPort === port));
    if (listener === first) return [];
    const wanted = first?.ports?.[0]?.containerPort;
    return [`InferencePool ${pool.metadata.name} sends requests to port ${port}, where ${listener ? `the container ${listener.name}` : 'nothing'} of ${role} pods `
      + `listens, past ${first?.name} on ${wanted}${role === 'decode' ? ', which is what asks a prefill pod' : ''}: the target port must be ${wanted}`];
  });
}

interface PickerConfig {
  readonly plugins?: readonly { readonly type: string; readonly name?: string; readonly parameters?: Readonly<Record<string, unknown>> }[];
  readonly schedulingProfiles?: readonly { readonly name: string; readonly plugins?: readonly { readonly pluginRef: string }[] }[];
}

/** The handlers that decide about prefill, and the names under which they look for their profiles unless told. */
const handlers = ['pd-profile-handler', 'disagg-profile-handler'];

function wrongProfiles(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const { plugins = [], schedulingProfiles = [] } = parse(text) as PickerConfig;
  const handler = plugins.find(({ type }) => handlers.includes(type));
  return roles.flatMap((role) => {
    const name = (handler?.parameters?.[`${role}Profile`] as string | undefined) ?? role;
    const profile = schedulingProfiles.find(profile => profile.name === name);
    if (profile === undefined) {
      return [`the endpoint picker's ${handler?.type ?? 'profile handler'} looks for the scheduling profile '${name}', and there are `
        + `${schedulingProfiles.map(({ name }) => `'${name}'`).join(', ')}`];
    }
    const types = (profile.plugins ?? []).map(({ pluginRef }) => plugins.find(plugin => (plugin.name ?? plugin.type) === pluginRef)?.type);
    const other: Role = role === 'prefill' ? 'decode' : 'prefill';
    return types.includes(`${other}-filter`)
      ? [`the scheduling profile '${name}' keeps ${other} pods (${other}-filter), so ${role === 'decode' ? 'requests are decoded on prefill pods' : 'prefill is asked of decode pods'}: `
        + `it must have ${role}-filter`]
      : [];
  });
}

/** The role of a pod as its label says it. */
export function roleOf({ metadata: { labels = {} } }: Pod): Role | undefined {
  return roles.find(role => role === labels[ROLE]);
}

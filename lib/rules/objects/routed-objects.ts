import { ACTIVE_PORTS, ROLE_LABEL } from '../../plan/labels';
import { workloadOf } from '../../workloads/workloads';
import type { RenderedObject } from '../language/rendered-object';
import { onlyKeeps } from './recorded-engine';

/** The model servers of a workload. */
export interface ModelServers {
  /** Labels of the pods. */
  readonly labels: Labels;
  /** What the workload selects. */
  readonly selector: Labels;
  /** Whether a routing proxy stands before the engine that asks prefill pods. */
  readonly proxied: boolean;
  /** The ports that take requests: of proxy or engine the first that is declared, and those of more ranks. */
  readonly servingPorts: readonly unknown[];
  /** The ports of a pool on which the picker sends to the pods, by their annotation. @default - all */
  readonly activePorts?: readonly number[];
}

/** An InferencePool. */
export interface PoolObject {
  /** Its name. */
  readonly poolName: unknown;
  /** Its API group. */
  readonly group: string;
  /** The labels that it selects. */
  readonly selector: Labels;
  /** The ports that requests are sent to. */
  readonly targetPorts: readonly unknown[];
  /** The Service of its picker. */
  readonly picker: { readonly service: unknown; readonly port: unknown };
}

/** An InferencePool that a route leads to. */
export interface Backend {
  /** Its name. */
  readonly pool: unknown;
  /** The API group that the route names. */
  readonly group: unknown;
  /** The port; absent where the route names none. */
  readonly port: unknown;
}

/** Labels as written. */
export type Labels = Readonly<Record<string, unknown>>;

/** The model servers that a workload starts: pods with a container `vllm` that a role or a routing proxy belongs to. */
export function modelServersOf(object: RenderedObject): ModelServers | undefined {
  const workload = workloadOf(object);
  if (!workload) return undefined;
  const template = fields(workload.podTemplateOf(object));
  const labels = fields(fields(template.metadata).labels);
  const pod = fields(template.spec);
  const engine = list(pod.containers).find(({ name }) => name === 'vllm');
  const proxy = [...list(pod.initContainers), ...list(pod.containers)].find(({ name }) => name === 'routing-proxy');
  const selector = fields(workload.selectorOf(object));
  if (!engine || (!proxy && labels[ROLE_LABEL] === undefined && selector[ROLE_LABEL] === undefined)) return undefined;
  const active = fields(fields(template.metadata).annotations)[ACTIVE_PORTS];
  return {
    labels, selector, proxied: proxy !== undefined && !onlyKeeps(object), servingPorts: rankPorts(proxy ?? engine),
    ...(typeof active === 'string' && { activePorts: active.split(',').map(Number) }),
  };
}

/** What an InferencePool says, in either API group. */
export function poolOf({ apiVersion, kind, metadata, spec }: RenderedObject): PoolObject | undefined {
  if (kind !== 'InferencePool') return undefined;
  const { endpointPickerRef, extensionRef, selector, targetPortNumber, targetPorts } = fields(spec);
  const picker = fields(endpointPickerRef ?? extensionRef);
  const matchLabels = fields(selector).matchLabels;
  return {
    poolName: metadata?.name,
    group: String(apiVersion).split('/')[0]!,
    selector: typeof matchLabels === 'object' ? fields(matchLabels) : fields(selector),
    targetPorts: targetPortNumber === undefined ? list(targetPorts).map(({ number }) => number) : [targetPortNumber],
    picker: { service: picker.name, port: picker.portNumber ?? fields(picker.port).number },
  };
}

/** The InferencePools that an HTTPRoute leads to, in its own namespace. */
export function backendsOf({ kind, spec }: RenderedObject): Backend[] {
  if (kind !== 'HTTPRoute') return [];
  return list(fields(spec).rules).flatMap(({ backendRefs }) => list(backendRefs))
    .filter(backend => backend.kind === 'InferencePool' && backend.namespace === undefined)
    .map(({ group, name, port }) => ({ pool: name, group, port }));
}

/** The labels of a selector that pods do not have, as `label=value`. */
export function unselected(selector: Labels, labels: Labels): string[] {
  return Object.entries(selector)
    .filter(([label, value]) => labels[label] !== value)
    .map(([label, value]) => `${label}=${String(value)}`);
}

function rankPorts({ ports }: Labels): readonly unknown[] {
  return list(ports).filter(({ name }, index) => index === 0 || /^(engine|proxy)-\d+$/.test(String(name)))
    .map(({ containerPort }) => containerPort);
}

/** What is not of the shape of an object is another rule's. */
function fields(value: unknown): Labels {
  return typeof value === 'object' && value !== null ? value as Labels : {};
}

function list(value: unknown): Labels[] {
  return Array.isArray(value) ? value.filter(entry => typeof entry === 'object' && entry !== null) as Labels[] : [];
}

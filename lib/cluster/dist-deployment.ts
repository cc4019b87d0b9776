import { onlyKeeps } from '../rules/objects/recorded-engine';
import { InferencePoolGroup, inferencePoolVersions } from '../gateways/inference-pool-api';
import { RecordedDeployment } from '../plan/record';
import { flagsOf } from '../rules/language/vllm-arguments';
import { pickerSelection } from '../stack/picker/selection';
import { Role } from '../spec/role';
import { kinds, scalerKindOf } from '../workloads/workloads';
import { downloadJob } from './download-job';
import { distObjects } from './dist-objects';
import { recordIn } from './dist-record';
import { PartWorkload, partWorkloads } from './part-workload';
import { onlyOf, WayIn, wayInOf } from './way-in';
import {
  Container,
  containersOf,
  Gateway,
  HorizontalPodAutoscaler,
  HttpRoute,
  InferencePool,
  KubernetesObject,
  Labels,
  PodSpec,
} from '../kube/kubernetes-objects';

/** What is known of a deployment from its file of `dist/`. */
export interface DistDeployment {
  /** What the file says of itself. */
  readonly record: RecordedDeployment;
  readonly objects: readonly KubernetesObject[];
  /** The name under which all its objects are found, their label `app.kubernetes.io/part-of`. */
  readonly name: string;
  readonly namespace: string;
  /** The InferencePool; absent where flags of the picker select the pods. */
  readonly pool?: InferencePool;
  /** What the picker chooses among. */
  readonly endpoints: Endpoints;
  /** How requests come in. */
  readonly wayIn: WayIn;
  /** The route from the Gateway to the pool; absent where a proxy beside the picker is the way in. */
  readonly route?: HttpRoute;
  /** The Gateway that is made; absent where there is none, and where the route is attached to one that exists. */
  readonly gateway?: Gateway;
  /** The name that requests give the model. */
  readonly model: string;
  /** Pods of each role, and the endpoint picker's. */
  readonly replicas: Readonly<Record<Role | 'picker', number>>;
  /** Without prefill pods the decode pods do both. */
  readonly roles: { readonly prefill?: PartWorkload; readonly decode: PartWorkload };
  readonly picker: PartWorkload;
  /** Every image that a pod of the file runs. */
  readonly images: readonly string[];
  /** Secrets that pods mount and the file does not hold, with the keys they want. */
  readonly secrets: readonly { readonly name: string; readonly keys: readonly string[] }[];
}

/**
 * Reads a file of `dist/`.
 *
 * @throws BrokenYaml where the text is not whole, EditedFile where the objects are not those of the record, Error that
 * names what the file lacks
 */
export function distDeployment(yaml: string): DistDeployment {
  const objects = distObjects(yaml);
  const record = recordIn(objects);
  const parts = objects.flatMap(partWorkloads);
  const roles = rolesOf(parts);
  const selecting = parts.find(selectsPods);
  const pool = selecting === undefined ? onlyOf<InferencePool>(objects, 'InferencePool') : undefined;
  const pickerService = pool?.spec.endpointPickerRef?.name ?? pool?.spec.extensionRef?.name;
  const picker = selecting
    ?? parts.find(({ name, object }) => object.kind === 'Deployment' && name === pickerService);
  if (picker === undefined)
    throw new Error(
      `the file has no Deployment '${pickerService}', which must be behind the Service that the InferencePool names`,
    );
  const namespace = picker.object.metadata.namespace ?? 'default';
  const { name: pickerName, selector, template: { metadata: { labels }, spec } } = picker;
  const wayIn = wayInOf(objects, { name: pickerName, namespace, pods: labels, selector, spec });
  refuseOtherNamespaces(objects, namespace);
  return {
    record,
    objects,
    name: record.deployment,
    namespace,
    ...(pool && { pool }),
    endpoints: pool ? endpointsOf(pool) : ownEndpoints(picker),
    wayIn,
    ...(wayIn.route && { route: wayIn.route }),
    ...(wayIn.gateway && { gateway: wayIn.gateway }),
    model: servedModel(roles.decode),
    replicas: {
      prefill: roles.prefill ? replicasOf(objects, roles.prefill) : 0,
      decode: replicasOf(objects, roles.decode),
      picker: replicasOf(objects, picker),
    },
    roles,
    picker,
    images: [...new Set(parts.flatMap(({ template }) => containersOf(template.spec).map(({ image }) => image)))],
    secrets: secretsOf(
      objects,
      [...parts, ...jobsBeforeEngines(objects)].map(({ template }) => template.spec),
    ),
  };
}

/** Jobs that engines wait for: without their Secrets nothing starts. */
function jobsBeforeEngines(objects: readonly KubernetesObject[]): readonly Pick<PartWorkload, 'template'>[] {
  const job = downloadJob(objects) as { readonly spec: Pick<PartWorkload, 'template'> } | undefined;
  return job === undefined ? [] : [job.spec];
}

/** The roles of a file in the order in which a request passes them, with what runs their pods. */
export function rolesIn({ roles: { decode, prefill } }: Pick<DistDeployment, 'roles'>): readonly RolePart[] {
  return [...(prefill ? [{ role: 'prefill' as const, part: prefill }] : []), { role: 'decode', part: decode }];
}

/** A role, and what runs its pods. */
export interface RolePart {
  readonly role: Role;
  readonly part: PartWorkload;
}

/**
 * A routing proxy sends prompts to prefill pods, so a file with one and without these is not whole; but one that tells
 * pods from which peer they get KV cache.
 */
function rolesOf(parts: readonly PartWorkload[]): DistDeployment['roles'] {
  const [prefill, decode] = (['prefill', 'decode'] as const)
    .map(role => parts.find(({ object }) => object.metadata.labels?.['llm-d.ai/role'] === role));
  const lacks = (role: Role): Error =>
    new Error(`the file has no ${kinds().join(' or ')} with the label 'llm-d.ai/role: ${role}'`);
  if (decode === undefined) throw lacks('decode');
  if (prefill === undefined && isProxied(decode) && !onlyKeeps({ ...decode.object })) throw lacks('prefill');
  return { ...(prefill && { prefill }), decode };
}

function isProxied({ template: { spec } }: PartWorkload): boolean {
  return containersOf(spec).some(({ restartPolicy }) => restartPolicy === 'Always');
}

/** A command that deletes the Namespace of a file deletes all that is in it. */
function refuseOtherNamespaces(objects: readonly KubernetesObject[], namespace: string): void {
  const other = objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name !== namespace);
  if (other === undefined) return;
  throw new Error(`the Namespace is '${other.metadata.name}', the deployment is in '${namespace}'`);
}

/** The group of a pool. */
export function groupOf({ apiVersion }: KubernetesObject): InferencePoolGroup {
  return apiVersion.split('/')[0] as InferencePoolGroup;
}

/** The labels that a pool selects pods by, the same in both groups but for the place. */
export function selectorOf({ spec: { selector } }: InferencePool): Labels {
  return typeof selector.matchLabels === 'object' ? selector.matchLabels : selector as Labels;
}

/** The port of its pods that a pool sends requests to. */
export function targetPortOf({ spec }: InferencePool): number | undefined {
  return spec.targetPorts?.[0]?.number ?? spec.targetPortNumber;
}

/** The resource of a pool as kubectl takes it: the two groups share the short name. */
export function poolResource(pool: InferencePool): string {
  const group = groupOf(pool);
  return `inferencepools.${inferencePoolVersions[group]}.${group}`;
}

/** The pods that a picker chooses among. */
export interface Endpoints {
  /** What says so, for a reader. */
  readonly saidBy: string;
  /** Their labels. */
  readonly selector: Labels;
  /** The port to which requests are sent. */
  readonly port?: number;
}

/** The pods of a pool. */
export function endpointsOf(pool: InferencePool): Endpoints {
  return {
    saidBy: `InferencePool ${pool.metadata.name}`, selector: selectorOf(pool), port: targetPortOf(pool),
  };
}

/** The pods that the flags of a picker select. */
function ownEndpoints(picker: PartWorkload): Endpoints {
  const { labelsFlag, portsFlag } = pickerSelection;
  const pairs = (flagOf(picker, labelsFlag) ?? '').split(',').map(pair => pair.split('=') as [string, string]);
  return {
    saidBy: `\`${labelsFlag}\` of the picker ${picker.name}`,
    selector: Object.fromEntries(pairs),
    port: Number(flagOf(picker, portsFlag)?.split(',')[0]),
  };
}

function selectsPods(part: PartWorkload): boolean {
  return flagOf(part, pickerSelection.labelsFlag) !== undefined;
}

function flagOf({ template }: PartWorkload, name: string): string | undefined {
  return template.spec.containers.flatMap(({ args }) => flagsOf(args)).find(flag => flag.name === name)?.value;
}

function ofKind<T extends KubernetesObject>(objects: readonly KubernetesObject[], kind: string): readonly T[] {
  return objects.filter((object): object is T => object.kind === kind);
}

/** With an autoscaler the number is its least: what it is at without load. */
function replicasOf(objects: readonly KubernetesObject[], { applied, name, replicas }: PartWorkload): number {
  const autoscaler = ofKind<HorizontalPodAutoscaler>(objects, 'HorizontalPodAutoscaler')
    .find(({ spec: { scaleTargetRef: { kind, name: scaled } } }) => scaled === name && kind === scalerKindOf(applied));
  return replicas ?? autoscaler?.spec.minReplicas ?? 1;
}

function servedModel({ template }: PartWorkload): string {
  const engine: Container | undefined = template.spec.containers[0];
  // Of several names the first.
  const named = flagsOf(engine?.args).find(({ name }) => name === '--served-model-name');
  return named?.value ?? engine?.args?.[0] ?? '';
}

function secretsOf(objects: readonly KubernetesObject[], pods: readonly PodSpec[]): DistDeployment['secrets'] {
  const secrets = new Map<string, Set<string>>();
  for (const { volumes = [] } of pods) {
    for (const { secret } of volumes) {
      if (
        secret === undefined
        || objects.some(({ kind, metadata }) => kind === 'Secret' && metadata.name === secret.secretName)
      )
        continue;
      const keys = secrets.get(secret.secretName) ?? new Set();
      for (const { key } of secret.items ?? []) keys.add(key);
      secrets.set(secret.secretName, keys);
    }
  }
  return [...secrets].map(([name, keys]) => ({ name, keys: [...keys] }));
}

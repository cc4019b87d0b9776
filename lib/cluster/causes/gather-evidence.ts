import { Answer } from './request-outcome';
import { Event, Evidence } from './evidence';
import { ClusterReader } from '../../kube/cluster-reader';
import { Denial } from './dropped-packets';
import { DistDeployment } from '../dist-deployment';
import {
  containersOf,
  Gateway,
  HttpRoute,
  InferencePool,
  isReady,
  KubernetesObject,
  Pod,
  templateOf,
} from '../../kube/kubernetes-objects';

/** The parts of a cluster reader that are used for evidence. */
export type EvidenceReader = Pick<ClusterReader, 'list' | 'log' | 'read'>;

/** Observations from other sources than the API server. */
export interface Observations {
  readonly answers?: readonly Answer[];
  readonly denials?: readonly Denial[];
}

/** Reads everything that may show why a deployment does not work. */
export async function gatherEvidence(
  reader: EvidenceReader,
  deployment: DistDeployment,
  { answers = [], denials = [] }: Observations = {},
): Promise<Evidence> {
  const { namespace } = deployment;
  const read = <T extends KubernetesObject>(
    object: Pick<T, 'apiVersion' | 'kind' | 'metadata'> | undefined, within = namespace,
  ): Promise<T | undefined> =>
    object === undefined
      ? Promise.resolve(undefined)
      : reader.read<T>(object.apiVersion, object.kind, object.metadata.name, within);
  const { object: attachedTo } = deployment.wayIn;
  const [pods, events, gateway, route, pool, pickerConfig] = await Promise.all([
    reader.list<Pod>('v1', 'Pod', namespace),
    eventsOf(reader, namespace),
    read<Gateway>(deployment.route && attachedTo, attachedTo.metadata.namespace),
    read<HttpRoute>(deployment.route),
    read<InferencePool>(deployment.pool),
    pickerConfigOf(reader, deployment),
  ]);
  return {
    deployment,
    pods,
    events,
    answers,
    denials,
    logs: await logsOfUnready(reader, pods),
    ...(gateway && { gateway }),
    ...(route && { route }),
    ...(pool && { pool }),
    ...(pickerConfig !== undefined && { pickerConfig }),
  };
}

/** The events of a namespace, the latest last. */
export async function eventsOf(reader: Pick<ClusterReader, 'list'>, namespace: string): Promise<readonly Event[]> {
  const events = await reader.list<Event & KubernetesObject>('v1', 'Event', namespace);
  const at = ({ lastTimestamp, eventTime, metadata: { creationTimestamp } }: Event & KubernetesObject): number =>
    Date.parse(lastTimestamp ?? eventTime ?? creationTimestamp ?? '') || 0;
  return [...events].sort((a, b) => at(a) - at(b));
}

/**
 * The end of the log of each container, for one unready pod of each template. For a restarted container, that of its
 * previous run comes first.
 */
async function logsOfUnready(reader: EvidenceReader, pods: readonly Pod[]): Promise<Evidence['logs']> {
  const logs: Record<string, string> = {};
  const unready = new Map(
    pods
      .filter(pod => !isReady(pod) && pod.metadata.deletionTimestamp === undefined)
      .map(pod => [templateOf(pod), pod]),
  );
  await Promise.all([...unready].flatMap(([template, pod]) => containersOf(pod.spec).map(async ({ name }) => {
    logs[`${template}/${name}`] = await logOf(reader, pod, name);
  })));
  return logs;
}

async function logOf(reader: EvidenceReader, pod: Pod, container: string): Promise<string> {
  const lastWords = (previous: boolean): Promise<string> =>
    reader.log(pod.metadata.namespace!, pod.metadata.name, container, { lines: 200, previous }).catch(() => '');
  const now = await lastWords(false);
  const statuses = [...pod.status.initContainerStatuses ?? [], ...pod.status.containerStatuses ?? []];
  const restarts = statuses.find(status => status.name === container)?.restartCount ?? 0;
  return restarts > 0 ? `${await lastWords(true)}\n${now}` : now;
}

async function pickerConfigOf(
  reader: EvidenceReader,
  { picker, namespace }: DistDeployment,
): Promise<string | undefined> {
  const configMap = await reader.read<KubernetesObject & { readonly data?: Readonly<Record<string, string>> }>(
    'v1',
    'ConfigMap',
    picker.name,
    namespace,
  );
  return Object.values(configMap?.data ?? {})[0];
}

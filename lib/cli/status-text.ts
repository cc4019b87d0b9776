import { Drift } from '../cluster/run/drift';
import { listenerUrl } from '../cluster/run/listener-url';
import { Part, PartProgress, partText } from '../cluster/run/rollout';
import { DistEntrance, hostOf, listenerFor } from '../cluster/dist-entrance';
import { DistDeployment } from '../cluster/dist-deployment';
import { Gateway, Labels, Pod, selects } from '../kube/kubernetes-objects';
import { time as clock } from '../kube/poll';
import { DistFile } from './dist-file';

/** The progress of a part with the age of its oldest pod and the restarts of all: `..., oldest 3 h, 2 restarts`. */
export function partLine(progress: PartProgress, deployment: DistDeployment, pods: readonly Pod[]): string {
  const own = pods.filter(({ metadata }) => selects(selectorOf(progress.part, deployment), metadata.labels));
  const ages = own.map(ageOf).filter(age => age !== undefined);
  const restarts = own.reduce((sum, pod) => sum + restartsOf(pod), 0);
  const age = ages.length === 0 ? '' : `, oldest ${durationText(Math.max(...ages))}`;
  return `${partText(progress)}${age}${restarts === 0 ? '' : `, ${restarts} restart${restarts === 1 ? '' : 's'}`}`;
}

function selectorOf(part: Part, { picker, roles, wayIn }: DistDeployment): Labels {
  if (part === 'gateway') return wayIn.pods;
  // Parts are those of the file, so a role that it does not have is none of them.
  return part === 'picker' ? picker.selector : (roles[part] ?? roles.decode).selector;
}

/** How often the containers of a pod were started again. */
export function restartsOf({ status: { containerStatuses = [], initContainerStatuses = [] } }: Pod): number {
  return [...initContainerStatuses, ...containerStatuses].reduce((sum, { restartCount }) => sum + restartCount, 0);
}

/** Seconds since a pod was created. */
export function ageOf({ metadata: { creationTimestamp } }: Pod): number | undefined {
  return creationTimestamp === undefined ? undefined : (clock.now() - Date.parse(creationTimestamp)) / 1000;
}

/** Where requests go, or `undefined` where the gateway has no address yet. */
export function urlOf(
  gateway: Gateway | undefined, entrance: Pick<DistEntrance, 'hostnames' | 'pathPrefix' | 'section'>,
): string | undefined {
  const address = gateway?.status?.addresses?.[0]?.value;
  const listener = listenerFor(entrance, gateway?.spec.listeners ?? []);
  if (address === undefined || listener === undefined) return undefined;
  // Without the port that is the default of the scheme.
  return `${new URL(listenerUrl(listener, hostOf(entrance) ?? address)).origin}${entrance.pathPrefix}`;
}

/** Where requests go from inside of the cluster, by a Service that the file has. */
export function insideUrlOf({ wayIn: { entrance, listeners = [], object: { metadata } } }: DistDeployment): string {
  const listener = listenerFor(entrance, listeners) ?? { port: 80 };
  return new URL(listenerUrl(listener, `${metadata.name}.${metadata.namespace}.svc`)).origin;
}

/** Where requests go, what was applied and when, and how the cluster differs from the file. */
export function driftText(
  { applied, differences, unknown }: Drift, { path, deployment: { name } }: Pick<DistFile, 'deployment' | 'path'>,
): readonly string[] {
  const time = applied?.time;
  const when = time === undefined ? '' : ` at ${time}, ${durationText(secondsSince(time))} ago`;
  const by = applied?.by === undefined ? '' : ` by ${applied.by}`;
  const which = applied?.isOfFile
    ? `${path} as it is`
    : `another version than ${path}; \`llmd deploy ${name} --dry-run\` shows what would change`;
  const more = differences.length - SHOWN;
  return [
    ...applied === undefined ? [] : [`applied${by}${when}: ${which}`],
    ...differences.slice(0, SHOWN).map(difference => `! ${difference}`),
    ...more > 0 ? [`! and ${more} more differences; --output json has all`] : [],
    ...unknown === undefined ? [] : [`! whether the cluster differs from ${path} is not known: ${unknown}`],
  ];
}

/** Differences that a reader still takes in. */
const SHOWN = 20;

function secondsSince(timestamp: string): number {
  return (clock.now() - Date.parse(timestamp)) / 1000;
}

/** A duration in one unit, as kubectl shows ages. */
function durationText(seconds: number): string {
  const [unit, length] = units.find(([, length]) => seconds >= 2 * length) ?? ['s', 1];
  return `${Math.max(Math.floor(seconds / length), 0)} ${unit}`;
}

const units = [['d', 86_400], ['h', 3600], ['min', 60]] as const;

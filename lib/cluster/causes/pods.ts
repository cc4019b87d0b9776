import { rolesIn } from '../dist-deployment';
import { PartWorkload, podsOfReplica } from '../part-workload';
import type { Event, Evidence } from './evidence';
import { fixFor } from './known-failures';
import { containersOf, ContainerStatus, isReady, Pod, selects, templateOf } from '../../kube/kubernetes-objects';

/** Why pods do not become ready: one sentence for all pods that fail in the same way. */
export function podCauses(evidence: Evidence): readonly string[] {
  const byText = new Map<string, Pod[]>();
  for (const pod of evidence.pods.filter(pod => !isReady(pod) && pod.metadata.deletionTimestamp === undefined)) {
    const text = causeOf(pod, evidence);
    byText.set(text, [...(byText.get(text) ?? []), pod]);
  }
  const sentences = [...byText].map(([text, pods]) => withFix(
    `pod ${pods[0]!.metadata.name}${pods.length > 1 ? ` and ${pods.length - 1} more` : ''}: ${text}`,
    containersOf(pods[0]!.spec).map(({ image }) => image),
  ));
  return [...refusedPods(evidence), ...sentences];
}

/** Pods that the API server did not admit, for example because they violate a Pod Security level. */
function refusedPods({ deployment, events, pods }: Evidence): readonly string[] {
  const { picker, replicas } = deployment;
  const count = ({ selector }: PartWorkload): number =>
    pods.filter(({ metadata }) => selects(selector, metadata.labels)).length;
  const complete
    = rolesIn(deployment).every(({ part, role }) => count(part) >= replicas[role] * podsOfReplica(part))
      && count(picker) >= replicas.picker;
  // An event may be older than the present state.
  if (complete) return [];
  return [
    ...new Set(
      events
        .filter(({ reason }) => reason === 'FailedCreate')
        .map(({ message }) => withFix(`pods cannot be created: ${message}`)),
    ),
  ];
}

/** A cause with its fix, if one is known. */
function withFix(cause: string, images?: readonly string[]): string {
  const fix = fixFor(cause, images);
  return fix === undefined ? cause : `${cause.replace(/[.\s]+$/, '')}. Fix: ${fix}`;
}

function causeOf(pod: Pod, { events, logs }: Evidence): string {
  const unscheduled = (pod.status.conditions ?? []).find(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  );
  if (unscheduled) return `not scheduled: ${unscheduled.message}`;
  const statuses = [...pod.status.initContainerStatuses ?? [], ...pod.status.containerStatuses ?? []];
  if (statuses.length === 0)
    return lastOf(events, pod, ['FailedMount', 'FailedCreatePodSandBox']) ?? 'no container has started';
  const first = statuses.find(status => !passed(pod, status));
  return first === undefined
    ? 'all containers are ready, but the pod is not'
    : containerCause(pod, first, events, logs);
}

function containerCause(
  pod: Pod,
  { name, state, lastState, restartCount }: ContainerStatus,
  events: readonly Event[],
  logs: Evidence['logs'],
): string {
  const ended = state.terminated ?? lastState?.terminated;
  const log = lineThatMatters(logs[`${templateOf(pod)}/${name}`] ?? '');
  if (state.waiting && !ended && !waitsForOthers(state.waiting.reason))
    return `container ${name}: ${state.waiting.reason}: ${state.waiting.message ?? ''}`;
  const probe = lastOf(events, pod, ['Unhealthy']);
  const container = containersOf(pod.spec).find(container => container.name === name);
  if (container?.restartPolicy === 'Always' && container.startupProbe && probe) {
    return (
      `the containers after the sidecar ${name} are not started before its startup probe passes, and the probe `
      + 'asks a container that is started later '
      + `(${probe}); remove the probe from the sidecar, the engine has its own`
    );
  }
  if (ended)
    return (
      `container ${name} ended with exit code `
      + `${ended.exitCode}${restartCount > 0 ? ' and was restarted' : ''}: ${log || ended.reason}`
    );
  if (state.waiting)
    return (
      lastOf(events, pod, ['FailedMount', 'FailedCreatePodSandBox']) ?? `container ${name}: ${state.waiting.reason}`
    );
  return `container ${name} runs but is not ready: ${[probe, log].filter(text => text).join('; its log: ')}`;
}

function waitsForOthers(reason: string): boolean {
  return reason === 'PodInitializing' || reason === 'ContainerCreating';
}

/** Whether the pod no longer waits for this container. */
function passed(pod: Pod, { name, ready, started, state }: ContainerStatus): boolean {
  const container = pod.spec.initContainers?.find(container => container.name === name);
  if (container?.restartPolicy === 'Always') return ready && started === true;
  return container ? state.terminated?.exitCode === 0 : ready;
}

function lastOf(events: readonly Event[], { metadata: { name } }: Pod, reasons: readonly string[]): string | undefined {
  return events
    .filter(({ reason, involvedObject }) => involvedObject.name === name && reasons.includes(reason ?? ''))
    .at(-1)?.message;
}

/** Denied permissions and errors come before the last line of a log, which may only say that the process ended. */
const telling = [
  /forbidden/i,
  /unrecognized arguments/,
  /unknown (shorthand )?flag|flag provided but not defined/,
  /(Runtime|Value|Assertion)Error/,
  /"error":\s*"/,
  /error/i,
];

function lineThatMatters(log: string): string {
  const lines = log.trim().split('\n');
  for (const pattern of telling) {
    const found = [...lines].reverse().find(line => pattern.test(line));
    if (found !== undefined) return found.slice(0, 600);
  }
  return lines.at(-1) ?? '';
}

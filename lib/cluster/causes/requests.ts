import type { Evidence } from './evidence';
import { containersOf } from '../../kube/kubernetes-objects';
import { Answer } from './request-outcome';
import { roleOf } from './selection';

/** Why requests that reached pods failed, or were answered by one role only. */
export function requestCauses(evidence: Evidence): readonly string[] {
  return [
    ...droppedPackets(evidence),
    ...unreachableSideChannel(evidence),
    ...failures(evidence.answers),
    ...decodeOnly(evidence),
  ];
}

function droppedPackets({ denials, deployment: { namespace } }: Evidence): readonly string[] {
  return denials
    .filter(({ from, to }) => [from, to].some(place => place.startsWith(`${namespace}/`)))
    .map(
      ({ from, to, port, protocol, policies }) =>
        `network policies drop ${protocol} packets from ${withoutNumber(from)} to ${withoutNumber(to)} port `
        + `${port}${purposes[port] ?? ''}: none of ${policies.join(', ')} allows them`,
    );
}

/** The name of a pod without the hash of its template and its random suffix. */
function withoutNumber(place: string): string {
  return place.replace(/-[a-z0-9]{6,10}-[a-z0-9]{5}$/, '');
}

const purposes: Readonly<Partial<Record<number, string>>> = {
  53: ' (DNS)', 5600: ' (NIXL side channel)', 6443: ' (API server)', 9002: ' (gateway to endpoint picker)',
};

/**
 * Without this variable an engine advertises `localhost`, which in another pod is that pod (vLLM 0.11.0
 * `vllm/envs.py`).
 */
function unreachableSideChannel({ answers, deployment, pods }: Evidence): readonly string[] {
  const HOST = 'VLLM_NIXL_SIDE_CHANNEL_HOST';
  if (deployment.roles.prefill === undefined) return [];
  if (answers.every(({ failure, prefilledBy }) => failure === undefined && prefilledBy !== 'local')) return [];
  const silent = pods.filter(
    pod =>
      roleOf(pod) !== undefined
      && containersOf(pod.spec).every(({ env = [] }) => !env.some(({ name }) => name === HOST)),
  );
  if (silent.length === 0) return [];
  return [
    `${HOST} is not set in ${silent.length} pods, for example ${silent[0]!.metadata.name}: the engine `
    + 'advertises localhost for its KV cache, which in a decode pod is that pod; '
    + 'set it from the field status.podIP',
  ];
}

function failures(answers: readonly Answer[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { failure, status } of answers) {
    if (failure !== undefined)
      counts.set(`${status} ${oneLine(failure)}`, (counts.get(`${status} ${oneLine(failure)}`) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([text, count]) => `${count} of ${answers.length} requests failed: ${text}`);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/(cmpl|chatcmpl)-[\w-]+/g, '$1').slice(0, 300);
}

function decodeOnly({ answers, deployment, pods }: Evidence): readonly string[] {
  if (deployment.roles.prefill === undefined) return [];
  const served = answers.filter(({ failure }) => failure === undefined);
  const alone = served.filter(({ prefilledBy }) => prefilledBy === undefined || prefilledBy === 'local');
  const wrongRole = served.filter(({ decodedBy }) =>
    pods.some(pod => pod.metadata.name === decodedBy && roleOf(pod) === 'prefill'),
  );
  return [
    ...(alone.length > 0
      ? [
          `prefill and decode did not happen in ${alone.length} of ${served.length} answers: the pod that `
          + 'decoded also computed the prompt',
        ]
      : []),
    ...(wrongRole.length > 0
      ? [
          `${wrongRole.length} of ${served.length} requests were decoded by prefill pods, for example `
          + `${wrongRole[0]!.decodedBy}`,
        ]
      : []),
  ];
}

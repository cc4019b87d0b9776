import {
  Manifest,
  verificationLabels,
  verificationObjects,
  VerificationProps,
} from '../../verification/verification-job';
import { podCauses } from '../causes/pods';
import { ClusterClient } from '../../kube/cluster-client';
import { DistDeployment } from '../dist-deployment';
import { gatherEvidence } from '../causes/gather-evidence';
import { KubernetesObject, Pod, selects } from '../../kube/kubernetes-objects';
import { ownedObjects, verificationKinds } from '../owned-objects';
import { pause, time } from '../../kube/poll';

/** The result of a verification Job. */
export interface Outcome {
  /** What the program reports as wrong, or why it could not run; empty if nothing is wrong. */
  readonly problems: readonly string[];
  readonly [field: string]: unknown;
}

/**
 * Runs a verification Job in the cluster, reads its result and removes it.
 *
 * @param onLine is called with the last line of its log whenever that changes
 */
export async function runVerification(
  client: ClusterClient, deployment: DistDeployment, props: VerificationProps, onLine: (line: string) => void,
): Promise<Verified> {
  await removeVerifications(client, deployment);
  const objects = verificationObjects(props);
  try {
    for (const object of objects) await client.apply(object);
    return await watch(client, deployment, props, objects.at(-1)!, onLine);
  } finally {
    await removeVerifications(client, deployment);
  }
}

/** The outcome and the whole log of the Job's first container. */
export interface Verified {
  readonly outcome: Outcome;
  readonly log: string;
  /** Log of the container that runs after the task, if there is one. */
  readonly laterLog: string;
}

/** Removes what this run created and what killed runs of a command left. Jobs of Argo CD are not removed. */
export async function removeVerifications(client: ClusterClient, deployment: DistDeployment): Promise<void> {
  const labels = verificationLabels(deployment.name);
  const left = (await ownedObjects(client, deployment, verificationKinds)).filter(object => isCommands(object, labels));
  await Promise.all(left.map(object => client.delete(object)));
}

function isCommands(
  { metadata: { annotations = {}, labels } }: KubernetesObject,
  wanted: Record<string, string>,
): boolean {
  return selects(wanted, labels) && annotations[BY_COMMAND] !== undefined;
}

/** Marks objects that a command created. */
export const BY_COMMAND = 'llm-d.ai/made-by-command';

async function watch(
  client: ClusterClient,
  deployment: DistDeployment,
  { task, containers = [] }: VerificationProps,
  job: Manifest,
  onLine: (line: string) => void,
): Promise<Verified> {
  const began = time.now();
  const jobName = job.metadata.name;
  const later = (containers[0] as { readonly name: string } | undefined)?.name;
  let shown = '';
  for (;;) {
    const [pod] = await client.list<Pod>('v1', 'Pod', deployment.namespace, `batch.kubernetes.io/job-name=${jobName}`);
    const ended = pod?.status.phase === 'Succeeded' || pod?.status.phase === 'Failed';
    const read = async (container: string | undefined): Promise<string> =>
      pod === undefined || container === undefined
        ? ''
        : client.log(deployment.namespace, pod.metadata.name, container, { lines: 2000 }).catch(() => '');
    const [log, laterLog] = [await read(task.name), await read(later)];
    const line = lastLine(laterLog || log);
    if (line !== shown && line !== '') onLine((shown = line));
    const outcome = outcomeOf(log);
    if (ended || (outcome !== undefined && later === undefined)) {
      return {
        outcome: outcome ?? {
          problems: [`the Job ${jobName} ended without a result: ${lastLine(log) || 'its log is empty'}`],
        },
        log,
        laterLog,
      };
    }
    const causes = pod === undefined ? [] : await whyNot(client, deployment, pod);
    if (causes.length > 0 && time.now() > began + START_SECONDS * 1000)
      return { outcome: { problems: causes }, log, laterLog };
    if (time.now() > began + task.deadlineSeconds * 1000) {
      return {
        outcome: {
          problems: [
            `the Job ${jobName} has no result after ${task.deadlineSeconds} s; the last line of its log: `
            + `${line || 'none'}`,
          ],
        },
        log,
        laterLog,
      };
    }
    await pause(1);
  }
}

/**
 * A pod without GPUs, on a node that has the image, starts within seconds. If it has not started by then, the cause is
 * looked up.
 */
const START_SECONDS = 30;

async function whyNot(client: ClusterClient, deployment: DistDeployment, pod: Pod): Promise<readonly string[]> {
  if (pod.status.phase !== 'Pending') return [];
  const evidence = await gatherEvidence(client, deployment);
  const events = evidence.events.filter(({ reason }) => reason !== 'FailedCreate');
  return podCauses({
    ...evidence,
    events,
    pods: evidence.pods.filter(({ metadata }) => metadata.name === pod.metadata.name),
  });
}

function outcomeOf(log: string): Outcome | undefined {
  const line = log.split('\n').reverse().find(line => line.startsWith(RESULT));
  return line === undefined ? undefined : JSON.parse(line.slice(RESULT.length)) as Outcome;
}

const RESULT = 'RESULT ';

/** The last line; progress bars overwrite theirs with a carriage return. */
function lastLine(log: string): string {
  return log.split(/[\n\r]/).filter(line => line.trim() !== '' && !line.startsWith(RESULT)).at(-1)?.trim() ?? '';
}

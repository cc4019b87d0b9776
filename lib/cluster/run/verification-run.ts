import { Manifest, verificationLabels, verificationObjects, VerificationProps } from '../../verification/verification-job';
import { podCauses } from '../causes/pods';
import { ClusterClient } from '../../kube/cluster-client';
import { DistDeployment } from '../dist-deployment';
import { gatherEvidence } from '../causes/gather-evidence';
import { KubernetesObject, Pod, selects } from '../../kube/kubernetes-objects';
import { ownedObjects, verificationKinds } from '../owned-objects';
import { pause } from '../../kube/poll';

/** What a verification Job has found. */
export interface Outcome {
  /** What its program says is wrong, or why it could not run; none when all is well. */
  readonly problems: readonly string[];
  readonly [field: string]: unknown;
}

/**
 * Runs a verification Job in the cluster, takes its result and leaves nothing behind.
 *
 * @param onLine is told the last line of its log whenever that is another
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
  /** Log of the container that came after the task, if there is one. */
  readonly laterLog: string;
}

/** Removes what runs of a command that were killed have left, and what this one made. Jobs of Argo CD are not among it. */
export async function removeVerifications(client: ClusterClient, deployment: DistDeployment): Promise<void> {
  const labels = verificationLabels(deployment.name);
  const left = (await ownedObjects(client, deployment, verificationKinds)).filter(object => isCommands(object, labels));
  await Promise.all(left.map(object => client.delete(object)));
}

function isCommands({ metadata: { annotations = {}, labels } }: KubernetesObject, wanted: Record<string, string>): boolean {
  return selects(wanted, labels) && annotations[BY_COMMAND] !== undefined;
}

/** Marks what a command made. */
export const BY_COMMAND = 'llm-d.ai/made-by-command';

async function watch(
  client: ClusterClient, deployment: DistDeployment, { task, containers = [] }: VerificationProps, job: Manifest, onLine: (line: string) => void,
): Promise<Verified> {
  const began = Date.now();
  const jobName = job.metadata.name;
  const later = (containers[0] as { readonly name: string } | undefined)?.name;
  let shown = '';
  for (;;) {
    const [pod] = await client.list<Pod>('v1', 'Pod', deployment.namespace, `batch.kubernetes.io/job-name=${jobName}`);
    const ended = pod?.status.phase === 'Succeeded' || pod?.status.phase === 'Failed';
    const read = async (container: string | undefined): Promise<string> =>
      pod === undefined || container === undefined ? '' : client.log(deployment.namespace, pod.metadata.name, container, { lines: 2000 }).catch(() => '');
    const [log, laterLog] = [await read(task.name), await read(later)];
    const line = lastLine(laterLog || log);
    if (line !== shown && line !== '') onLine(shown = line);
    const outcome = outcomeOf(log);
    if (ended || (outcome !== undefined && later === undefined)) {
      return { outcome: outcome ?? { problems: [`the Job ${jobName} ended without a result: ${lastLine(log) || 'its log is empty'}`] }, log, laterLog };
    }
    const causes = pod === undefined ? [] : await whyNot(client, deployment, pod);
    if (causes.length > 0 && Date.now() > began + START_SECONDS * 1000) return { outcome: { problems: causes }, log, laterLog };
    if (Date.now() > began + task.deadlineSeconds * 1000) {
      return { outcome: { problems: [`the Job ${jobName} has no result after ${task.deadlineSeconds} s; its last words: ${line}`] }, log, laterLog };
    }
    await pause(1);
  }
}

/** A pod without GPUs, on a node that has the image, starts within seconds; one that has not yet is asked why. */
const START_SECONDS = 30;

async function whyNot(client: ClusterClient, deployment: DistDeployment, pod: Pod): Promise<readonly string[]> {
  if (pod.status.phase !== 'Pending') return [];
  const evidence = await gatherEvidence(client, deployment);
  const events = evidence.events.filter(({ reason }) => reason !== 'FailedCreate');
  return podCauses({ ...evidence, events, pods: evidence.pods.filter(({ metadata }) => metadata.name === pod.metadata.name) });
}

function outcomeOf(log: string): Outcome | undefined {
  const line = log.split('\n').reverse().find(line => line.startsWith(RESULT));
  return line === undefined ? undefined : JSON.parse(line.slice(RESULT.length)) as Outcome;
}

const RESULT = 'RESULT ';

/** Progress bars overwrite their line. */
function lastLine(log: string): string {
  return log.split(/[\n\r]/).filter(line => line.trim() !== '' && !line.startsWith(RESULT)).at(-1)?.trim() ?? '';
}

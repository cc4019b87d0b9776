import { pause } from '../../kube/poll';
import { ClusterClient } from '../../kube/cluster-client';
import { ClusterError } from '../../kube/cluster-reader';
import { DistDeployment } from '../dist-deployment';
import { KubernetesObject } from '../../kube/kubernetes-objects';
import { objectText } from '../../kube/object-key';
import { lookAt, Progress } from './rollout';
import { BY_COMMAND } from './verification-run';

/** What an apply did to an object. */
export interface Applied {
  /** As kubectl writes it. */
  readonly object: string;
  readonly change: 'created' | 'changed' | 'unchanged';
}

/**
 * Applies a deployment's objects in their order, server-side. Jobs that Argo CD runs after a sync are left to it.
 *
 * @throws ClusterError that names the object which was refused, and what to do
 */
export async function applyDeployment(
  client: ClusterClient, { objects }: DistDeployment, force: boolean, onApplied: (applied: Applied) => void,
): Promise<readonly Applied[]> {
  const all: Applied[] = [];
  for (const object of objects.filter(({ metadata }) => metadata.annotations?.[HOOK] === undefined)) {
    const applied = await applyObject(client, object, force);
    onApplied(applied);
    all.push(applied);
  }
  return all;
}

/** What Argo CD runs at a point of a sync instead of applying it with the rest. */
const HOOK = 'argocd.argoproj.io/hook';

async function applyObject(client: ClusterClient, object: KubernetesObject, force: boolean): Promise<Applied> {
  const { apiVersion, kind, metadata: { name, namespace } } = object;
  try {
    const before = await client.read<Versioned>(apiVersion, kind, name, namespace);
    if (before === undefined && kind === 'Namespace') await client.create({ apiVersion, kind, metadata: { name, annotations: { [BY_COMMAND]: 'deploy' } } });
    const after = await client.apply<Versioned>(object, { force });
    const change = before === undefined ? 'created' : before.metadata.resourceVersion === after.metadata.resourceVersion ? 'unchanged' : 'changed';
    return { object: objectText(object), change };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    throw new ClusterError(error.code, `${objectText(object)} was refused: ${error.message}${remedies[error.code] === undefined ? '' : `. Fix: ${remedies[error.code]}`}`);
  }
}

interface Versioned extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & { readonly resourceVersion?: string };
}

const remedies: Readonly<Partial<Record<number, string>>> = {
  403: 'have a cluster administrator grant it; `llmd doctor` lists all that is needed',
  404: 'install the CRDs; `llmd doctor` says which',
  409: 'whoever is named there manages this field: take it out of their hands, or take it over with `--force-conflicts`',
  422: 'a field that cannot be changed has changed: delete the object, and deploy again',
};

/** How the wait for pods ended. */
export interface Waited {
  readonly progress: Progress;
  readonly seconds: number;
  /** Why it was given up; none when all pods are ready. */
  readonly causes: readonly string[];
}

/**
 * Waits until all pods are ready, or will not become so: until a container has ended time and again, or the time is up.
 *
 * @param onProgress is told whenever something has changed
 */
export async function waitForPods(
  client: ClusterClient, deployment: DistDeployment, timeoutSeconds: number, onProgress: (progress: Progress) => void,
): Promise<Waited> {
  const began = Date.now();
  for (;;) {
    const progress = await lookAt(client, deployment);
    const seconds = (Date.now() - began) / 1000;
    onProgress(progress);
    if (progress.complete) return { progress, seconds, causes: [] };
    if (seconds > timeoutSeconds) {
      const causes = progress.causes.length > 0 ? progress.causes : [`after ${timeoutSeconds} s not all pods are ready, and none of them says why`];
      return { progress, seconds, causes };
    }
    if (isHopeless(progress)) return { progress, seconds, causes: progress.causes };
    await pause(POLL_SECONDS);
  }
}

/** An API server answers this from its memory, and a reader does not look more often. */
const POLL_SECONDS = 2;

/** A container that ended twice ends a third time. */
const ENOUGH_RESTARTS = 2;

function isHopeless({ evidence: { pods }, causes }: Progress): boolean {
  const statuses = pods.flatMap(({ status }) => [...status.initContainerStatuses ?? [], ...status.containerStatuses ?? []]);
  return causes.length > 0 && statuses.some(({ ready, restartCount, state }) => !ready && restartCount >= ENOUGH_RESTARTS && state.running === undefined);
}

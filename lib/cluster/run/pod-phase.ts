import { modelSources } from '../../model-sources/sources';
import { WAIT_CONTAINER } from '../../plan/model-download';
import { ContainerStatus, isReady, Pod } from '../../kube/kubernetes-objects';

/** How far a pod is. In the phase `loading` an engine runs and does not answer yet. */
export type PodPhase = 'scheduling' | 'pulling' | 'downloading' | 'loading' | 'ready' | 'restarting' | 'stopping';

/** All phases, in the order in which they are shown. */
export const podPhases: readonly PodPhase[] = [
  'ready',
  'loading',
  'downloading',
  'pulling',
  'scheduling',
  'restarting',
  'stopping',
];

/**
 * The phase of a pod, from its conditions, the states of its containers and the log of its engine.
 *
 * @param log the end of the log of an engine of the same template; empty if it is not known
 */
export function phaseOf(pod: Pod, log = ''): PodPhase {
  if (pod.metadata.deletionTimestamp !== undefined) return 'stopping';
  if (isReady(pod)) return 'ready';
  const statuses = [...pod.status.initContainerStatuses ?? [], ...pod.status.containerStatuses ?? []];
  if (statuses.some(hasFailed)) return 'restarting';
  if (pod.spec.nodeName === undefined) return 'scheduling';
  // It has the image of the engine, which is then not pulled any more.
  if (statuses.some(({ name, state }) => name === WAIT_CONTAINER && state.running !== undefined)) return 'downloading';
  if (statuses.length === 0 || statuses.some(({ state }) => state.waiting !== undefined)) return 'pulling';
  return isDownloading(log) ? 'downloading' : 'loading';
}

function hasFailed({ state, restartCount }: ContainerStatus): boolean {
  return restartCount > 0 || (state.terminated?.exitCode ?? 0) !== 0;
}

/**
 * The client of a source prints its progress, and vLLM says when the weights are there (vLLM 0.11 `weight_utils.py`:
 * "Time spent downloading weights") and when it reads them ("Loading safetensors checkpoint shards").
 */
function isDownloading(log: string): boolean {
  const last = (pattern: RegExp): number => Math.max(-1, ...[...log.matchAll(pattern)].map(({ index }) => index));
  const loads = /Time spent downloading weights|Loading safetensors|Loading weights/g;
  return modelSources.some(({ progress }) => progress !== undefined && last(progress) > last(loads));
}

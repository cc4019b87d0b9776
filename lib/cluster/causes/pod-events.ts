import { isReady, type Pod } from '../../kube/kubernetes-objects';
import type { Event } from './evidence';

/**
 * The last events of a pod, each as reason and message. Of a ready pod only those since it is ready: a probe that
 * failed while it started explains nothing any more.
 */
export function podEvents(pod: Pod, events: readonly Event[]): readonly string[] {
  const ready = pod.status.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime;
  const since = isReady(pod) && ready !== undefined ? Date.parse(ready) : 0;
  return events
    .filter(({ involvedObject }) => involvedObject.name === pod.metadata.name)
    .filter(({ eventTime, lastTimestamp }) => Date.parse(lastTimestamp ?? eventTime ?? '') >= since || since === 0)
    .slice(-SHOWN)
    .map(({ reason, message }) => `${reason}: ${message}`);
}

const SHOWN = 5;

import { podsOfReplica } from '../../cluster/part-workload';
import type { RunningPods } from './side';

/** What a replica is, by number: a pod, or a group of several. */
export function replicasNoun({ part }: Pick<RunningPods, 'part'>, number: number): string {
  const pods = podsOfReplica(part);
  if (pods === 1) return number === 1 ? 'pod' : 'pods';
  return `${number === 1 ? 'group' : 'groups'} of ${pods} pods`;
}

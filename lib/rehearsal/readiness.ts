import { Role } from '../spec/role';
import { Cluster } from './cluster';
import { isReady, Labels, Pod, selects } from '../kube/kubernetes-objects';
import { DistDeployment } from '../cluster/dist-deployment';

/** How many pods of each kind are ready. */
export type ReadyPods = Readonly<Record<Role | 'picker' | 'gateway', number>>;

/** Counts the pods that take requests. */
export async function readyPods({ kubectl }: Cluster, deployment: DistDeployment): Promise<ReadyPods> {
  const pods = (await kubectl.list<Pod>('pods', deployment.namespace)).filter(isReady);
  const count = (selector: Labels): number => pods.filter(({ metadata }) => selects(selector, metadata.labels)).length;
  const { wayIn } = deployment;
  const ofWayIn = (await kubectl.list<Pod>('pods', wayIn.object.metadata.namespace)).filter(isReady);
  const { decode, prefill } = deployment.roles;
  return {
    prefill: prefill ? count(prefill.selector) : 0,
    decode: count(decode.selector),
    picker: count(deployment.picker.selector),
    gateway: ofWayIn.filter(({ metadata }) => selects(wayIn.pods, metadata.labels)).length,
  };
}

/** Whether all that the file asks for is ready. */
export function allReady(ready: ReadyPods, { replicas }: DistDeployment): boolean {
  return (
    ready.prefill >= replicas.prefill
    && ready.decode >= replicas.decode
    && ready.picker >= replicas.picker
    && ready.gateway >= 1
  );
}

/** For a reader: `8/8 prefill, 8/8 decode, 1/1 picker, 1/1 gateway`. */
export function readyText(ready: ReadyPods, { replicas, roles }: DistDeployment): string {
  return (['prefill', 'decode', 'picker', 'gateway'] as const)
    .filter(kind => kind !== 'prefill' || roles.prefill !== undefined)
    .map(kind => `${ready[kind]}/${kind === 'gateway' ? 1 : replicas[kind]} ${kind}`).join(', ');
}

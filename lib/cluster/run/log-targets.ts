import { ClusterReader } from '../../kube/cluster-reader';
import { DistDeployment } from '../dist-deployment';
import { containersOf, Pod, selects } from '../../kube/kubernetes-objects';

/** A source of logs: the engines of a role, the routing proxies of decode pods, the endpoint picker, the gateway. */
export type LogSource = 'prefill' | 'decode' | 'proxy' | 'picker' | 'gateway';

/** All values of {@link LogSource}. */
export const logSources: readonly LogSource[] = ['prefill', 'decode', 'proxy', 'picker', 'gateway'];

/** A container of a pod. */
export interface LogPlace {
  readonly pod: string;
  readonly container: string;
}

/** The containers whose logs belong to a source. */
export async function logPlaces(
  reader: ClusterReader,
  deployment: DistDeployment,
  source: LogSource,
): Promise<readonly LogPlace[]> {
  const { namespace, picker, roles, wayIn } = deployment;
  const selector = {
    prefill: roles.prefill?.selector,
    decode: roles.decode.selector,
    proxy: roles.decode.selector,
    picker: picker.selector,
    gateway: wayIn.pods,
  }[source];
  if (selector === undefined) return [];
  const within = source === 'gateway' ? wayIn.object.metadata.namespace : namespace;
  const pods = (await reader.list<Pod>('v1', 'Pod', within)).filter(({ metadata }) =>
    selects(selector, metadata.labels),
  );
  return pods.flatMap((pod) => {
    const sidecar = containersOf(pod.spec).find(({ restartPolicy }) => restartPolicy === 'Always');
    const named = pod.spec.containers.find(({ name }) => name === wayIn.container);
    const container = source === 'proxy'
      ? sidecar
      : source === 'gateway' ? named ?? pod.spec.containers[0] : pod.spec.containers[0];
    return container === undefined ? [] : [{ pod: pod.metadata.name, container: container.name }];
  });
}

import { DeviceUse } from '../../devices/device';
import { devicesOfPod } from '../../devices/devices-of-pod';
import { requestsOf } from '../doctor/pod-requests';
import { Role } from '../../spec/role';
import { ClusterClient } from '../../kube/cluster-client';
import { ClusterError } from '../../kube/cluster-reader';
import { DistDeployment, rolesIn } from '../dist-deployment';
import { isReady, Pod, selects } from '../../kube/kubernetes-objects';

/** Utilization and memory of one GPU. */
export interface GpuUse extends DeviceUse {
  readonly role: Role;
  readonly pod: string;
}

/** A pod whose GPUs could not be read. */
export interface UnknownUse {
  readonly role: Role;
  readonly pod: string;
  readonly why: string;
}

/** Asks the tool of the GPUs in every engine's container. */
export async function gpuUse(
  client: ClusterClient,
  deployment: DistDeployment,
): Promise<readonly (GpuUse | UnknownUse)[]> {
  const { namespace } = deployment;
  const pods = (await client.list<Pod>('v1', 'Pod', namespace)).filter(isReady);
  const asked = rolesIn(deployment).flatMap(({ part, role }) =>
    pods.filter(({ metadata }) => selects(part.selector, metadata.labels)).map(pod => ({ role, pod })),
  );
  const answers = await Promise.all(
    asked.map(async ({ role, pod }) => {
      try {
        const { device: { title, use } } = devicesOfPod(
          { ...pod.spec, requests: requestsOf(pod.spec) }, deployment.objects,
        );
        if (use === undefined) throw new Error(`no command is known that shows the use of ${title}`);
        const output = await client.exec(namespace, pod.metadata.name, pod.spec.containers[0]!.name, use.command);
        return use.parse(output).map(device => ({ role, pod: pod.metadata.name, ...device }));
      } catch (error) {
        return [{ role, pod: pod.metadata.name, why: (error as ClusterError).message }];
      }
    }),
  );
  return answers.flat();
}

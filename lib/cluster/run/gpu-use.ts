import { Role } from '../../spec/role';
import { ClusterClient } from '../../kube/cluster-client';
import { ClusterError } from '../../kube/cluster-reader';
import { DistDeployment } from '../dist-deployment';
import { isReady, Pod, selects } from '../../kube/kubernetes-objects';

/** Utilization and memory of one GPU. */
export interface GpuUse {
  readonly role: Role;
  readonly pod: string;
  readonly index: number;
  readonly product: string;
  /** Percent of the last sample period in which a kernel ran. */
  readonly utilization: number;
  readonly usedMiB: number;
  readonly totalMiB: number;
}

/** A pod whose GPUs could not be read. */
export interface UnknownUse {
  readonly role: Role;
  readonly pod: string;
  readonly why: string;
}

/** Runs `nvidia-smi` in the container of every engine; the NVIDIA container toolkit adds it there. */
export async function gpuUse(client: ClusterClient, { namespace, roles }: DistDeployment): Promise<readonly (GpuUse | UnknownUse)[]> {
  const pods = (await client.list<Pod>('v1', 'Pod', namespace)).filter(isReady);
  const asked = (['prefill', 'decode'] as const).flatMap(role =>
    pods.filter(({ metadata }) => selects(roles[role].spec.selector.matchLabels, metadata.labels)).map(pod => ({ role, pod })));
  const answers = await Promise.all(asked.map(async ({ role, pod }) => {
    try {
      return parse(await client.exec(namespace, pod.metadata.name, pod.spec.containers[0]!.name, QUERY), role, pod.metadata.name);
    } catch (error) {
      return [{ role, pod: pod.metadata.name, why: (error as ClusterError).message }];
    }
  }));
  return answers.flat();
}

const QUERY = ['nvidia-smi', '--query-gpu=index,name,utilization.gpu,memory.used,memory.total', '--format=csv,noheader,nounits'];

function parse(csv: string, role: Role, pod: string): readonly GpuUse[] {
  return csv.trim().split('\n').map((line) => {
    const [index, product, utilization, usedMiB, totalMiB] = line.split(', ');
    return { role, pod, index: Number(index), product: product!, utilization: Number(utilization), usedMiB: Number(usedMiB), totalMiB: Number(totalMiB) };
  });
}

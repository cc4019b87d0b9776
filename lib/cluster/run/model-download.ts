import { ClusterReader } from '../../kube/cluster-reader';
import { KubernetesObject } from '../../kube/kubernetes-objects';
import { DistDeployment } from '../dist-deployment';
import { downloadJob } from '../download-job';

/** How far the Job is that fills the model cache. */
export interface DownloadState {
  /** As a line of a status. */
  readonly text: string;
  /** Why it does not go on. @default - it does, or is done */
  readonly cause?: string;
}

/** Looks at the Job of a deployment that fills the model cache; nothing where it has none. */
export async function lookAtDownload(
  reader: Pick<ClusterReader, 'read'>, deployment: Pick<DistDeployment, 'namespace' | 'objects'>,
): Promise<DownloadState | undefined> {
  const wanted = downloadJob(deployment.objects);
  if (wanted === undefined) return undefined;
  const { apiVersion, kind, metadata: { name } } = wanted;
  const job = await reader.read<Job>(apiVersion, kind, name, deployment.namespace);
  if (job === undefined) return { text: `Job ${name}: not found, and the engines wait for it` };
  const condition = (type: string) => job.status?.conditions?.find(of => of.type === type && of.status === 'True');
  if (condition('Complete') !== undefined) return { text: `Job ${name}: the model is in the cache` };
  const failed = condition('Failed');
  if (failed === undefined) return { text: `Job ${name}: ${job.status?.active ?? 0} pods download the model` };
  const text = `Job ${name} failed: ${failed.message ?? failed.reason ?? 'it does not say why'}`;
  const fix = `see why with \`kubectl logs job/${name}\`, delete it with \`kubectl delete job ${name}\`, deploy again`;
  return { text, cause: `${text}. Fix: ${fix}` };
}

interface Job extends KubernetesObject {
  readonly status?: {
    readonly active?: number;
    readonly conditions?: readonly {
      readonly type: string; readonly status: string; readonly reason?: string; readonly message?: string;
    }[];
  };
}

import { appliedObjects, notIn } from '../../cluster/applied-objects';
import type { DistDeployment } from '../../cluster/dist-deployment';
import { appliedInOrder } from '../../cluster/run/apply-order';
import type { ClusterClient } from '../../kube/cluster-client';
import { ClusterError } from '../../kube/cluster-reader';
import type { KubernetesObject } from '../../kube/kubernetes-objects';
import { document } from '../../yaml/yaml';
import type { ManifestFile } from '../manifests/manifest-file';

/** A deployment as the cluster has it, and as it would have it after a deploy. */
export interface ClusterSides {
  readonly before: ManifestFile;
  readonly after: ManifestFile;
}

/**
 * Asks the API server what an apply of a file would make of each object, without doing it,
   so that defaults are its own.
 * Objects that an earlier deploy made and the file does not have any more are there before, not after.
 */
export async function clusterSides(
  client: ClusterClient, deployment: DistDeployment, file: string,
): Promise<ClusterSides> {
  const [before, after]: [KubernetesObject[], KubernetesObject[]] = [[], []];
  for (const object of appliedInOrder(deployment)) {
    const present = await read(client, object);
    if (present !== undefined) before.push(present);
    after.push(present === undefined ? object : await applied(client, object));
  }
  const { objects } = await appliedObjects(client, deployment);
  for (const { apiVersion, kind, name, namespace } of notIn(objects, deployment)) {
    const present = await read(client, { apiVersion, kind, metadata: { name, namespace } });
    if (present !== undefined) before.push(present);
  }
  const side = (shown: string, all: readonly KubernetesObject[]): ManifestFile =>
    ({ path: file, shown, text: all.map(object => document(own(object))).join('---\n') });
  return { before: side(`the cluster's ${deployment.name}`, before), after: side(file, after) };
}

function read(client: ClusterClient, { apiVersion, kind,
  metadata }: KubernetesObject): Promise<KubernetesObject | undefined> {
  return client.read(apiVersion, kind, metadata.name, metadata.namespace);
}

async function applied(client: ClusterClient, object: KubernetesObject): Promise<KubernetesObject> {
  try {
    return await client.apply(object, { dryRun: true }) ?? object;
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (error.code === 409) return await client.apply(object, { dryRun: true, force: true }) ?? object;
    // A field that is immutable, or a webhook that cannot be asked: the file says what is wanted.
    if (error.code === 422 || error.code === 400) return object;
    throw error;
  }
}

/** Without what only the API server writes. */
function own(object: KubernetesObject): object {
  const { metadata: { annotations, labels, name, namespace }, status: _, ...fields }
    = object as KubernetesObject & { readonly status?: unknown };
  return { ...fields, metadata: {
    name, ...namespace !== undefined && { namespace }, ...labels && { labels }, ...annotations && { annotations },
  } };
}

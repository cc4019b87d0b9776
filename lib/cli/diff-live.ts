import { ClusterClient } from '../kube/cluster-client';
import { Persistence } from '../kube/retry';
import { clusterSides } from '../review/sources/cluster';
import { folderSource } from '../review/sources/folder';
import { UnreadableSource } from '../review/sources/source';
import type { ManifestFile } from '../review/manifests/manifest-file';
import { Review, review } from '../review/review';
import { RECORD_KEY } from '../plan/record';
import type { DiffOptions } from './diff-options';
import { CommandLineMistake, readDistFile } from './dist-file';
import { requireOptionalPackages } from './optional-packages';

/**
 * Reviews what a deploy would change in a cluster: of the named deployments, or of all in the folder.
 *
 * @throws ClusterError where the cluster does not answer
 */
export async function liveReview(
  names: readonly string[], { context, folder, kubeconfig }: DiffOptions,
): Promise<Review> {
  requireOptionalPackages();
  const files = names.length > 0 ? names : deploymentsIn(folder);
  const read = files.map(readDistFile);
  const client = await ClusterClient.connect({ kubeconfig, context }, new Persistence());
  const [before, after]: [ManifestFile[], ManifestFile[]] = [[], []];
  for (const { deployment, path } of read) {
    const sides = await clusterSides(client, deployment, path);
    before.push(sides.before);
    after.push(sides.after);
  }
  return review(before, after, { areFiles: false });
}

function deploymentsIn(folder: string): readonly string[] {
  try {
    return folderSource(folder).files.filter(({ text }) => text.includes(`\n  ${RECORD_KEY}:`))
      .map(({ shown }) => shown);
  } catch (error) {
    throw error instanceof UnreadableSource ? new CommandLineMistake(error.message) : error;
  }
}

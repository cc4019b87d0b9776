import { documentsOf, ManifestDocument } from './manifest-document';
import type { ManifestFile } from './manifest-file';
import { Side } from './side';

/** The deployments of files, by their names. */
export type Deployments = ReadonlyMap<string, Side>;

/**
 * The deployments that files hold. What has no label is with the deployment of its file, or stands for itself under the
 * name of the file.
 */
export function byDeployment(files: readonly ManifestFile[]): Deployments {
  const found = new Map<string, ManifestDocument[]>();
  for (const { path, shown, text } of files) {
    const documents = documentsOf(shown, text);
    const names = new Set(documents.flatMap(({ deployment }) => deployment ?? []));
    const [only] = names.size === 1 ? names : [path];
    for (const document of documents) {
      const name = document.deployment ?? only!;
      const group = found.get(name);
      if (group) group.push(document);
      else found.set(name, [document]);
    }
  }
  return new Map([...found].map(([name, documents]) => [name, new Side(documents)]));
}

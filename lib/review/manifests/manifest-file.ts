/** A file of manifests as one side of a comparison has it. */
export interface ManifestFile {
  /** Path within the side, by which files of two sides are compared. */
  readonly path: string;
  /** As a message names it. */
  readonly shown: string;
  /** The whole text. */
  readonly text: string;
}

/** Whether a file can hold manifests, by its name. */
export function isManifestName(path: string): boolean {
  return /\.ya?ml$/.test(path);
}

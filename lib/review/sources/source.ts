import type { ManifestFile } from '../manifests/manifest-file';

/** One side of a comparison: where its manifests come from. */
export interface Source {
  /** As a reader names it. */
  readonly name: string;
  readonly files: readonly ManifestFile[];
}

/** A side that cannot be read. The message says which values are possible. */
export class UnreadableSource extends Error {}

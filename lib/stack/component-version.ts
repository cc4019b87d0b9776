/** What every component of the stack has, whatever version it is. */
export interface ComponentVersion<Known> {
  /** Container image. */
  readonly image: string;
  /**
   * All that was read of the version in this image, at its tag. Absent: nothing is known of it, and one warning (PD705)
   * lists what is therefore not judged. There is no other way to be unknown: no rule takes what is known of a
   * neighbour.
   */
  readonly known?: Known;
}

/** What is known of a version, whatever the component. */
export interface VersionKnowledge {
  /** The release whose sources or binary were read, for example `0.27.1`. */
  readonly version: string;
  /** The images that have it, name and tag without registry: a mirror of one is the same image. */
  readonly images: readonly string[];
  /**
   * What could not be read at the tag of the version, by field, and where it is from instead. It is judged by warnings
   * only (PD431, PD432), never by an error.
   */
  readonly notReadAtTag: Readonly<Record<string, string>>;
}

/** What runs in a rehearsal for the image of a version. */
export interface PlayedBy {
  /** A program of `programs/programs.mjs`. */
  readonly program: string;
  /** Where the image has its program. */
  readonly path: string;
  /** Whether the program is of another version, behind a translation of flags and plugins. */
  readonly translated: boolean;
  /** What the program is, for the reader; absent where it is the image's own. */
  readonly standIn?: string;
}

/** Name and tag of an image, without registry and digest. */
export function nameAndTag(image: string): string {
  return image.replace(/@.*$/, '').replace(/^.*\//, '');
}

/**
 * A version for an image that no release names: that of `like`, which the image is said to have; or else how the newest
 * version is written, with nothing known.
 */
export function ofImage<Version extends ComponentVersion<VersionKnowledge>>(
  image: string,
  like: Version | undefined,
  newest: Version,
): Version {
  if (like === undefined) return { ...newest, image, known: undefined };
  const { known } = like;
  return { ...like, image, ...(known && { known: { ...known, images: [...known.images, nameAndTag(image)] } }) };
}

/** What every component of the stack has, whatever version it is. */
export interface ComponentVersion<Known> {
  /** Container image. */
  readonly image: string;
  /**
   * All that was read of the version in this image, at its tag. Absent: nothing is known of it, and one warning (PD705) lists what is
   * therefore not judged. There is no other way to be unknown: no rule takes what is known of a neighbour.
   */
  readonly known?: Known;
}

/** What is known of a version, whatever the component. */
export interface VersionKnowledge {
  /** The release whose sources or binary were read, for example `0.27.1`. */
  readonly version: string;
  /** The images that have it, name and tag without registry: a mirror of one is the same image. */
  readonly images: readonly string[];
}

/** Name and tag of an image, without registry and digest. */
export function nameAndTag(image: string): string {
  return image.replace(/@.*$/, '').replace(/^.*\//, '');
}

/** A version in another image, which is said to have it. */
export function withImage<Known extends VersionKnowledge, Version extends ComponentVersion<Known>>(version: Version, image: string): Version {
  const { known } = version;
  return { ...version, image, ...known && { known: { ...known, images: [...known.images, nameAndTag(image)] } } };
}

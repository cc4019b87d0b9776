import type { Release } from '../stack/release';
import { imagesLock, unreadLock } from './images-lock';

/** Where images come from and what exactly they are. */
export interface ImagesSpec {
  /**
   * The digest of each image, by its name with the tag: {@link imagesLock}. An image with a digest is the same bytes on
   * every node and every day, whatever happens to its tag. @default - images by tag
   */
  readonly digests?: Readonly<Record<string, string>>;
  /**
   * What names of images begin with, and what they begin with instead where the first is not reachable:
   * `{ 'ghcr.io/llm-d': 'registry.internal/llm-d' }`. The longest that fits counts. @default - the registries of the
   * release
   */
  readonly mirrors?: Readonly<Record<string, string>>;
  /**
   * Secrets with which every pod of the deployment pulls its images: engines, picker, gateway and Jobs. Those of
   * `pod.imagePullSecrets` come after them. They are made by the user, of type `kubernetes.io/dockerconfigjson`.
   * @default - none
   */
  readonly pullSecrets?: readonly string[];
}

/**
 * A release with its images by digest and from mirrors. Both roles have one image, so they cannot differ.
 *
 * @throws Error that says what to run if the digests are of a lock file that could not be read
 */
export function withImages(release: Release, images: ImagesSpec = {}): Release {
  const problem = unreadLock(images.digests);
  if (problem !== undefined) throw new Error(`${imagesLock.name}(): ${problem}. Fix: ${LOCK_FIX}`);
  return resolvedRelease(release, images);
}

/** What to do without a lock file. */
export const LOCK_FIX = 'run `npx llmd images --create`, which writes it, or leave `images.digests` out of the spec';

/** The same for a spec, of which the rules say what is wrong. */
export function resolvedRelease(release: Release, images: ImagesSpec = {}): Release {
  const { endpointPicker, modelServer, routingProxy } = release;
  const part = <T extends { readonly image: string }>(component: T): T => ({
    ...component,
    image: resolvedImage(component.image, images),
  });
  return {
    ...release,
    endpointPicker: part(endpointPicker),
    modelServer: {
      ...part(modelServer), ...(modelServer.tokenizer && { tokenizer: part(modelServer.tokenizer) }),
    },
    routingProxy: part(routingProxy),
  };
}

/** An image by digest and from its mirror. */
export function resolvedImage(image: string, { digests = {}, mirrors = {} }: ImagesSpec = {}): string {
  const digest = Object.hasOwn(digests, image) ? `@${digests[image]}` : '';
  return `${mirrored(image, mirrors)}${digest}`;
}

/** The name of an image at its mirror; the longest prefix that fits counts. */
export function mirrored(image: string, mirrors: Readonly<Record<string, string>>): string {
  const prefix = Object.keys(mirrors)
    .filter(name => image.startsWith(`${name}/`))
    .sort((a, b) => b.length - a.length)[0];
  return prefix === undefined ? image : `${mirrors[prefix]}${image.slice(prefix.length)}`;
}

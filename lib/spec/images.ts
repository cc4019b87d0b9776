import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Release } from '../stack/release';

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
 * The digests in a lock file, by name and tag. A line is an image, `ghcr.io/llm-d/llm-d-cuda:v0.3.0@sha256:...`; one
 * without a digest is not locked yet, and `llmd images` looks it up. Lines that begin with `#` are comments.
 *
 * @param path of the file, from the folder in which the app runs
 * @throws Error that says what to run if there is no such file
 */
export function imagesLock(path = 'images.lock'): Record<string, string> {
  return Object.fromEntries(
    lockedImages(lockText(path)).flatMap(({ image, digest }) => digest === undefined ? [] : [[image, digest]]),
  );
}

function lockText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read: ${message}`;
    const error = new Error(`imagesLock(): ${resolve(path)} ${why}. Fix: run \`npx llmd images --create\`, which `
      + 'writes it, or leave `digests` out of the spec');
    // What Node shows of the app is the line that calls it.
    Error.captureStackTrace(error, imagesLock);
    throw error;
  }
}

/** The images of a lock file's text, in its order. */
export function lockedImages(text: string): { readonly image: string; readonly digest?: string }[] {
  return text.split('\n').map(line => line.trim()).filter(line => line !== '' && !line.startsWith('#')).map((line) => {
    const [image = '', digest] = line.split('@');
    return digest === undefined ? { image } : { image, digest };
  });
}

/** A release with its images by digest and from mirrors. Both roles have one image, so they cannot differ. */
export function withImages(release: Release, images: ImagesSpec = {}): Release {
  const { endpointPicker, modelServer, routingProxy } = release;
  const part = <T extends { readonly image: string }>(component: T): T => ({
    ...component,
    image: resolvedImage(component.image, images),
  });
  return {
    ...release,
    endpointPicker: part(endpointPicker),
    modelServer: part(modelServer),
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

import { readFileSync } from 'node:fs';

/**
 * The digests in a lock file, by name and tag. A line is an image, `ghcr.io/llm-d/llm-d-cuda:v0.3.0@sha256:...`; one
 * without a digest is not locked yet, and `llmd images` looks it up. Lines that begin with `#` are comments.
 *
 * A file that cannot be read is a finding of the synth (PD439), like everything else that is wrong with a spec.
 *
 * @param path of the file, from the folder in which the app runs
 */
export function imagesLock(path = 'images.lock'): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read: ${message}`;
    return { [unread]: `${path} ${why}` };
  }
  return Object.fromEntries(
    lockedImages(text).flatMap(({ image, digest }) => digest === undefined ? [] : [[image, digest]]),
  );
}

/** Why there are no digests where {@link imagesLock} could not read its file, also after they were spread. */
export function unreadLock(digests: Readonly<Record<string, string>> = {}): string | undefined {
  return (digests as { readonly [unread]?: string })[unread];
}

/** A symbol, which is no name of an image. */
const unread: unique symbol = Symbol('unread lock file');

/** The images of a lock file's text, in its order. */
export function lockedImages(text: string): { readonly image: string; readonly digest?: string }[] {
  return text.split('\n').map(line => line.trim()).filter(line => line !== '' && !line.startsWith('#')).map((line) => {
    const [image = '', digest] = line.split('@');
    return digest === undefined ? { image } : { image, digest };
  });
}

import { devices } from '../../devices/devices';
import { nameAndTag } from '../../stack/component-version';
import { knownVersions } from '../../stack/releases';

/** Whether an image is one of the user's own: of the others it is known what they are built with. */
export function isOwnImage(image: string): boolean {
  return !known.has(nameAndTag(image));
}

const known = new Set([
  ...knownVersions.modelServer.map(({ image }) => nameAndTag(image)),
  ...devices.flatMap(({ images = {} }) => Object.values(images).map(nameAndTag)),
]);

import type { Device } from '../devices/device';
import type { InferenceSpec } from '../spec/deployment';
import { resolvedImage } from '../spec/images';
import type { Release } from '../stack/release';
import { knownVersions } from '../stack/releases';

/**
 * The vLLM of a role: that of the release, in the image of the role or of its device, which have the same version.
 *
 * @param resolved the release with its images by digest and from mirrors
 */
export function engineRelease(
  { images, release }: InferenceSpec, { modelServer }: Release, device: Device, stated: string | undefined,
): Release['modelServer'] {
  const image = stated ?? imageFor(device, release);
  return image === undefined ? modelServer : { ...modelServer, image: resolvedImage(image, images) };
}

/**
 * The image of a device for the vLLM of the release, where one is known. An image of the user's own may be built for
 * anything, and is taken as it is.
 */
function imageFor({ images }: Device, { modelServer }: Release): string | undefined {
  const version = knownVersions.modelServer.find(({ image }) => image === modelServer.image)?.known.version;
  return images && version !== undefined && Object.hasOwn(images, version) ? images[version] : undefined;
}

import { ofImage } from '../component-version';
import { RoutingProxyRelease } from './routing-proxy-release';
import { sidecar0100 } from './v0-10-0';

/** Versions of the routing proxy for images of one's own. */
export const Sidecar = {
  /**
   * The routing proxy in an image that no release names.
   *
   * @param props.image the container image
   * @param props.like the version that the image has: its flags and headers, and all that is known of it, hold for the
   * image too
   * @returns without `like`, flags and headers of the newest version that is known, and no knowledge: a warning (PD705)
   * lists what is not judged
   */
  of({ image, like }: { readonly image: string; readonly like?: RoutingProxyRelease }): RoutingProxyRelease {
    return ofImage(image, like, sidecar0100);
  },
} as const;

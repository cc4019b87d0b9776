import { ofImage } from '../component-version';
import { EndpointPickerRelease } from './endpoint-picker-release';
import { picker0100 } from './v0-10-0';

/** Versions of the endpoint picker for images of one's own. */
export const Picker = {
  /**
   * The endpoint picker in an image that no release names.
   *
   * @param props.image the container image
   * @param props.like the version that the image has: its flags, its configuration and all that is known of it hold for
   * the image too
   * @returns without `like`, flags and configuration of the newest version that is known, and no knowledge: a warning
   * (PD705) lists what is not judged
   */
  of({ image, like }: { readonly image: string; readonly like?: EndpointPickerRelease }): EndpointPickerRelease {
    return ofImage(image, like, picker0100);
  },
} as const;

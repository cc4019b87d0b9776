import { ofImage } from '../component-version';
import { ModelServerRelease } from './model-server-release';
import { vllm0330 } from './v0-33-0';

/** Versions of vLLM beside those of the releases, and for images of one's own. */
export const Vllm = {
  /**
   * vLLM 0.33 in the image of its own project. It is of no release: with the router of one a warning (PD708) says that
   * the two were not tried together.
   */
  V0_33: vllm0330,
  /**
   * vLLM in an image that no release names.
   *
   * @param props.image the container image
   * @param props.like the version that the image has: its command line and all that is known of it hold for the image
   * too
   * @returns without `like`, the command line of the newest version that is known, and no knowledge: a warning (PD705)
   * lists what is not judged
   */
  of({ image, like }: { readonly image: string; readonly like?: ModelServerRelease }): ModelServerRelease {
    return ofImage(image, like, vllm0330);
  },
} as const;

import { ofImage } from '../component-version';
import { ModelServerRelease } from './model-server-release';
import { vllm0271 } from './v0-27-1';

/** Versions of vLLM for images of one's own. */
export const Vllm = {
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
    return ofImage(image, like, vllm0271);
  },
} as const;

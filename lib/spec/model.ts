import type { Model } from '../facts/model';
import type { KnownModel } from '../facts/models';
import type { SecretKeyReference } from './references';

/** The model and how it is called. */
export interface ModelSpec {
  /** The repository on the Hugging Face Hub, `hf://<owner>/<model>`. */
  readonly uri: `hf://${string}/${string}`;
  /**
   * Branch, tag or commit (vLLM `--revision`). A commit keeps pods that start on different days on the same weights.
   * @default - the main branch
   */
  readonly revision?: string;
  /**
   * What the model is like, where the library has no facts about `uri`: the known model that a fine-tune was made from,
   * or the facts themselves (`Model.fromConfig` of its `config.json`, or `Model.of`). Memory, heads, experts and times
   * are judged by it.
   * @default - the facts about `uri`; without any, what depends on the model is not judged (PD205)
   */
  readonly like?: KnownModel | Model;
  /**
   * The name that clients put into `model` (vLLM `--served-model-name`), or several: all are served, and the first is
   * the one of metrics and of `llmd verify`. @default - `<owner>/<model>` of the uri
   */
  readonly servedName?: string | readonly string[];
  /**
   * The Secret with the Hub's access token, for gated models. It is made by the user; only the reference is in the
   * manifests. @default - anonymous download
   */
  readonly token?: SecretKeyReference;
}

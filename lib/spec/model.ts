import type { SecretKeyReference } from './references';

/** The model and how it is called. */
export interface ModelSpec {
  /** The repository on the Hugging Face Hub, `hf://<owner>/<model>`. */
  readonly uri: `hf://${string}/${string}`;
  /** Branch, tag or commit (vLLM `--revision`). A commit keeps pods that start on different days on the same weights. @default - the main branch */
  readonly revision?: string;
  /** The name that clients put into `model` (vLLM `--served-model-name`). @default - `<owner>/<model>` of the uri */
  readonly servedName?: string;
  /** The Secret with the Hub's access token, for gated models. It is made by the user; only the reference is in the manifests. @default - anonymous download */
  readonly token?: SecretKeyReference;
}

import type { Model } from '../facts/model';
import type { KnownModel } from '../facts/models';
import type { SecretKeyReference } from './references';

/** The model and how it is called. */
export interface ModelSpec {
  /**
   * Where the weights are: a repository of the Hugging Face Hub (`hf://<owner>/<model>`), a folder of a claim that
   * exists (`pvc://<claim>/<folder>`) or of the nodes (`file:///<folder>`), an OCI image that the pods mount
   * (`oci://<image>`, `oci://<image>#<folder>`), or a bucket from which they are streamed (`s3://`, `gs://`,
   * `az://<bucket>/<folder>`). docs/model-sources.md has what each takes.
   */
  readonly uri: ModelUri;
  /**
   * Branch, tag or commit on the Hub (vLLM `--revision`). A commit keeps pods that start on different days on the same
   * weights.
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
   * the one of metrics and of `llmd verify`. @default - `<owner>/<model>` of the Hub, else the last folder of the uri
   */
  readonly servedName?: string | readonly string[];
  /**
   * The Secret with the Hub's access token, for gated models. It is made by the user; only the reference is in the
   * manifests. @default - anonymous download
   */
  readonly token?: SecretKeyReference;
  /**
   * The address that is asked in place of the usual one: a mirror of the Hub, or a store that speaks the protocol of
   * S3, for example `https://minio.internal:9000`. Network policies open its port. @default - that of the source
   */
  readonly endpoint?: `https://${string}` | `http://${string}`;
  /** The region of a bucket of S3. @default - that of the credential, else us-east-1 */
  readonly region?: string;
  /** The storage account of a container of Azure. @default - none, and `az://` needs one */
  readonly account?: string;
  /** How the engines show a bucket that they may read it. @default - none, and a bucket needs one */
  readonly credential?: ModelCredential;
}

/** A URI of each source in lib/model-sources/. */
export type ModelUri
  = | `hf://${string}/${string}`
    | `pvc://${string}/${string}`
    | `file:///${string}`
    | `oci://${string}/${string}`
    | `s3://${string}/${string}`
    | `gs://${string}/${string}`
    | `az://${string}/${string}`;

/** How a bucket knows its readers. */
export type ModelCredential = SecretCredential | WorkloadIdentityCredential | AnonymousCredential;

/** A Secret that the user makes; its keys are the names that the clouds give them (docs/model-sources.md). */
export interface SecretCredential {
  readonly type: 'secret';
  /** Name of the Secret in the deployment's namespace. */
  readonly secretName: string;
}

/** The identity of the pods: the ServiceAccounts of both roles, `<deployment>-prefill` and `<deployment>-decode`. */
export interface WorkloadIdentityCredential {
  readonly type: 'workloadIdentity';
  /**
   * Annotations of the ServiceAccounts that name the identity, for example `eks.amazonaws.com/role-arn`.
   * @default - none: the cloud knows the accounts by their names, as EKS Pod Identity and GKE do
   */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A public bucket. */
export interface AnonymousCredential {
  readonly type: 'anonymous';
}

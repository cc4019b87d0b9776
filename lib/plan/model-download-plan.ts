import type { ResourcesSpec } from '../spec/containers';
import type { SecretKeyReference } from '../spec/references';
import type { Labels } from './labels';

/** The Job that fills the model cache, and what the engines wait for: `modelDownload` of their pools. */
export interface ModelDownloadPlan {
  /** Name of its ServiceAccount, and of the Job up to a digest of what it does: a Job's template cannot be changed. */
  readonly name: string;
  /** Labels of its pods. */
  readonly labels: Labels;
  /** The file in the cache that says that all others are there. */
  readonly marker: string;
  /** Seconds after which the Job is stopped. */
  readonly seconds: number;
  /** The Secret with the credential, which the engines do not get. @default - none */
  readonly token?: SecretKeyReference;
  /** Requests and limits beside the defaults. @default - the defaults */
  readonly resources?: ResourcesSpec;
}

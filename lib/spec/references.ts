/** One key of a Secret in the deployment's namespace. */
export interface SecretKeyReference {
  /** Name of the Secret. */
  readonly secretName: string;
  /** Key in its data. */
  readonly key: string;
}

/** The value of an environment variable: text, a key of a Secret, or a field of the pod such as `status.podIP`. */
export type EnvSource = string | SecretKeyReference | { readonly fieldPath: string };

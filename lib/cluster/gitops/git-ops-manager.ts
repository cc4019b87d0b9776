import { KubernetesObject } from '../../kube/kubernetes-objects';

/** A program that keeps objects of a cluster as they are in Git. */
export interface GitOpsManager {
  /** Its name, for a reader. */
  readonly name: string;
  /** What of it keeps an object, for example `Application llm-d-llama31`; `undefined` where it does not. */
  readonly keeperOf: (object: KubernetesObject) => string | undefined;
}

import type { KubernetesObject, Labels, PodSpec } from '../kube/kubernetes-objects';
import { workloadNamed } from '../workloads/workloads';

/** What runs the pods of a role, or the picker's, read from its object. */
export interface PartWorkload {
  /** The object. */
  readonly object: KubernetesObject;
  /** Its name. */
  readonly name: string;
  /** Number of replicas; absent where an autoscaler has it. */
  readonly replicas?: number;
  /** The labels by which it finds its pods. */
  readonly selector: Labels;
  /** The template of its pods. */
  readonly template: { readonly metadata: { readonly labels: Labels }; readonly spec: PodSpec };
  /** Seconds without progress after which a rollout is called stuck; absent where the object does not say. */
  readonly progressDeadlineSeconds?: number;
}

/**
 * Reads an object that runs pods.
 *
 * @throws Error for a kind that `lib/workloads/` does not have
 */
export function partWorkload(object: KubernetesObject): PartWorkload {
  const workload = workloadNamed(object.kind);
  return {
    object,
    name: object.metadata.name,
    replicas: workload.replicasOf(object) as number | undefined,
    selector: workload.selectorOf(object) as Labels,
    template: workload.podTemplateOf(object) as PartWorkload['template'],
    progressDeadlineSeconds: workload.progressDeadlineOf(object),
  };
}

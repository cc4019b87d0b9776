import type { KubernetesObject, Labels, PodSpec } from '../kube/kubernetes-objects';
import { workloadNamed, workloadsIn } from '../workloads/workloads';

/** What runs the pods of a role, or the picker's, read from its object. */
export interface PartWorkload {
  /** The object, or what the controller of a set makes for this role. */
  readonly object: KubernetesObject;
  /** The object that is applied: the set that it is of, or itself. */
  readonly applied: KubernetesObject;
  /** Its name. */
  readonly name: string;
  /** Number of replicas; absent where an autoscaler has it. */
  readonly replicas?: number;
  /** The labels by which it finds its pods. */
  readonly selector: Labels;
  /** The template of its pods; of groups that of the pod which takes requests. */
  readonly template: PartTemplate;
  /** The labels of those of its pods that take requests: of a group with other pods beside its first that one. */
  readonly serving: { readonly selector: Labels; readonly podsOfReplica: number };
  /** The pods of one replica: those that are alike together, the one that takes requests first. */
  readonly pods: readonly PartPods[];
  /** Seconds without progress after which a rollout is called stuck; absent where the object does not say. */
  readonly progressDeadlineSeconds?: number;
}

/** Pods of a replica that are alike. */
export interface PartPods {
  /** How many of them a replica has. */
  readonly count: number;
  /** Their template. */
  readonly template: PartTemplate;
}

/** Metadata and spec of pods. */
export interface PartTemplate {
  readonly metadata: { readonly labels: Labels };
  readonly spec: PodSpec;
}

/** Pods of one replica: several of a group. */
export function podsOfReplica({ pods }: Pick<PartWorkload, 'pods'>): number {
  return pods.reduce((sum, { count }) => sum + count, 0);
}

/** What runs pods in an object: two roles in a set, none in an object of another kind. */
export function partWorkloads(applied: KubernetesObject): readonly PartWorkload[] {
  return workloadsIn(applied).map(object => partWorkload(object, applied));
}

function partWorkload(object: KubernetesObject, applied: KubernetesObject): PartWorkload {
  const workload = workloadNamed(object.kind);
  const selector = workload.selectorOf(object) as Labels;
  const pods = workload.podsOf(object) as readonly PartPods[];
  return {
    object,
    applied,
    name: object.metadata.name,
    replicas: workload.replicasOf(object) as number | undefined,
    selector,
    template: workload.podTemplateOf(object) as PartTemplate,
    pods,
    serving: pods.length > 1
      ? { selector: { ...selector, ...workload.firstPod }, podsOfReplica: 1 }
      : { selector, podsOfReplica: podsOfReplica({ pods }) },
    progressDeadlineSeconds: workload.progressDeadlineOf(object),
  };
}

import type { Construct } from 'constructs';
import type { DisaggregatedSetSpec } from '../spec/disaggregated-set';
import type { RolloutSpec } from '../spec/rollout';
import type { PodTemplate } from './pod-template';

/** All that this library knows of a kind of object that runs the pods of a role. Each has a file of its own. */
export interface Workload {
  /** Its kind, by which a plan and an object name it. */
  readonly kind: string;
  /** Its API version. */
  readonly apiVersion: string;
  /** What an autoscaler of Kubernetes is told to scale, beside the name. @default - the object itself */
  readonly scaleTarget?: { readonly apiVersion: string; readonly kind: string };
  /** What KEDA is told to scale, beside the name: it takes an object of its default kind by the name alone. */
  readonly kedaTarget: { readonly apiVersion?: string; readonly kind?: string };
  /** The gauge of kube-state-metrics with the number of its ready pods, and its label with the object's name. */
  readonly stateMetrics: {
    readonly readyPods: string;
    readonly nameLabel: string;
    /** The names as a regular expression, where the controller chooses them. @default - the name of the object */
    readonly namePattern?: (of: { readonly role: string; readonly set?: string }) => string;
  };
  /** The label by which pods of one revision are told from those of another. */
  readonly revisionLabel: string;
  /** Adds the objects of a pool of pods. */
  readonly addObjects: (scope: Construct, parts: WorkloadParts) => void;
  /** Path of the number of replicas in the object, its fields with dots between them. */
  readonly replicasPath: string;
  /** The number of replicas that is written; undefined where an autoscaler has it. */
  readonly replicasOf: (object: WorkloadObject) => unknown;
  /** The labels by which it finds its pods, where it has any. */
  readonly selectorOf: (object: WorkloadObject) => unknown;
  /** The template of its pods: metadata and spec, where it has one; of a group that of the pod that takes requests. */
  readonly podTemplateOf: (object: WorkloadObject) => unknown;
  /** Labels of the first pod of each replica, beside those of all. */
  readonly firstPod: Readonly<Record<string, string>>;
  /** The pods of one replica: those that are alike together, the one that takes requests first. */
  readonly podsOf: (object: WorkloadObject) => readonly AlikePods[];
  /** The label of nodes within one value of which the pods of a replica run, without those of others. */
  readonly domainOf: (object: WorkloadObject) => string | undefined;
  /** What must be in a cluster for it. @default - Kubernetes itself has it */
  readonly controller?: WorkloadController;
  /** Seconds without progress after which a rollout is called stuck; undefined where the object does not say. */
  readonly progressDeadlineOf: (object: WorkloadObject) => number | undefined;
  /** What its controller makes of it, where that in turn makes the pods. @default - it makes the pods itself */
  readonly makes?: MadeWorkloads;
  /** Whether every replica that is wanted is of the present revision and available, as the cluster says. */
  readonly isRolledOut: (object: WorkloadObject) => boolean;
}

/** Pods of a replica that are made from one template. */
export interface AlikePods {
  /** How many. */
  readonly count: number;
  /** Their template: metadata and spec. */
  readonly template: unknown;
}

/** Objects that a controller makes of one, each of which runs pods. */
export interface MadeWorkloads {
  /** Their kind. */
  readonly kind: string;
  /** Their API version. */
  readonly apiVersion: string;
  /** The labels that all have that are made of an object of this name. */
  readonly labels: (of: { readonly name: string }) => Readonly<Record<string, string>>;
  /** What an object says of them: one for each role. */
  readonly partsOf: (object: WorkloadObject) => readonly WorkloadObject[];
  /** How many complete sets of them. */
  readonly setsOf: (object: WorkloadObject) => number;
  /** Whether these are all of the object as it is now, and rolled out. */
  readonly isMadeOf: (object: WorkloadObject, made: readonly WorkloadObject[]) => boolean;
}

/** The program that makes the pods of a kind which Kubernetes does not have. */
export interface WorkloadController {
  /** Its project, as sentences name it. */
  readonly title: string;
  /** Labels of its Deployment, as its own manifests have them. */
  readonly selector: string;
  /** The oldest version that was read; what an older one does is not known. */
  readonly least: string;
  /** A command that installs it. */
  readonly command: string;
}

/** What the objects of a pool are made from. */
export interface WorkloadParts {
  /** Name of the object. */
  readonly name: string;
  /** Labels of the object. */
  readonly labels: Readonly<Record<string, string>>;
  /** The labels by which it finds its pods; immutable once applied. */
  readonly selector: Readonly<Record<string, string>>;
  /** Number of replicas. @default - not written: an autoscaler has it */
  readonly replicas?: number;
  /** Seconds that a pod may take from its start to its first answer. */
  readonly startupSeconds: number;
  /** Metadata and spec of the pods; of a group of its first pod. */
  readonly template: PodTemplate;
  /** Several pods that are one engine. @default - each pod is an engine */
  readonly group?: WorkloadGroup;
  /** How pods are replaced. @default - one replica at a time, without a spare one */
  readonly rollout?: RolloutSpec;
  /** The set that both roles are of. @default - none */
  readonly set?: WorkloadSet;
}

/** The set that a role is of. */
export interface WorkloadSet extends DisaggregatedSetSpec {
  /** Its name. */
  readonly name: string;
  /** The role. */
  readonly role: string;
}

/** Several pods that are one engine. */
export interface WorkloadGroup {
  /** How many, with the first one. */
  readonly size: number;
  /** The label of nodes within one value of which a group runs, without other groups. @default - any nodes */
  readonly exclusiveTopology?: string;
  /** Metadata and spec of the other pods. @default - as the first one */
  readonly worker?: PodTemplate;
}

/** An object as it is written or read: what is in it is not known, and may be of the wrong shape. */
export interface WorkloadObject {
  /** Its API version. */
  readonly apiVersion?: unknown;
  /** Its kind. */
  readonly kind?: unknown;
  /** Its name, labels and annotations. */
  readonly metadata?: unknown;
  /** What is wanted. */
  readonly spec?: unknown;
}

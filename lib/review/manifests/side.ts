import { PartWorkload, partWorkloads } from '../../cluster/part-workload';
import { recordTextOf } from '../../cluster/dist-record';
import { KubernetesObject } from '../../kube/kubernetes-objects';
import { BrokenRecord, parseRecord, RecordedDeployment } from '../../plan/record';
import { kinds, scalerKindOf } from '../../workloads/workloads';
import { ManifestDocument } from './manifest-document';

/** A deployment as one side of a comparison has it. */
export class Side {
  private found?: { readonly record?: RecordedDeployment; readonly problem?: string };
  private running?: readonly RunningPods[];

  /** @param documents its documents, in their order; none where the side does not have it */
  constructor(public readonly documents: readonly ManifestDocument[]) {}

  /** Whether the side does not have the deployment. */
  public get isEmpty(): boolean {
    return this.documents.length === 0;
  }

  /** What the file says of itself; absent where it has no record, or one that cannot be read. */
  public get record(): RecordedDeployment | undefined {
    return (this.found ??= this.readRecord()).record;
  }

  /** Why its record cannot be read; absent where it can, and where there is none. */
  public get recordProblem(): string | undefined {
    return (this.found ??= this.readRecord()).problem;
  }

  /** Everything that runs pods, with the number of them. */
  public get pods(): readonly RunningPods[] {
    return this.running ??= this.ofKinds(runningKinds).flatMap(partWorkloads).map(part => this.podsOf(part));
  }

  /** The objects of some kinds. */
  public ofKinds(kinds: ReadonlySet<string>): readonly KubernetesObject[] {
    return this.documents.filter(document => document.isOf(kinds)).map(({ object }) => object);
  }

  private podsOf(part: PartWorkload): RunningPods {
    const scaler = this.ofKinds(scalerKinds).map(object => object as Scaler).find(({ spec }) =>
      spec.scaleTargetRef?.name === part.name
      && [undefined, scalerKindOf(part.applied)].includes(spec.scaleTargetRef.kind));
    const { maxReplicaCount, maxReplicas, minReplicaCount, minReplicas } = scaler?.spec ?? {};
    const least = part.replicas ?? minReplicas ?? minReplicaCount ?? 1;
    return { part, least, most: Math.max(least, maxReplicas ?? maxReplicaCount ?? least) };
  }

  private readRecord(): { readonly record?: RecordedDeployment; readonly problem?: string } {
    const document = this.documents.find(({ isRecord }) => isRecord);
    if (document === undefined) return {};
    try {
      return { record: parseRecord(recordTextOf(document.object) ?? '') };
    } catch (error) {
      if (error instanceof BrokenRecord) return { problem: error.message };
      throw error;
    }
  }
}

/** What runs pods, and how many. With an autoscaler there are at least and at most so many. */
export interface RunningPods {
  readonly part: PartWorkload;
  readonly least: number;
  readonly most: number;
}

/** A deployment before and after a change. */
export interface Sides {
  readonly before: Side;
  readonly after: Side;
}

interface Scaler extends KubernetesObject {
  readonly spec: {
    readonly scaleTargetRef?: { readonly kind?: string; readonly name: string };
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
    readonly minReplicaCount?: number;
    readonly maxReplicaCount?: number;
  };
}

const runningKinds: ReadonlySet<string> = new Set(kinds());

/** What scales pods: the autoscaler of Kubernetes, and KEDA's. */
export const scalerKinds: ReadonlySet<string> = new Set(['HorizontalPodAutoscaler', 'ScaledObject']);

import type { AutoscalerSpec } from '../spec/operations';

/** What an `Autoscaler` needs. */
export interface AutoscalerProps {
  /** What it scales: the kind of a module in `lib/workloads/`. */
  readonly workload: string;
  /** Name of what it scales, and of the autoscaler. */
  readonly name: string;
  /** Who asks for the metrics. */
  readonly autoscaler: AutoscalerSpec;
  /** The least pods. */
  readonly minReplicas: number;
  /** The most pods. */
  readonly maxReplicas: number;
  /** GPUs of one pod. */
  readonly gpus: number;
  /** Seconds that a pod may take to stop. */
  readonly gracePeriodSeconds: number;
  /** Seconds for which a higher load must last. @default - 0 */
  readonly upSeconds?: number;
  /** Seconds for which a lower load must last. */
  readonly downSeconds: number;
  /** The amounts a pod above which pods are added. */
  readonly metrics: readonly ScalingMetric[];
}

/** An amount a pod that decides on the number of pods. */
export interface ScalingMetric {
  /** Its name in the custom metrics API. */
  readonly name: string;
  /** The sum over the pods of a role, for Prometheus. */
  readonly query: string;
  /** The amount a pod, in thousandths. */
  readonly thousandths: number;
}

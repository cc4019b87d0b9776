import type { k8s } from 'cdk8s-plus-28';
import type { PodSecuritySpec } from './containers';
import type { DevicesSpec } from './devices';
import type { ParallelismSpec, RoleEngineSpec } from './engine';
import type { OffloadingSpec } from './offloading';
import type { AutoscalingSpec } from './operations';
import type { Quantity } from './quantity';
import type { EnvSource } from './references';
import type { RolloutSpec } from './rollout';

/** One role: how many pods and what each has. */
export interface PoolSpec extends DevicesSpec {
  /**
   * Pods of this role: groups of pods where an engine has several `nodes`, in each slice of a `disaggregatedSet`. This
   * is the way to data parallelism for a dense model: one engine a pod, no data-parallel flag.
   */
  readonly replicas: number;
  /** More pods while there is more to do; `replicas` is then the least. @default - always `replicas` */
  readonly autoscaling?: AutoscalingSpec;
  /** GPUs one engine is split over. GPUs of the pod are derived: tensor × pipeline. @default - one GPU */
  readonly parallelism?: ParallelismSpec;
  /**
   * The image of this role's engine, where it is not the one that follows from the release and the device. It has the
   * same version of vLLM; mirrors and digests of `images` hold for it.
   * @default - by release and device
   */
  readonly image?: string;
  /** CPU of the engine container, requested and limited. */
  readonly cpu: Quantity;
  /** Memory of the engine container, requested and limited. Shared memory counts against it. */
  readonly memory: Quantity;
  /** Size of `/dev/shm`. @default - 16Gi, and the memory of `offloading` where that is in it */
  readonly sharedMemory?: Quantity;
  /**
   * Space on the node's disk for caches, logs and an `emptyDir` of the weights, requested and limited: above it the pod
   * is evicted. @default - unlimited
   */
  readonly ephemeralStorage?: Quantity;
  /** Engine settings in which the roles may differ. @default - vLLM's own defaults */
  readonly engine?: RoleEngineSpec;
  /** Where KV cache is kept that the GPUs have no room for. @default - nowhere: it is computed again */
  readonly offloading?: OffloadingSpec;
  /**
   * More arguments for `vllm serve`, after the derived ones. A flag that is derived from another field is refused.
   * @default - none
   */
  readonly extraArgs?: readonly string[];
  /**
   * More environment of the engine container. A name that is derived is refused, and so is a secret's value. @default -
   * none
   */
  readonly extraEnv?: Readonly<Record<string, EnvSource>>;
  /** How its pods are replaced when it changes. @default - one replica at a time, without a spare one */
  readonly rollout?: RolloutSpec;
  /** When an engine counts as ready and as alive. @default - a saturated engine stays in the pool */
  readonly probes?: ProbesSpec;
  /** More fields of the pod. @default - none */
  readonly pod?: PodSpec;
}

/** The probes of an engine that runs; that of its start follows from `startupSeconds`. */
export interface ProbesSpec {
  /** `GET /v1/models`: the pool sends requests to the pod while it is answered. @default - that of ProbeTiming */
  readonly readiness?: ProbeTiming;
  /** `GET /health`: the container is started again when it is not answered. @default - that of ProbeTiming */
  readonly liveness?: ProbeTiming;
}

/**
 * How long an engine may be silent. A saturated vLLM answers its probes late: with 1 s and 3 failures all pods of a
 * pool left it at once, and the picker had no candidate (llm-d/llm-d-benchmark PR 1734, whose values are the defaults).
 */
export interface ProbeTiming {
  /** Seconds between two probes. @default - 5 of readiness, 10 of liveness */
  readonly periodSeconds?: number;
  /** Seconds to wait for an answer. @default 15 */
  readonly timeoutSeconds?: number;
  /** Probes that fail one after the other until it counts. @default 10 */
  readonly failureThreshold?: number;
}

/** Pod fields that the library does not derive. Labels and annotations that it does derive are refused here. */
export interface PodSpec
  extends Pick<
    k8s.PodSpec,
    | 'affinity'
    | 'imagePullSecrets'
    | 'nodeSelector'
    | 'priorityClassName'
    | 'runtimeClassName'
    | 'schedulerName'
    | 'tolerations'
    | 'topologySpreadConstraints'
  > {
  /** More labels of the pods. */
  readonly labels?: Readonly<Record<string, string>>;
  /** More annotations of the pods. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Fields of the pod's security context, which replace those that follow from `security`. @default - none */
  readonly securityContext?: PodSecuritySpec;
}

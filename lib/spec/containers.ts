import type { k8s } from 'cdk8s-plus-28';
import type { Quantity } from './quantity';

/**
 * What the containers that the library adds get, where a namespace asks for more than the defaults: a ResourceQuota on
 * `limits.cpu` refuses a pod with a container that has no limit. The engine's own are `cpu` and `memory` of a role.
 */
export interface ContainersSpec {
  /** The endpoint picker. @default - 1 CPU and 1Gi requested, 8Gi limited */
  readonly endpointPicker?: ContainerSpec;
  /** The routing proxy of decode pods, a native sidecar. @default - 100m CPU and 256Mi requested, 1Gi limited */
  readonly routingProxy?: ContainerSpec;
  /** The tokenizer of `endpointPicker.precisePrefix`. @default - 1 CPU and 4Gi requested, 12Gi limited */
  readonly tokenizer?: Pick<ContainerSpec, 'resources'>;
  /** The gateway's data plane. @default - 100m CPU and 128Mi requested, 2 CPU and 1Gi limited */
  readonly gateway?: Pick<ContainerSpec, 'resources'>;
  /**
   * The Jobs of `operations.verification`, `llmd verify` and `llmd bench`.
   * @default - 500m CPU and 512Mi requested, 2 CPU and 1Gi limited; of a benchmark 4 CPU and 4Gi, 8 CPU and 8Gi
   */
  readonly verification?: Pick<ContainerSpec, 'resources'>;
  /** The Job of `modelCache.filledBy`. @default - 1 CPU and 2Gi requested, 8Gi limited */
  readonly modelDownload?: Pick<ContainerSpec, 'resources'>;
}

/** One container. */
export interface ContainerSpec {
  /** Amounts that replace or add to the defaults, each for itself. @default - the defaults */
  readonly resources?: ResourcesSpec;
  /** Fields of its security context beside those that are derived. @default - none */
  readonly securityContext?: ContainerSecuritySpec;
}

/** Requests and limits, as in a container. */
export interface ResourcesSpec {
  /** What the scheduler reserves. */
  readonly requests?: AmountsSpec;
  /** What the container may use at most. */
  readonly limits?: AmountsSpec;
}

/** Amounts by resource. */
export interface AmountsSpec {
  /** Cores. */
  readonly 'cpu'?: Quantity;
  /** Bytes. */
  readonly 'memory'?: Quantity;
  /** Bytes on the node's disk. */
  readonly 'ephemeral-storage'?: Quantity;
}

/** Fields that no Pod Security level refuses. What makes a container privileged is not among them. */
export type ContainerSecuritySpec = Pick<k8s.SecurityContext, 'runAsGroup' | 'runAsUser' | 'seLinuxOptions'>;

/** Fields of a pod's security context that no Pod Security level refuses; they replace what is derived. */
export type PodSecuritySpec = Pick<
  k8s.PodSecurityContext, 'fsGroup' | 'fsGroupChangePolicy' | 'seLinuxOptions' | 'supplementalGroups'
>;

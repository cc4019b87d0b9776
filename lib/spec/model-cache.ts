import type { Quantity } from './quantity';

/** Where weights are kept. */
export type ModelCacheSpec = SharedModelCacheSpec | PodModelCacheSpec | NodeModelCacheSpec;

/** A claim that all pods of both roles mount: the weights are downloaded once. */
export interface SharedModelCacheSpec {
  readonly type: 'persistentVolumeClaim';
  /** Size of the claim, for example `200Gi`. */
  readonly size: Quantity;
  /** A StorageClass whose volumes can be mounted read-write by many nodes. @default - the cluster's default class */
  readonly storageClassName?: string;
  /**
   * The weights are there: engines ask the Hub for nothing, and NetworkPolicies let them reach nothing outside.
   * @default false
   */
  readonly filled?: boolean;
}

/** A directory that lives as long as the pod: every pod downloads the weights at every start. */
export interface PodModelCacheSpec {
  readonly type: 'emptyDir';
  /** Largest size; the pod is evicted above it. */
  readonly size: Quantity;
}

/**
 * A directory of the node, shared by the pods on it. The pods' user (2000, group 0) must be able to write to it; it is
 * not created.
 */
export interface NodeModelCacheSpec {
  readonly type: 'hostPath';
  /** Absolute path on the node. Pod Security levels other than `privileged` refuse it. */
  readonly path: `/${string}`;
  /**
   * The weights are there: engines ask the Hub for nothing, and NetworkPolicies let them reach nothing outside.
   * @default false
   */
  readonly filled?: boolean;
}

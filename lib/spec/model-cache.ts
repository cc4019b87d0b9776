import type { Quantity } from './quantity';

/** Where weights are kept. */
export type ModelCacheSpec
  = SharedModelCacheSpec | ExistingClaimModelCacheSpec | PodModelCacheSpec | NodeModelCacheSpec;

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
  /**
   * A Job downloads the weights once, with the image of the engines: they wait for it in an init container, and have
   * neither token nor way out of the cluster. Deployments that share a claim may all have the Job: the second one finds
   * the weights. @default - every engine downloads what is not there yet
   */
  readonly filledBy?: 'Job';
  /**
   * Seconds that the Job has. Rollouts wait as much longer. @default 7200 - 700 GB at 100 MB/s
   */
  readonly downloadSeconds?: number;
}

/**
 * A claim that exists already, for example that of another deployment: nothing is made, and nothing is deleted with the
 * deployment. Several deployments share what one of them has downloaded.
 */
export interface ExistingClaimModelCacheSpec {
  readonly type: 'existingClaim';
  /** Its name, in the deployment's namespace. `llmd doctor` asks whether it is there and bound. */
  readonly claimName: string;
  /**
   * The folder in it that is the cache of the Hub: `hub` where its root was the home of the Hub's client, as in llm-d's
   * guides.
   * @default - its root
   */
  readonly path?: string;
  /** Its size, for the rules alone. @default - whether the weights fit is not judged */
  readonly size?: Quantity;
  /**
   * The weights are there: engines ask the Hub for nothing, and NetworkPolicies let them reach nothing outside.
   * @default false
   */
  readonly filled?: boolean;
  /**
   * A Job downloads the weights once, with the image of the engines: they wait for it in an init container, and have
   * neither token nor way out of the cluster. Deployments that share a claim may all have the Job: the second one finds
   * the weights. @default - every engine downloads what is not there yet
   */
  readonly filledBy?: 'Job';
  /**
   * Seconds that the Job has. Rollouts wait as much longer. @default 7200 - 700 GB at 100 MB/s
   */
  readonly downloadSeconds?: number;
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

import { AccessQuestion } from '../../kube/cluster-reader';
import type { IpFamily } from '../../spec/network';
import { Labels, NamespaceSelector } from '../../kube/kubernetes-objects';

/**
 * The state of a cluster that matters before a deployment is applied. Plain JSON; of Secrets it contains the names of
 * keys and never a value.
 */
export interface ClusterSnapshot {
  readonly kind: 'ClusterSnapshot';
  /** ISO 8601. */
  readonly takenAt: string;
  /** The namespace that was looked into. */
  readonly of: string;
  /** Version of the API server, as `v1.34.4`. */
  readonly kubernetes: string;
  /** Resources by kind, by `group/version`, of all that the library may write; one that is not served is absent. */
  readonly apis: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Versions of CRD bundles by the name of a CRD that says it. */
  readonly bundles: Readonly<Record<string, string>>;
  /** The Gateway of others that the route is attached to; absent where there is none, or it is `unreadable`. */
  readonly gateway?: {
    readonly gatewayClassName: string;
    readonly listeners: readonly {
      readonly name: string;
      /** `allowedRoutes.namespaces.from`: `Same`, `All`, `Selector` or `None`. */
      readonly routesFrom: string;
      /** Which namespaces, of `Selector`. */
      readonly selector?: NamespaceSelector;
    }[];
  };
  readonly gatewayClasses: readonly {
    readonly name: string;
    readonly controller: string;
    readonly accepted: boolean;
  }[];
  /**
   * Deployments of gateway controllers: whose, image, whether InferencePools are switched on, as far as a Deployment
   * shows it, and the revision where there are several of them.
   */
  readonly gatewayControllers: readonly {
    readonly gateway: string;
    readonly namespace: string;
    readonly image: string;
    readonly readsInferencePools?: boolean;
    readonly revision?: string;
  }[];
  /**
   * Deployments of controllers that make pods of groups, where the file has such an object: the kind, and the image.
   * Absent in snapshots that were taken before there were any.
   */
  readonly workloadControllers?: readonly {
    readonly workload: string;
    readonly namespace: string;
    readonly image: string;
  }[];
  readonly nodes: readonly SnapshotNode[];
  /** Names of DeviceClasses; absent where pods claim no devices. */
  readonly deviceClasses?: readonly string[];
  /** Devices of ResourceSlices by the name of their driver; absent where pods claim none. */
  readonly publishedDevices?: Readonly<Record<string, number>>;
  /** Absent where there is no such namespace yet, or it is `unreadable`. */
  readonly namespace?: { readonly labels: Labels };
  /** Keys by the name of a Secret; one that does not exist, or is `unreadable`, is absent. */
  readonly secrets: Readonly<Record<string, readonly string[]>>;
  /** Names of those of the ConfigMaps that pods mount which exist; one that is `unreadable` is absent. */
  readonly configMaps: readonly string[];
  readonly storageClasses: readonly {
    readonly name: string;
    readonly provisioner: string;
    readonly isDefault: boolean;
  }[];
  readonly claims: readonly {
    readonly name: string;
    readonly storageClass?: string;
    readonly accessModes: readonly string[];
    readonly phase: string;
  }[];
  /** ResourceQuotas of the namespace: what they allow and what is used of it. */
  readonly quotas: readonly SnapshotQuota[];
  /** What LimitRanges of the namespace say of a container. */
  readonly limitRanges: readonly SnapshotLimitRange[];
  /** Families of the addresses that running pods of the cluster have, by `status.podIP`. */
  readonly podIpFamilies: readonly IpFamily[];
  readonly permissions: readonly (AccessQuestion & { readonly allowed: boolean })[];
  /** What the caller may not look at, as `Node of the cluster` or `Secret llm-d-hf-token`, and why. */
  readonly unreadable: readonly { readonly what: string; readonly why: string }[];
}

/** A ResourceQuota. Amounts as the API has them, by names such as `limits.cpu`. */
export interface SnapshotQuota {
  readonly name: string;
  readonly hard: Labels;
  readonly used: Labels;
}

/** A limit of type `Container` in a LimitRange. */
export interface SnapshotLimitRange {
  readonly name: string;
  /** The least amount, by resource. */
  readonly min: Labels;
  /** The most. */
  readonly max: Labels;
  /** The limit of a container that has none. */
  readonly default: Labels;
  /** The request of a container that has none. */
  readonly defaultRequest: Labels;
}

/** A node and what it has left. */
export interface SnapshotNode {
  readonly name: string;
  readonly ready: boolean;
  readonly unschedulable: boolean;
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** All labels: pods may select by any. */
  readonly labels: Labels;
  /** Amounts by resource: cores, bytes, devices. */
  readonly allocatable: Readonly<Record<string, number>>;
  /** What pods of others ask for there. */
  readonly requested: Readonly<Record<string, number>>;
}

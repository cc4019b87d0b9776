/**
 * Devices that pods get by dynamic resource allocation (`resource.k8s.io/v1`, on from Kubernetes 1.34) in place of the
 * resource of a device plugin: each pod has claims of its own, made from a ResourceClaimTemplate.
 */
export interface DeviceClaimSpec {
  /**
   * The accelerators: as many as the pod has GPUs. `{}` is every one of the class.
   * @default - they are asked for by the resource of the device plugin
   */
  readonly accelerators?: ClaimedAcceleratorsSpec;
  /**
   * Network cards with RDMA, in place of the resource of `fabric`, which says the kind of network.
   * @default - they are asked for by the resource of the device plugin, where there is a `fabric`
   */
  readonly nics?: ClaimedNicsSpec;
  /**
   * `pod`: one claim with all devices. `accelerator`: a claim for each accelerator, with the network cards that go with
   * it; so `sameAttribute` holds between these and not among all.
   * @default 'pod'
   */
  readonly per?: 'pod' | 'accelerator';
  /**
   * An attribute that all devices of a claim have the same value of: with `resource.kubernetes.io/pcieRoot` card and
   * accelerator are on one PCIe root. The drivers of both must publish it.
   * @default - any devices of a node
   */
  readonly sameAttribute?: `${string}/${string}`;
  /**
   * NVLink between nodes of a rack (GB200 and GB300 NVL72): all pods that say so are in one ComputeDomain of NVIDIA's
   * DRA driver. It gives one pod of each node a channel, so a pod has all GPUs of its node.
   * @default false
   */
  readonly computeDomain?: boolean;
}

/** Which accelerators a claim takes. */
export interface ClaimedAcceleratorsSpec {
  /** The DeviceClass. @default - that of the device's driver, `gpu.nvidia.com` for NVIDIA (docs/devices.md) */
  readonly deviceClass?: string;
  /**
   * Expressions of CEL about `device`, all of which must be true:
   * `device.capacity['gpu.nvidia.com'].memory.compareTo(quantity('80Gi')) >= 0`.
   * @default - every device of the class
   */
  readonly selectors?: readonly string[];
}

/** Which network cards a claim takes. */
export interface ClaimedNicsSpec {
  /** The DeviceClass: `mrdma.google.com` on GKE, or the one that a cluster's owner made for DRANET. */
  readonly deviceClass: string;
  /** Cards of a claim. @default 1 */
  readonly count?: number;
  /** Expressions of CEL about `device`, all of which must be true. @default - every device of the class */
  readonly selectors?: readonly string[];
  /**
   * Groups of cards, of which the claim gets the first that is free; each adds its selectors to those above. At most 8.
   * @default - no groups
   */
  readonly firstAvailable?: readonly NicGroupSpec[];
}

/** Cards of one node that go together. */
export interface NicGroupSpec {
  /** Expressions of CEL about `device`, all of which must be true: `device.attributes['dra.net'].ifName == 'gpu0'`. */
  readonly selectors: readonly string[];
}

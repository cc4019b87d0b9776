/** Both roles as one DisaggregatedSet: their numbers, rollouts and places belong together. */
export interface DisaggregatedSetSpec {
  /**
   * Complete sets of both roles, 1 to 100. `replicas` of a role are then those of each slice. Each slice rolls out by
   * itself. Above 1 no role can have `autoscaling` (PD137). @default 1
   */
  readonly slices?: number;
  /** Where the pods of a slice run. @default - anywhere */
  readonly placement?: SetPlacement;
}

/** Where the pods of a slice run. Its affinity is demanded: nodes without the label get no pod. */
export interface SetPlacement {
  /**
   * `ExclusiveSlice`: all pods of a slice within one value of the label, and no other slice of this set;
   * `ExclusiveTopology`: nor one of another set.
   */
  readonly type: 'ExclusiveSlice' | 'ExclusiveTopology';
  /** The label of nodes: an NVLink domain, a rack, a block of a network. */
  readonly topology: string;
}

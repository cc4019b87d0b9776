/**
 * How the pods of a role are replaced when it changes. Both numbers count replicas: pods, or groups of pods; as a text
 * with a percent sign they are a part of `replicas`. They cannot both be 0 (PD358).
 */
export interface RolloutSpec {
  /** Replicas that may be missing while it rolls. @default 1 */
  readonly maxUnavailable?: number | `${number}%`;
  /** Replicas that are started beside those that are wanted: each needs free GPUs. @default 0 */
  readonly maxSurge?: number | `${number}%`;
  /**
   * Groups with a lower number keep their old revision, so that a change is tried on the last ones first. Of groups
   * alone, outside of a set (PD359). @default 0 - all are replaced
   */
  readonly partition?: number;
}

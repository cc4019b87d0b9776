import type { PluginSpec, PluginType } from './picker-plugin';

/**
 * Queues in the picker. A request waits in that of its priority until a pod has room for it, and at most for a time.
 */
export interface FlowControlSpec {
  /**
   * The queues, one a priority. A request has that of the `InferenceObjective` which it names in the header
   * `x-llm-d-inference-objective`; without one it has priority 0.
   * @default - one is made for each priority that a request has
   */
  readonly bands?: readonly PriorityBandSpec[];
  /**
   * Seconds that a request waits at most; then it is refused with 503.
   * @default 60
   */
  readonly requestTtlSeconds?: number;
  /** Bytes of prompts in all queues. They are in the picker's memory (PD793). @default - no limit */
  readonly maxBytes?: string;
  /** Requests in all queues. @default - no limit */
  readonly maxRequests?: number;
  /**
   * What says that the pods are saturated, with its bounds.
   * @default - utilization-detector: a queue of 5, or a KV cache of 80 %
   */
  readonly detector?: PluginSpec<PluginType<'detector'>>;
  /**
   * Whether running requests of a negative priority are ended for waiting ones of a higher priority.
   * @default false
   */
  readonly eviction?: boolean;
}

/** One queue. */
export interface PriorityBandSpec {
  /** A whole number; higher goes first, and below 0 a request may be dropped while the pods are saturated. */
  readonly priority: number;
  /** Bytes of it. @default - 1 GB */
  readonly maxBytes?: string;
  /** Requests of it. @default 5000 */
  readonly maxRequests?: number;
  /** Whose request is next. @default 'global-strict-fairness-policy' */
  readonly fairness?: PluginType<'fairness policy'>;
  /** Which request of a tenant is next. @default 'fcfs-ordering-policy' */
  readonly ordering?: PluginType<'ordering policy'>;
}

import type { FlowControlSpec } from './flow-control';
import type { PluginSpec, PluginType } from './picker-plugin';
import type { PrecisePrefixSpec } from './precise-prefix';
import type { PodSpec } from './pool';
import type { Role } from './role';

/** The endpoint picker: how many, where, and what it should know of the prefill pods. */
export interface EndpointPickerSpec {
  /**
   * Pickers that serve at the same time. One that counts what it sent itself must be alone (PD436): a lost node is then
   * an outage until another one has started. Of those with a plugin for the metrics of the pods alone, two are safe.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Seconds until the picker is started on another node, from the moment in which Kubernetes finds that its node does
   * not answer, which takes it 40 to 50 s itself. The gateway refuses every request meanwhile.
   * @default 10 - 300 is that of Kubernetes
   */
  readonly unreachableSeconds?: number;
  /**
   * Tokens of prompts that one prefill pod computes in a second at most, measured with this model on this GPU. With it
   * the picker estimates how long a prompt would wait for the pod that has its prefix in the cache.
   * @default - what the picker assumes: 15,928, of a 32B model on two H100
   */
  readonly prefillThroughput?: number;
  /**
   * Milliseconds by which the first token may come later than from another pod, for the sake of a cached prefix. Above
   * that the request goes to the other one.
   * @default - `firstTokenSeconds` of the objectives
   */
  readonly prefixWaitMilliseconds?: number;
  /**
   * How a pod of a role is chosen: what a profile leaves out is as the release has it. Plugins that the profile's own
   * need, and those that nothing needs any more, follow from it. Without `prefill` it is `decode` alone (PD795).
   * @default - the profiles of the release
   */
  readonly profiles?: Readonly<Partial<Record<Role, ProfileSpec>>>;
  /**
   * Which requests are sent to a prefill pod first: all of them, or those with enough tokens that are not in the cache
   * of the decode pod. A picker that does not count tokens is PD788.
   * @default 'always'
   */
  readonly decider?: 'always' | UncachedTokensDecider;
  /**
   * Plugins beside those of profiles, as producers, and parameters of those that the release has: they are joined to
   * what the library sets.
   * @default - those of the release
   */
  readonly plugins?: readonly PickerPluginSpec[];
  /**
   * Queues in the picker, by priority: requests wait there while the pods are saturated. @default - requests go to the
   * pods at once
   */
  readonly flowControl?: FlowControlSpec;
  /**
   * Prefixes by what the engines have in their caches, instead of by what was sent to them: flags and ports of the
   * engines, plugins of the picker and the tokenizer follow from it. A picker that reads no events is PD796.
   * @default - prefixes by what the picker has sent
   */
  readonly precisePrefix?: PrecisePrefixSpec;
  /**
   * What the gateway does with requests while no picker answers: `FailClose` refuses them, `FailOpen` spreads them over
   * the pods without regard to load or prefix. With prefill pods it must be `FailClose` (PD333).
   * @default - 'FailOpen' without `prefill`, else 'FailClose'
   */
  readonly failureMode?: FailureMode;
  /** More fields of the pod. Its requests and limits are in `containers.endpointPicker`. @default - none */
  readonly pod?: PickerPodSpec;
}

/** What a gateway does with requests while no picker answers; values of `failureMode` in an InferencePool. */
export type FailureMode = 'FailClose' | 'FailOpen';

/** Pod fields of the picker that the library does not derive. */
export type PickerPodSpec = Pick<
  PodSpec, 'affinity' | 'nodeSelector' | 'priorityClassName' | 'tolerations' | 'topologySpreadConstraints'
>;

/** What chooses the pod of a role, after the filter of the role. */
export interface ProfileSpec {
  /** Which pods come into question, in this order. @default - those of the release */
  readonly filters?: readonly FilterSpec[];
  /** What pods are compared by. @default - those of the release */
  readonly scorers?: readonly ScorerSpec[];
  /** How one is taken by its score. @default - that of the release */
  readonly picker?: PluginSpec<PluginType<'picker'>>;
}

/** A filter with its parameters. */
export type FilterSpec = PluginSpec<PluginType<'filter'>>;

/** A scorer with its parameters and its weight. */
export type ScorerSpec = {
  readonly [Type in PluginType<'scorer'>]: PluginSpec<Type> & {
    /** By how much its score counts beside those of the others. At least 0. @default 1 */
    readonly weight?: number;
  };
}[PluginType<'scorer'>];

/** A plugin beside those of the profiles. */
export type PickerPluginSpec = PluginSpec<PluginType<PluginsKind>>;

type PluginsKind
  = | 'producer' | 'admitter' | 'screener' | 'filter' | 'scorer' | 'picker' | 'handler' | 'decider' | 'reporter';

/** Sends a request to a prefill pod if the decode pod has too little of its prompt in the cache. */
export interface UncachedTokensDecider {
  /** Tokens of a prompt that are not cached, from which on a prefill pod computes them. At least 1. */
  readonly nonCachedTokens: number;
  /** Tokens that a prompt must have at least. @default 0 - any prompt */
  readonly promptTokens?: number;
}

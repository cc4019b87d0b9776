import { InferencePoolGroup } from '../../gateways/inference-pool-api';
import { Role } from '../../spec/role';
import { ComponentVersion, PlayedBy, VersionKnowledge } from '../component-version';
import type { PluginFacts } from './plugins/plugin-facts';
import './plugins/plugins';
import type { PrecisePrefixSupport } from './precise-prefix';

/** The endpoint picker as a release ships it: its image, its flags and configuration, and what is known of it. */
export interface EndpointPickerRelease extends ComponentVersion<PickerKnowledge> {
  /** Flags besides pool, config file and ports, by name. */
  readonly flags: Readonly<Record<string, string>>;
  /** How it serves on until gateways have learned that it ends. */
  readonly drain: PickerDrain;
  /** The EndpointPickerConfig. Its decoder is strict: an unknown field or parameter ends the process. */
  readonly config: EndpointPickerConfig;
  /**
   * The EndpointPickerConfig for pods that all do the same: a spec without `prefill`.
   * @default - not known: such a spec is refused (PD330)
   */
  readonly aggregated?: EndpointPickerConfig;
  /** Parameters of plugins of `config` whose values follow from a deployment. @default - none */
  readonly derived?: DerivedParameters;
  /** How it counts tokens that are not cached. @default - it cannot: `decider` is `always` */
  readonly uncachedTokens?: UncachedTokens;
  /** What it has for an index of what its engines store. @default - nothing: `precisePrefix` is refused (PD796) */
  readonly precisePrefix?: PrecisePrefixSupport;
  /** How its queues are switched on. @default - it has none */
  readonly flowControl?: FlowControlSupport;
  /** The flag without which plugins that are not stable end it. @default - none */
  readonly experimentalFlag?: string;
  /**
   * What the picker reads from the API server in its namespace, by the group of its pool. A group that is absent is not
   * supported.
   */
  readonly permissions: Readonly<Partial<Record<InferencePoolGroup, readonly Permission[]>>>;
  /**
   * The key of the pod label whose value `true` marks a pod as a model server, as the charts and guides of this version
   * write it.
   */
  readonly inferenceServingLabel: string;
  /** Its metrics; absent where reading them takes permissions in the whole cluster. */
  readonly metrics?: EndpointPickerMetrics;
}

/**
 * What is known of a version of the endpoint picker. Every field is judged by a rule or read by a command; one that is
 * unknown is in PD705.
 */
export interface PickerKnowledge extends VersionKnowledge {
  /** Its flags. Any other ends the process. */
  readonly flags: readonly string[];
  /** `apiVersion` of the configuration file. */
  readonly apiVersions: readonly string[];
  /** Whether `plugins` has every type, so that another one is a mistake. */
  readonly allPluginsRead: boolean;
  /** Plugin types, and what is known of each. */
  readonly plugins: Readonly<Partial<Record<string, PluginFacts>>>;
  /**
   * Plugin types that count what their own process sent: two pickers do not see each other's load, or prefixes, and
   * send requests to pods that are busy (PD436).
   */
  readonly ofOneProcess: readonly string[];
  /** The metric that the picker reads for KV cache usage where no flag says otherwise. */
  readonly kvCacheMetric: string;
  /** Whether it reads metrics of pods whose address is one of IPv6. */
  readonly scrapesIpv6: boolean | 'unread';
  /**
   * What happens to requests while a role has no pods: the end of the sentence "with 0 pods …". {@link REFUSED}: it
   * refuses every request, so 0 replicas is an error (PD502); any other text is a warning (PD503).
   */
  readonly withoutReplicas: Readonly<Record<Role, string>>;
  /** What it says before it ends, where it does not take its configuration. */
  readonly refusals: ConfigurationRefusals;
  /** What plays it in a rehearsal. */
  readonly playedBy: PlayedBy;
}

/** Regular expressions that match what a picker says of its configuration, by what is wrong with it. */
export interface ConfigurationRefusals {
  /** A version of the file that it does not read (PD427). */
  readonly apiVersion: string;
  /** A type of plugin that it does not have (PD425). */
  readonly plugin: string;
  /** A parameter that the plugin does not have (PD426). @default - its plugins ignore such a parameter */
  readonly unknownParameter?: string;
  /** A parameter with a value that the plugin does not take (PD787). */
  readonly parameterValue: string;
  /** Anything else. */
  readonly other: string;
}

/** Where the configuration says what is only known of a deployment. What a picker does not read is absent. */
export interface DerivedParameters {
  /** Tokens in a block of the engines' KV cache. */
  readonly blockSize?: PluginParameter;
  /** Tokens of prompts that a prefill pod computes in a second at most. */
  readonly prefillThroughput?: PluginParameter;
  /** Milliseconds by which the first token may come later where a pod has the prefix of a prompt in its cache. */
  readonly prefixWait?: PluginParameter;
}

/** The decider that counts uncached tokens, and the one in whose place it stands. */
export interface UncachedTokens {
  /** Its type. */
  readonly decider: string;
  /** The type of the decider that it takes the place of. */
  readonly insteadOf: string;
}

/** What a picker has of flow control. */
export interface FlowControlSupport {
  /** The feature gate. */
  readonly featureGate: string;
}

/** A parameter of a plugin. */
export interface PluginParameter {
  /** Type of the plugin. */
  readonly plugin: string;
  /** Name of the parameter. */
  readonly parameter: string;
  /** The number that the plugin takes where it is not told one: that is not written. @default - none is known */
  readonly byDefault?: number;
}

/** The endpoint picker's. */
export interface EndpointPickerMetrics {
  /** Counter with the label `decision_type`, which is `decode-only` where nothing was disaggregated. */
  readonly decisions: string;
  /** Counter of requests that were sent to a pod; those that failed are not in it. */
  readonly requests: string;
  /** Counter of requests that the picker refused, by `error_code`. */
  readonly errors: string;
  /** Gauge: pods of the pool that take requests. */
  readonly readyEndpoints: string;
  /** Gauge: requests in its queues. @default - it has none: nothing is scaled by them (PD803) */
  readonly queued?: string;
  /** Gauge: requests that it has sent and that are not answered. @default - it has none */
  readonly running?: string;
  /** Gauge: how full the pods are, 1 being full. @default - it has none */
  readonly saturation?: string;
}

/** How a picker goes on serving from the moment in which its pod is deleted. Another one serves meanwhile. */
export interface PickerDrain {
  /** Seconds: at least as long as a gateway takes to follow an EndpointSlice. */
  readonly seconds: number;
  /**
   * The flag that takes them, as a duration of Go: the picker serves on after SIGTERM.
   * @default - a `preStop` hook holds SIGTERM back, by the command `sleep` of the image
   */
  readonly flag?: string;
}

/** Resources of one API group that the picker gets, lists and watches. */
export interface Permission {
  /** API group; empty for the core group. */
  readonly apiGroup: string;
  /** Plural resource names. */
  readonly resources: readonly string[];
}

/** The configuration file of the endpoint picker. Not a Kubernetes resource, in spite of its form. */
export interface EndpointPickerConfig {
  /** Version of the file format. */
  readonly apiVersion: string;
  /** Always `EndpointPickerConfig`. */
  readonly kind: 'EndpointPickerConfig';
  /** Names of features that are off by default. @default - none */
  readonly featureGates?: readonly string[];
  /** Plugin instances. */
  readonly plugins: readonly PluginInstance[];
  /** One profile a role, or one called `default`: which plugins choose its pod. */
  readonly schedulingProfiles: readonly SchedulingProfile[];
  /** The queues. @default - none */
  readonly flowControl?: FlowControlConfig;
  /** What the picker reads beside the metrics of the pods. @default - nothing */
  readonly dataLayer?: DataLayerConfig;
}

/** `dataLayer` of the configuration (llm-d-router v0.10.0 `apix/config/v1alpha1/endpointpickerconfig_types.go`). */
export interface DataLayerConfig {
  /** Sources, by the names of their plugins, each with what takes its data. */
  readonly sources: readonly {
    readonly pluginRef: string;
    readonly extractors: readonly { readonly pluginRef: string }[];
  }[];
}

/** A plugin with a name. */
export interface PluginInstance {
  /** @default - its type */
  readonly name?: string;
  /** What it is. */
  readonly type: string;
  /** @default - those of the plugin */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** The plugins that choose a pod of a role. */
export interface SchedulingProfile {
  /** The role; `default` where pods of one role do all. */
  readonly name: Role | 'default';
  /** Names of plugins, with the weight of a scorer. */
  readonly plugins: readonly { readonly pluginRef: string; readonly weight?: number }[];
}

/** `flowControl` of the configuration (llm-d-router v0.10.0 `apix/config/v1alpha1/endpointpickerconfig_types.go`). */
export interface FlowControlConfig {
  /** Bytes of all queues. @default - unlimited */
  readonly maxBytes?: string;
  /** Requests of all queues. @default - unlimited */
  readonly maxRequests?: string;
  /** How long a request waits at most, as a duration of Go. @default '60s' */
  readonly defaultRequestTTL?: string;
  /** What says that the pods are saturated. @default - utilization-detector */
  readonly saturationDetector?: { readonly pluginRef: string };
  /** A queue for each priority. @default - made as requests come */
  readonly priorityBands?: readonly PriorityBandConfig[];
  /** Whether running requests of a lower priority are ended for those of a higher one. @default false */
  readonly enableEviction?: boolean;
}

/** One queue. */
export interface PriorityBandConfig {
  /** Higher goes first. */
  readonly priority: number;
  /** Bytes of it. @default 1 GB */
  readonly maxBytes?: string;
  /** Requests of it. @default 5000 */
  readonly maxRequests?: string;
  /** Whose request is next. @default - global-strict-fairness-policy */
  readonly fairnessPolicyRef?: string;
  /** Which request of a flow is next. @default - fcfs-ordering-policy */
  readonly orderingPolicyRef?: string;
}

/** What happens to requests while a role has no pods: none is answered. */
export const REFUSED = 'refused';

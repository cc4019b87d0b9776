import { InferencePoolGroup } from '../../gateways/inference-pool-api';
import { Role } from '../../spec/role';
import { ComponentVersion, PlayedBy, VersionKnowledge } from '../component-version';

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
  /** Plugin types and the parameters of each; `unread` where the parameters were not read. */
  readonly plugins: Readonly<Partial<Record<string, readonly string[] | 'unread'>>>;
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
  /** What plays it in a rehearsal. */
  readonly playedBy: PlayedBy;
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

/** A parameter of a plugin. */
export interface PluginParameter {
  /** Type of the plugin. */
  readonly plugin: string;
  /** Name of the parameter. */
  readonly parameter: string;
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
  /** Plugin instances, by type. */
  readonly plugins: readonly { readonly type: string; readonly parameters?: Readonly<Record<string, unknown>> }[];
  /** One profile a role, or one called `default`: which plugins choose its pod. */
  readonly schedulingProfiles: readonly {
    readonly name: Role | 'default';
    readonly plugins: readonly { readonly pluginRef: string; readonly weight?: number }[];
  }[];
}

/** What happens to requests while a role has no pods: none is answered. */
export const REFUSED = 'refused';

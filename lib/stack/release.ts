import type { Role } from '../spec/role';
import { InferencePoolGroup } from '../gateways/inference-pool-api';
import { EndpointPickerMetrics } from './metrics';
import { llmD03 } from './llm-d-0-3';
import { llmD010 } from './llm-d-0-10';

/** The llm-d releases this library knows, each as data. A deployment names one; images, flags, plugins, labels and permissions follow. */
export const Release = {
  /** llm-d 0.3 (October 2025): picker `llm-d-inference-scheduler` v0.3.2, sidecar `llm-d-routing-sidecar` v0.3.0, vLLM 0.11. */
  LLM_D_0_3: llmD03,
  /** llm-d router 0.10 (August 2026): picker and `disagg-sidecar` of `llm-d-router` v0.10.0, vLLM 0.27. */
  LLM_D_0_10: llmD010,
} as const;

/** An llm-d release: which components run together and how each is spoken to. */
export interface Release {
  /** The name in {@link Release}. */
  readonly name: string;
  /** The model server of both roles. */
  readonly modelServer: ModelServerRelease;
  /** The sidecar of decode pods that fetches the KV cache of a prompt from a prefill pod. */
  readonly routingProxy: RoutingProxyRelease;
  /** The component that picks a prefill and a decode pod for each request. */
  readonly endpointPicker: EndpointPickerRelease;
  /** Keys of the pod labels that this release's charts and guides write. */
  readonly labels: {
    /** The label whose value `true` marks a pod as a model server. */
    readonly inferenceServing: string;
  };
  /**
   * What happens to requests while a role has no pods, as the picker of the release does it: the end of the sentence "with 0 pods …".
   * `undefined`: it refuses every request, so 0 replicas is an error (PD502); a text is a warning (PD503).
   */
  readonly withoutReplicas: Readonly<Record<Role, string | undefined>>;
}

/** vLLM as a release ships it. */
export interface ModelServerRelease {
  /** Container image of both roles. */
  readonly image: string;
  /** vLLM's minor version. */
  readonly vllm: string;
  /** The user that the image is made for; its group is the root group, which owns the image's writable files. */
  readonly user: number;
  /** `kv_role` in `--kv-transfer-config`. */
  readonly kvRole: Readonly<Record<Role, 'kv_both' | 'kv_producer' | 'kv_consumer'>>;
  /** `kv_load_failure_policy` in `--kv-transfer-config`; absent where vLLM does not know the key (before 0.15). */
  readonly kvLoadFailurePolicy?: 'fail' | 'recompute';
  /** Whether each tensor-parallel rank listens on a side-channel port of its own (vLLM 0.11), or one port serves the pod. */
  readonly sideChannelPerTensorRank: boolean;
  /** The flag that makes vLLM finish running requests after SIGTERM, in seconds; absent where it aborts them (before 0.18). */
  readonly shutdownTimeoutFlag?: string;
}

/** The routing proxy as a release ships it. */
export interface RoutingProxyRelease {
  /** Container image. */
  readonly image: string;
  /** The flag for the port that clients and the gateway connect to. */
  readonly portFlag: string;
  /** The flag for the port of the model server in the same pod. */
  readonly modelServerPortFlag: string;
  /** The flag for the KV connector protocol. */
  readonly connectorFlag: string;
  /** The flag that turns TLS on the proxy's port on or off. */
  readonly secureFlag: string;
  /** The request headers in which it reads addresses of other servers, in lower case: the picker sets them, and the gateway refuses a caller's. */
  readonly targetHeaders: readonly string[];
}

/** The endpoint picker as a release ships it. */
export interface EndpointPickerRelease {
  /** Container image. */
  readonly image: string;
  /** Flags besides pool, config file and ports, by name. */
  readonly flags: Readonly<Record<string, string>>;
  /** How it serves on until gateways have learned that it ends. */
  readonly drain: PickerDrain;
  /** The EndpointPickerConfig. Its decoder is strict: an unknown field or parameter ends the process. */
  readonly config: EndpointPickerConfig;
  /** What the picker reads from the API server in its namespace, by the group of its pool. A group that is absent is not supported. */
  readonly permissions: Readonly<Partial<Record<InferencePoolGroup, readonly Permission[]>>>;
  /** Its metrics; absent where reading them takes permissions in the whole cluster. */
  readonly metrics?: EndpointPickerMetrics;
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
  /** One profile a role: which plugins choose its pod. */
  readonly schedulingProfiles: readonly {
    readonly name: Role;
    readonly plugins: readonly { readonly pluginRef: string; readonly weight?: number }[];
  }[];
}

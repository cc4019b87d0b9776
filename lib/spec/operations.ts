import type { Role } from './role';

/**
 * What keeps a deployment running, seen and separate. Each part is off or on by one field; turning one off removes its
 * objects and nothing else. The field of a part is declared by its module in `lib/plan/operations/`.
 */
export interface OperationsSpec {
  /**
   * Pods of a role go to different nodes while there are any, and to the same ones otherwise, so eight pods on two
   * nodes all start. Nothing is added where `pod.topologySpreadConstraints` says it otherwise.
   * @default true
   */
  readonly topologySpread?: boolean;
}

/** What the Jobs after a sync ask for. */
export interface VerificationSpec {
  /**
   * Completions to ask for. @default - 16 for each pod of the larger role, at least 128: then no pod is left out by
   * chance
   */
  readonly requests?: number;
  /** A measurement after the verification. @default - none */
  readonly benchmark?: BenchmarkSpec;
}

/** A load of random prompts, as `vllm bench serve` sends it. */
export interface BenchmarkSpec {
  /** @default 200 */
  readonly prompts?: number;
  /** Requests at a time. @default 32 */
  readonly concurrency?: number;
  /** Tokens of each prompt. @default 1000 */
  readonly inputTokens?: number;
  /** Tokens of each answer. @default 1000 */
  readonly outputTokens?: number;
}

/** What the NetworkPolicies cannot know. */
export interface NetworkPoliciesSpec {
  /**
   * The IP blocks of the API server, which the picker watches. Network plugins see its address after translation, so it
   * is that of a control-plane node, not the cluster IP of the `kubernetes` Service.
   * @default - any address
   */
  readonly apiServer?: readonly `${string}/${number}`[];
  /**
   * The ports of the API server, after translation as well: 8443 on minikube, 16443 on MicroK8s. With another one the
   * picker never sees its pool.
   * @default [443, 6443]
   */
  readonly apiServerPorts?: readonly number[];
  /**
   * The IP blocks from which engines download weights. An empty list closes that way: for weights that come through a
   * proxy of `egress`.
   * @default - any address
   */
  readonly weights?: readonly `${string}/${number}`[];
  /**
   * Where engines may connect to beside their peers and the source of the weights: a proxy, for example.
   * @default - nowhere
   */
  readonly egress?: readonly EgressSpec[];
  /** Namespaces whose pods read metrics, beside that of `monitoring`. @default - none */
  readonly metricsTo?: readonly string[];
}

/** A place outside the deployment. A NetworkPolicy knows no host names. */
export interface EgressSpec {
  /** Its IP block, `10.1.2.3/32` for one address. */
  readonly cidr: `${string}/${number}`;
  /** Its TCP ports. */
  readonly ports: readonly number[];
}

/** Where Prometheus runs and what it selects. */
export interface MonitoringSpec {
  /** The namespace of Prometheus; NetworkPolicies let its pods in. */
  readonly namespace: string;
  /**
   * Labels by which that Prometheus selects monitors and rules, for example `release: kube-prometheus-stack`. @default
   * - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /** Alerts, each with what to do. @default true */
  readonly alerts?: boolean;
  /**
   * Where pages about the alerts are, `https://wiki.example/runbooks`. Each alert then has the annotation `runbook_url`
   * that Alertmanager, Grafana and pagers link to: this address, a slash and the alert's name in small letters, as in
   * kube-prometheus. What to do first is in its annotation `runbook` either way. @default - no `runbook_url`
   */
  readonly runbookUrl?: `http${'' | 's'}://${string}`;
  /**
   * A dashboard as a ConfigMap with the label `grafana_dashboard: "1"`, which Grafana's sidecar looks for. @default
   * true
   */
  readonly dashboard?: boolean;
  /**
   * What the alerts on latency hold the deployment to. @default - 2.5 s to the first token and 50 ms a token, for 99 %
   * of requests
   */
  readonly objectives?: ObjectivesSpec;
}

/** Latency that callers may rely on. */
export interface ObjectivesSpec {
  /**
   * Seconds to the first token. One of the bounds of vLLM's histogram, since between two of them nothing is known.
   * @default 2.5
   */
  readonly firstTokenSeconds?: 0.25 | 0.5 | 0.75 | 1 | 2.5 | 5 | 7.5 | 10 | 20;
  /**
   * Seconds a token after the first. One of the bounds of vLLM's histogram.
   * @default 0.05
   */
  readonly tokenSeconds?: 0.01 | 0.025 | 0.05 | 0.075 | 0.1 | 0.15 | 0.2;
  /** The part of requests that must be that fast, above 0 and below 1. @default 0.99 */
  readonly ratio?: number;
}

/** Who changes the number of pods. */
export type AutoscalerSpec = HorizontalPodAutoscalerSpec | KedaSpec;

/**
 * Kubernetes' own, on metrics of pods from the custom metrics API under the names that prometheus-adapter gives them by
 * default: `vllm:num_requests_waiting`, `vllm:kv_cache_usage_perc` and `vllm:prompt_tokens`, the last as a rate.
 */
export interface HorizontalPodAutoscalerSpec {
  readonly type: 'HorizontalPodAutoscaler';
}

/** KEDA, which asks Prometheus itself. Needs KEDA in the cluster, and no adapter. */
export interface KedaSpec {
  readonly type: 'ScaledObject';
  /** Where Prometheus answers, for example `http://prometheus-operated.monitoring.svc:9090`. */
  readonly prometheus: `http${'' | 's'}://${string}`;
  /**
   * How KEDA shows Prometheus who it is, for one that asks, such as OpenShift's. Without, KEDA gets 401, and the number
   * of pods stays where it is (PD531).
   * @default - anonymous
   */
  readonly authentication?: KedaAuthenticationSpec | KedaSecretSpec;
}

/**
 * A Secret with the token of an account that may read the metrics, made by the user; the TriggerAuthentication that
 * refers to it follows. On OpenShift that is a Secret of the type `kubernetes.io/service-account-token` of an account
 * with the ClusterRole `cluster-monitoring-view`.
 */
export interface KedaSecretSpec {
  /** Name of the Secret in the deployment's namespace. */
  readonly secretName: string;
  /** Its key with the token. @default 'token' */
  readonly bearerToken?: string;
  /** Its key with the certificate of Prometheus' authority. @default - that of the system; OpenShift: 'service-ca.crt' */
  readonly ca?: string;
}

/** An object with the credentials, made by the user, and how they are sent (KEDA 2.20 Prometheus scaler). */
export interface KedaAuthenticationSpec {
  /** Name of the TriggerAuthentication, in the deployment's namespace, or of the ClusterTriggerAuthentication. */
  readonly name: string;
  /** Which of the two it is. @default 'TriggerAuthentication' */
  readonly kind?: 'TriggerAuthentication' | 'ClusterTriggerAuthentication';
  /** How the credentials are sent, `authModes` of the trigger. @default ['bearer'] */
  readonly authModes?: readonly ('bearer' | 'basic' | 'tls' | 'custom')[];
}

/** When a role gets more pods than its `replicas`, and fewer again. */
export interface AutoscalingSpec {
  /**
   * The most pods. The least is `replicas`, which is then left out of the Deployment: the autoscaler owns the number.
   */
  readonly maxReplicas: number;
  /**
   * The least pods, where that is not `replicas`; pods that are more than the load needs are then removed down to it.
   * 0 with KEDA on `waiting`, which wakes the role: PD804 says what that needs. @default - `replicas`
   */
  readonly minReplicas?: number;
  /** Waiting requests a pod above which pods are added. @default 4 - with a figure of the picker: not looked at */
  readonly queue?: number;
  /**
   * Requests that wait in the queues of the picker, for each pod, above which pods are added. Needs
   * `endpointPicker.flowControl`, KEDA and `monitoring` (PD803), as the two figures below do KEDA and `monitoring`.
   * llm-d's guide has 1. @default - not looked at
   */
  readonly waiting?: number;
  /**
   * Requests that the picker has sent and that are not answered, for each pod. llm-d's guide has 16, for Qwen3-32B on
   * two H100. @default - not looked at
   */
  readonly running?: number;
  /** How full the pods are by the picker's detector, 1 being full, for each pod; needs flow control. @default - not looked at */
  readonly saturation?: number;
  /** Seconds for which a higher load must last until pods are added. @default - 0, as Kubernetes has it */
  readonly upSeconds?: number;
  /** Seconds for which a lower load must last until a pod is removed. @default 300 */
  readonly downSeconds?: number;
  /**
   * Decode: part of the KV cache in use above which pods are added, above 0 and below 1.
   * @default 0.8 - with a figure of the picker: not looked at
   */
  readonly kvCacheUsage?: number;
  /** Prefill: prompt tokens a second and pod above which pods are added. @default - prompt tokens are not looked at */
  readonly promptTokens?: number;
}

/** How KV cache travels from prefill to decode pods, and what the pods need for it. */
export type FabricSpec = 'tcp' | RdmaSpec;

/** RDMA. */
export interface RdmaSpec {
  /**
   * Who may pin memory for the network card. `rdma-node-memlock`: the node's container runtime runs without a limit of
   * locked memory (`LimitMEMLOCK=infinity`), and the pods stay as unprivileged as with TCP. `rdma-ipc-lock`: the engine
   * runs as root with the capability `IPC_LOCK`, which has no effect for other users (kubernetes/kubernetes#56374); the
   * namespace's Pod Security level is then `privileged`.
   */
  readonly type: 'rdma-node-memlock' | 'rdma-ipc-lock';
  /**
   * The kind of network, which gives the name of the resource. With `efa` KV cache goes by libfabric, for which the
   * image must have that library (PD614); the pods of both roles are then in one zone, and their engines have no limit
   * of CPU.
   */
  readonly network: 'infiniband' | 'roce' | 'efa';
  /**
   * The resource's name where the device plugin is configured with another. @default - `rdma/ib`, `rdma/roce_gdr` or
   * `vpc.amazonaws.com/efa`
   */
  readonly resource?: `${string}/${string}`;
  /** Devices of each pod, or of each pod of a role. @default - with `instanceType` those of its GPUs, else 1 */
  readonly devices?: number | Readonly<Record<Role, number>>;
  /**
   * EFA: the instance type of the nodes, for example `p5en.48xlarge`. The pods select it, and each gets the devices
   * that go with its GPUs: of 16 for 8 GPUs, 2 for each. One whose devices are not known needs `devices` (PD360).
   * @default - any node with the resource
   */
  readonly instanceType?: string;
}

/** As whom and on what the containers run. */
export interface SecuritySpec {
  /**
   * `image`: the user that the image is made for, 2000 in those of vLLM and llm-d, in the root group. `high`: user and
   * group 20000, which no account of a node has, with the root group as a supplemental one because the image's writable
   * files belong to it. `openshift`: no ids, since the namespace's SecurityContextConstraints give them.
   * @default 'image'
   */
  readonly user?: 'image' | 'high' | 'openshift';
  /**
   * Whether the root file system of the engine is read-only. NVIDIA's CDI hook writes to it on some nodes, and then no
   * GPU pod starts (kserve/kserve PR 5711). Those of proxy and picker always are.
   * @default false
   */
  readonly readOnlyEngine?: boolean;
  /**
   * Linux capabilities that the engines keep, beside `IPC_LOCK` of `fabric`. Only root keeps one that is added
   * (kubernetes/kubernetes#56374), so the engine runs as root, and the namespace's Pod Security level is `privileged`.
   * An engine on CPUs binds its memory to NUMA nodes with `SYS_NICE`; drivers of GKE's RDMA network need `NET_ADMIN`.
   * @default - none
   */
  readonly capabilities?: readonly LinuxCapability[];
}

/** A capability of Linux, as Kubernetes names it. */
export type LinuxCapability
  = 'IPC_LOCK' | 'NET_ADMIN' | 'NET_RAW' | 'SYS_NICE' | 'SYS_PTRACE' | 'SYS_RAWIO' | 'SYS_RESOURCE';

import type { k8s } from 'cdk8s-plus-28';
import { GatewayProvider } from './compatibility/gateway-provider';
import { Release } from './compatibility/release';
import type { Accelerator } from './facts/accelerators';
import type { ImagesSpec } from './images';
import type { ModelCacheSpec } from './model-cache-spec';
import type { AutoscalingSpec, FabricSpec, OperationsSpec, SecuritySpec } from './operations-spec';

/** A deployment with prefill and decode on separate GPUs, as its owner states it: each fact once, everything else is derived. */
export interface InferenceSpec {
  /** The namespace. A DNS label of at most 63 characters. */
  readonly namespace: string;
  /**
   * Whether the namespace is among the manifests. `false` where it is made elsewhere: by a platform team, or by another deployment in it.
   * @default true
   */
  readonly createNamespace?: boolean;
  /** The llm-d release: images, flag names, plugins, labels and permissions follow from it. */
  readonly release: Release;
  /** The Gateway API implementation in the cluster. It decides the API group of the InferencePool. */
  readonly gateway: GatewayProvider;
  /** The model that both roles serve. */
  readonly model: ModelSpec;
  /** Where the weights are kept between a download and a load. */
  readonly modelCache: ModelCacheSpec;
  /**
   * The GPU of all nodes that this runs on, by the label `nvidia.com/gpu.product` that NVIDIA's GPU feature discovery puts on them. The pods of
   * both roles get it as a node selector, so without such a node they stay pending; and whether the model fits is judged at synth.
   * @default - any GPU, and memory is not judged
   */
  readonly accelerator?: Accelerator;
  /** Engine settings in which prefill and decode must agree for KV cache to be exchanged. @default - vLLM's own defaults */
  readonly engine?: EngineSpec;
  /** The pods that turn prompts into KV cache. */
  readonly prefill: PoolSpec;
  /** The pods that generate tokens. */
  readonly decode: PoolSpec;
  /**
   * Seconds that a pod may take from its start to its first answer: image layers are not counted, weight download, load and compilation are.
   * The pod is restarted after that.
   * @default 1800 - a 10 minute download and a 2 minute load fit more than twice
   */
  readonly startupSeconds?: number;
  /**
   * Seconds that running requests have to finish when a pod is stopped. On vLLM before 0.18, which aborts requests on SIGTERM, every stop
   * of a pod takes this long; later versions leave as soon as they are idle.
   * @default 120 - about 13,000 tokens at 9 ms a token
   */
  readonly drainSeconds?: number;
  /** How KV cache travels between pods. The Pod Security level of the namespace follows from it. @default 'tcp' */
  readonly fabric?: FabricSpec;
  /** As whom and on what the containers run. @default - the user of the image */
  readonly security?: SecuritySpec;
  /** Digests and mirrors of the release's images. @default - images by tag, from the registries of the release */
  readonly images?: ImagesSpec;
  /** Disruption budgets, spread, network policies, monitoring. @default - disruption budgets and spread */
  readonly operations?: OperationsSpec;
  /** Names of objects that people or other systems already refer to. @default - derived from the deployment's name */
  readonly names?: NamesSpec;
  /**
   * Rules that this deployment breaks knowingly, each with the reason: `{ PD506: 'measured on our prompts, 2026-10' }`. A waived rule says
   * nothing at synth; the reason is written to the manifests, as an annotation of the endpoint picker's Deployment.
   * @default - none
   */
  readonly waive?: Readonly<Record<`PD${number}`, string>>;
}

/** The model and how it is called. */
export interface ModelSpec {
  /** The repository on the Hugging Face Hub, `hf://<owner>/<model>`. */
  readonly uri: `hf://${string}/${string}`;
  /** Branch, tag or commit (vLLM `--revision`). A commit keeps pods that start on different days on the same weights. @default - the main branch */
  readonly revision?: string;
  /** The name that clients put into `model` (vLLM `--served-model-name`). @default - `<owner>/<model>` of the uri */
  readonly servedName?: string;
  /** The Secret with the Hub's access token, for gated models. It is made by the user; only the reference is in the manifests. @default - anonymous download */
  readonly token?: SecretKeyReference;
}

/** One key of a Secret in the deployment's namespace. */
export interface SecretKeyReference {
  /** Name of the Secret. */
  readonly secretName: string;
  /** Key in its data. */
  readonly key: string;
}

/** A Kubernetes quantity, written to the manifests as it stands: `100Gi`, `22`, `500m`. */
export type Quantity = `${number}${'' | 'm' | 'k' | 'M' | 'G' | 'T' | 'P' | 'E' | 'Ki' | 'Mi' | 'Gi' | 'Ti' | 'Pi' | 'Ei'}`;

/** Engine settings of the prefill/decode pair. */
export interface EngineSpec {
  /** `--max-model-len`: prompt and answer together, in tokens. @default - the model's own maximum */
  readonly maxModelLen?: number;
  /**
   * `--block-size`: tokens in a block of KV cache.
   * @default 128 - an eighth of the transfer descriptors of vLLM's 16, so the first exchange of each pair of pods is faster
   */
  readonly blockSize?: 16 | 32 | 64 | 128;
  /** `--dtype`: precision of weights and activations. @default - as the model's files say */
  readonly dtype?: 'auto' | 'bfloat16' | 'float16';
  /** `--kv-cache-dtype`: precision of the KV cache. @default - as `dtype` */
  readonly kvCacheDtype?: 'auto' | 'bfloat16' | 'fp8' | 'fp8_e4m3' | 'fp8_e5m2';
  /** `--quantization`: how the weights are quantized. @default - as the model's files say */
  readonly quantization?: 'fp8' | 'awq' | 'gptq' | 'compressed-tensors';
}

/** One role: how many pods and what each has. */
export interface PoolSpec {
  /** Pods of this role. This is the way to data parallelism for a dense model: one engine a pod, no data-parallel flag. */
  readonly replicas: number;
  /** More pods while there is more to do; `replicas` is then the least. @default - always `replicas` */
  readonly autoscaling?: AutoscalingSpec;
  /** GPUs one engine is split over. GPUs of the pod are derived: tensor × pipeline. @default - one GPU */
  readonly parallelism?: ParallelismSpec;
  /** CPU of the engine container, requested and limited. */
  readonly cpu: Quantity;
  /** Memory of the engine container, requested and limited. Shared memory counts against it. */
  readonly memory: Quantity;
  /** Size of `/dev/shm`. @default '16Gi' */
  readonly sharedMemory?: Quantity;
  /** Space on the node's disk for caches, logs and an `emptyDir` of the weights, requested and limited: above it the pod is evicted. @default - unlimited */
  readonly ephemeralStorage?: Quantity;
  /** Engine settings in which the roles may differ. @default - vLLM's own defaults */
  readonly engine?: RoleEngineSpec;
  /** More arguments for `vllm serve`, after the derived ones. A flag that is derived from another field is refused. @default - none */
  readonly extraArgs?: readonly string[];
  /** More environment of the engine container. A name that is derived is refused, and so is a secret's value. @default - none */
  readonly extraEnv?: Readonly<Record<string, EnvSource>>;
  /** More fields of the pod. @default - none */
  readonly pod?: PodSpec;
}

/** How one engine is split over GPUs. */
export interface ParallelismSpec {
  /** `--tensor-parallel-size`: GPUs that share every layer. @default 1 */
  readonly tensor?: number;
  /** `--pipeline-parallel-size`: groups of layers on GPUs of their own. Above 1 it is refused: the NIXL connector does not support it (PD122). @default 1 */
  readonly pipeline?: number;
}

/** Engine settings of one role. */
export interface RoleEngineSpec {
  /** `--gpu-memory-utilization`: part of the GPU's memory that vLLM takes, above 0 and up to 1. @default - 0.9 in vLLM 0.11, 0.92 from 0.24 on */
  readonly gpuMemoryUtilization?: number;
  /** `--max-num-seqs`: requests in one step. @default - 1024 on GPUs of 70 GiB and more other than A100, else 256 */
  readonly maxNumSeqs?: number;
  /** `--max-num-batched-tokens`: tokens in one step. @default - 8192 on GPUs of 70 GiB and more other than A100, else 2048 */
  readonly maxNumBatchedTokens?: number;
  /** `--enforce-eager`: no CUDA graphs; faster start, slower tokens. @default false */
  readonly enforceEager?: boolean;
}

/** The value of an environment variable: text, a key of a Secret, or a field of the pod such as `status.podIP`. */
export type EnvSource = string | SecretKeyReference | { readonly fieldPath: string };

/** Pod fields that the library does not derive. Labels and annotations that it does derive are refused here. */
export interface PodSpec extends Pick<
  k8s.PodSpec,
  'affinity' | 'imagePullSecrets' | 'nodeSelector' | 'priorityClassName' | 'runtimeClassName' | 'schedulerName' | 'tolerations' | 'topologySpreadConstraints'
> {
  /** More labels of the pods. */
  readonly labels?: Readonly<Record<string, string>>;
  /** More annotations of the pods. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Names that are given, not derived. */
export interface NamesSpec {
  /** The Gateway. Its Service is called `<gateway>-istio` on Istio. @default '<deployment>-inference-gateway' */
  readonly gateway?: string;
  /** The HTTPRoute. @default '<deployment>-pd-disaggregation' */
  readonly httpRoute?: string;
  /** The InferencePool; its picker is called `<inferencePool>-epp`. @default '<deployment>' */
  readonly inferencePool?: string;
}

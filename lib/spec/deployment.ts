import type { GatewayProvider } from '../gateways/gateway';
import type { Release } from '../stack/release';
import type { ConnectorSpec } from './connector';
import type { ContainersSpec } from './containers';
import type { DevicesSpec } from './devices';
import type { DisaggregatedSetSpec } from './disaggregated-set';
import type { EndpointPickerSpec } from './endpoint-picker';
import type { EngineSpec } from './engine';
import type { EntranceSpec } from './entrance';
import type { FilesSpec } from './files';
import type { ImagesSpec } from './images';
import type { KubernetesVersion } from './kubernetes';
import type { ModelSpec } from './model';
import type { ModelCacheSpec } from './model-cache';
import type { NetworkSpec } from './network';
import type { FabricSpec, OperationsSpec, SecuritySpec } from './operations';
import type { OverrideSpec } from './overrides';
import type { PoolSpec } from './pool';

/**
 * A deployment with prefill and decode on separate GPUs, as its owner states it: each fact once, everything else is
 * derived.
 */
export interface InferenceSpec extends DevicesSpec {
  /** The namespace. A DNS label of at most 63 characters. */
  readonly namespace: string;
  /**
   * Whether the namespace is among the manifests. `false` where it is made elsewhere: by a platform team, or by another
   * deployment in it.
   * @default true
   */
  readonly createNamespace?: boolean;
  /** The llm-d release: images, flag names, plugins, labels and permissions follow from it. */
  readonly release: Release;
  /** The Gateway API implementation in the cluster. It decides the API group of the InferencePool. */
  readonly gateway: GatewayProvider;
  /**
   * The minor version of the cluster's Kubernetes: what needs a newer one is then an error, and not a warning.
   * @default - not known
   */
  readonly kubernetes?: KubernetesVersion;
  /** The model that both roles serve. */
  readonly model: ModelSpec;
  /**
   * Where the weights are kept between a download and a load. @default - none: the model's source has them where the
   * pods read them (`pvc://`, `file://`, buckets); one that is downloaded needs it (PD241)
   */
  readonly modelCache?: ModelCacheSpec;
  /**
   * Engine settings in which prefill and decode must agree for KV cache to be exchanged. @default - vLLM's own defaults
   */
  readonly engine?: EngineSpec;
  /**
   * The pods that turn prompts into KV cache. Left out, the decode pods do both, which is called aggregated serving:
   * without routing proxy, without transfer of KV cache, and with the picker's profile for pods of one kind.
   * @default - no such pods
   */
  readonly prefill?: PoolSpec;
  /** The pods that generate tokens; without `prefill` they compute the prompts too. */
  readonly decode: PoolSpec;
  /**
   * Both roles as one DisaggregatedSet, which replaces them together and keeps old and new apart by a label of their
   * pods; with slices and their place (docs/groups.md). @default - an object for each role
   */
  readonly disaggregatedSet?: DisaggregatedSetSpec;
  /** What chooses a prefill and a decode pod for each request. @default - as in EndpointPickerSpec */
  readonly endpointPicker?: EndpointPickerSpec;
  /**
   * Seconds that a pod may take from its start to its first answer: image layers are not counted, weight download, load
   * and compilation are. The pod is restarted after that.
   * @default 1800 - a 10 minute download and a 2 minute load fit more than twice
   */
  readonly startupSeconds?: number;
  /**
   * Seconds that running requests have to finish when a pod is stopped. On vLLM before 0.18, which aborts requests on
   * SIGTERM, every stop of a pod takes this long; later versions leave as soon as they are idle.
   * @default 120 - about 13,000 tokens at 9 ms a token
   */
  readonly drainSeconds?: number;
  /**
   * Files of ConfigMaps and Secrets that the engines of both roles find in their pods: what `--chat-template`,
   * `SSL_CERT_FILE` and the like name.
   * @default - none
   */
  readonly files?: readonly FilesSpec[];
  /**
   * What takes KV cache from prefill to decode pods. @default - NIXL, with the transport that the fabric needs
   */
  readonly connector?: ConnectorSpec;
  /** How KV cache travels between pods. The Pod Security level of the namespace follows from it. @default 'tcp' */
  readonly fabric?: FabricSpec;
  /** As whom and on what the containers run. @default - the user of the image */
  readonly security?: SecuritySpec;
  /** What the network of the cluster is like. @default - IPv4 and `cluster.local` */
  readonly network?: NetworkSpec;
  /** How callers reach it. @default - the API of OpenAI, below `/v1`, by HTTP on a Gateway of its own */
  readonly entrance?: EntranceSpec;
  /** Requests, limits and users of the containers beside the engine. @default - as in ContainersSpec */
  readonly containers?: ContainersSpec;
  /**
   * Digests, mirrors and pull secrets of the release's images. @default - images by tag, from the registries of the
   * release
   */
  readonly images?: ImagesSpec;
  /**
   * Disruption budgets, spread, network policies, monitoring.
   * @default - disruption budgets, spread and network policies
   */
  readonly operations?: OperationsSpec;
  /** Names of objects that people or other systems already refer to. @default - derived from the deployment's name */
  readonly names?: NamesSpec;
  /**
   * Changes of objects after they were made, for what no field says. Each is judged as what it makes of its object is;
   * what only the schema of the kind judges is one warning (PD748).
   * @default - none
   */
  readonly overrides?: readonly OverrideSpec[];
  /**
   * Rules that this deployment breaks knowingly, each with the reason: `{ PD506: 'measured on our prompts, 2026-10' }`.
   * A waived rule says nothing at synth; the reason is written to the manifests, as an annotation of the endpoint
   * picker's Deployment. Rules of the app's own (`new App({ rules })`) are waived like those of this library.
   * @default - none
   */
  readonly waive?: Readonly<Record<`PD${number}` | `${Uppercase<string>}-${number}`, string>>;
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

import type { ModelFacts } from '../facts/model-facts';
import type { SourcedModel } from '../model-sources/source';
import { ModelServerRelease } from '../stack/vllm/model-server-release';
import type { OffloadingSpec } from '../spec/offloading';
import type { ConnectorSpec } from '../spec/connector';
import type { DeviceClaimSpec } from '../spec/device-claim';
import { Role } from '../spec/role';
import { FabricSpec, SecuritySpec } from '../spec/operations';
import type { FilesSpec } from '../spec/files';
import { EngineSpec, RoleEngineSpec } from '../spec/engine';
import { EnvSource } from '../spec/references';
import { PodSpec, ProbesSpec, ProbeTiming } from '../spec/pool';
import { Quantity } from '../spec/quantity';
import type { KvEventsPlan } from './kv-events-plan';
import type { RolloutSpec } from '../spec/rollout';
import type { PodVolume } from '../workloads/pod-template';
import type { WorkloadSet } from '../workloads/workload';
import { Labels } from './labels';
import type { ModelDownloadPlan } from './model-download-plan';
import { gpusOfPod, type Parallelism } from './parallelism';
import type { PlannedAccelerator } from './planned-devices';

/** A role's pods with every default and derived value filled in. {@link planInference} makes it from a spec. */
export interface ModelServerPoolProps {
  /** What runs the pods: the kind of a module in `lib/workloads/`. */
  readonly workload: string;
  /** Name of the workload and of the ServiceAccount. */
  readonly name: string;
  /** What the pods do. */
  readonly role: Role;
  /** vLLM as the release ships it. */
  readonly modelServer: ModelServerRelease;
  /** Labels of the pods: the InferencePool and the picker's filters find them by these. */
  readonly labels: Labels;
  /** The workload's selector; immutable once applied. */
  readonly selector: Labels;
  /** Pods; with an autoscaler the least. */
  readonly replicas: number;
  /** How the pods are replaced. @default - one replica at a time, without a spare one */
  readonly rollout?: RolloutSpec;
  /** The set that both roles are of, whose `replicas` are those of all slices. @default - none */
  readonly set?: WorkloadSet;
  /** Whether an autoscaler owns the number of pods: it is then not written. */
  readonly autoscaled: boolean;
  /** The model. */
  readonly model: ModelProps;
  /** The Job that the pods wait for. @default - none */
  readonly modelDownload?: ModelDownloadPlan;
  /** Settings of the pair. */
  readonly engine: EngineSpec;
  /** Settings of this role. */
  readonly roleEngine: RoleEngineSpec;
  /** GPUs and pods that one engine is split over. */
  readonly parallelism: Parallelism;
  /** The port the engine listens on; of several ranks with ports of their own the first. */
  readonly enginePort: number;
  /** The address that the engine listens on. @default - every one of IPv4 */
  readonly host?: string;
  /** Where KV cache is kept that the GPUs have no room for. @default - nowhere */
  readonly offloading?: OffloadingSpec;
  /** CPU, requested and limited. */
  readonly cpu: Quantity;
  /** Memory, requested and limited. */
  readonly memory: Quantity;
  /** Space on the node's disk, requested and limited. @default - unlimited */
  readonly ephemeralStorage?: Quantity;
  /** Size of `/dev/shm`. */
  readonly sharedMemory: Quantity;
  /** The volume with the weights; {@link ModelCache.volume}. @default - none: they are not kept in a volume */
  readonly modelCache?: PodVolume;
  /** Variables by which clients find the way out of the cluster. */
  readonly outside: Readonly<Record<string, string>>;
  /** Files of ConfigMaps and Secrets. */
  readonly files: readonly FilesSpec[];
  /** What the engine computes on, by the name of its module in `lib/devices/`. */
  readonly device: string;
  /** The product, with its facts. @default - any */
  readonly accelerator?: PlannedAccelerator;
  /** The label of its nodes, and the field of the spec that names it. @default - the device's own */
  readonly acceleratorLabel?: { readonly name: string; readonly field: string };
  /** The devices that are claimed. @default - they are asked for by resources of device plugins */
  readonly claim?: DeviceClaimSpec;
  /** The template of claims by which the pods join a ComputeDomain. @default - they are in none */
  readonly computeDomain?: string;
  /**
   * What takes KV cache from prefill pods to decode pods, by the name of its module in `lib/connectors/`.
   * @default - KV cache stays in the pod
   */
  readonly connector?: string;
  /** The events in which the engine says what is in its KV cache. @default - it sends none */
  readonly kvEvents?: KvEventsPlan;
  /** What the spec says of it. @default - nothing but its kind, or no connector */
  readonly connectorSettings?: ConnectorSpec;
  /** The network on which KV cache travels. */
  readonly fabric: FabricSpec;
  /** Whether that is AWS's EFA. @default false */
  readonly efa?: boolean;
  /** Whether the pods have RDMA devices of any kind. @default false */
  readonly hasFabric?: boolean;
  /** As whom and on what the containers run. */
  readonly security: Required<SecuritySpec>;
  /** Seconds from start to first answer. */
  readonly startupSeconds: number;
  /** Seconds for running requests to finish. */
  readonly drainSeconds: number;
  /** When the engine counts as ready and as alive. */
  readonly probes: Readonly<Record<keyof ProbesSpec, Required<ProbeTiming>>>;
  /** More arguments. */
  readonly extraArgs: readonly string[];
  /** More environment. */
  readonly extraEnv: Readonly<Record<string, EnvSource>>;
  /** More pod fields. */
  readonly pod: PodSpec;
}

/** The model, resolved. */
export interface ModelProps extends SourcedModel {
  /** Where it comes from: the name of a module in `lib/model-sources/`. */
  readonly source: string;
  /** What vLLM is told to load: `<owner>/<model>`. */
  readonly repository: string;
  /** What is known about it, by `model.like` or by the repository; absent where nothing is. */
  readonly facts?: ModelFacts;
  /** The known model that lends them. @default - they are its own, or the user's */
  readonly like?: string;
  /** What clients call it. */
  readonly servedName: string;
  /** What they may call it as well. @default - nothing */
  readonly aliases?: readonly string[];
  /** Whether the volume with the weights is only read: others fill it. @default false */
  readonly weightsReadOnly?: boolean;
  /** The folder of the volume that is mounted. @default - its root */
  readonly cacheFolder?: string;
}

/** GPUs of one replica: of a pod, or of all pods of a group. */
export function gpusOfReplica({ parallelism }: Pick<ModelServerPoolProps, 'parallelism'>): number {
  return gpusOfPod(parallelism) * parallelism.nodes;
}

/** Devices of one pod, as a device plugin or a driver counts them: a TPU chip has several cores, each with a rank. */
export function deviceCount(
  { accelerator, parallelism }: Pick<ModelServerPoolProps, 'accelerator' | 'parallelism'>,
): number {
  return Math.ceil(gpusOfPod(parallelism) / (accelerator?.facts?.ranksPerDevice ?? 1));
}

/** GPUs of one pod. */
export function gpus({ parallelism }: Pick<ModelServerPoolProps, 'parallelism'>): number {
  return gpusOfPod(parallelism);
}

import { Role } from '../../spec/role';
import { ComponentVersion, VersionKnowledge } from '../component-version';
import type { VllmCommandLine } from './flags/command-line';
import { ModelServerMetrics } from './metrics';
import type { EngineValues } from './values/engine-values';
import type { WorkingMemory } from './working-memory';

/** vLLM as a release ships it: its image, how its command line is written, and what is known of it. */
export interface ModelServerRelease extends ComponentVersion<VllmKnowledge> {
  /** The user that the image is made for; its group is the root group, which owns the image's writable files. */
  readonly user: number;
  /** `kv_role` in `--kv-transfer-config`. */
  readonly kvRole: Readonly<Record<Role, 'kv_both' | 'kv_producer' | 'kv_consumer'>>;
  /** `kv_load_failure_policy` in `--kv-transfer-config`; absent where vLLM does not know the key (before 0.15). */
  readonly kvLoadFailurePolicy?: 'fail' | 'recompute';
  /**
   * Whether each tensor-parallel rank listens on a side-channel port of its own (vLLM 0.11), or one port serves the
   * pod.
   */
  readonly sideChannelPerTensorRank: boolean;
  /**
   * The flag that makes vLLM finish running requests after SIGTERM, in seconds; absent where it aborts them (before
   * 0.18).
   */
  readonly shutdownTimeoutFlag?: string;
  /**
   * The image in which `vllm launch render` turns prompts into tokens without a GPU. @default - it has no such command
   */
  readonly tokenizer?: { readonly image: string };
}

/**
 * What is known of a version of vLLM. Every field is judged by a rule or read by a command; one that is unknown is in
 * PD705.
 */
export interface VllmKnowledge extends VersionKnowledge {
  /** Long flags of `vllm serve`, without the `--no-` forms of switches. */
  readonly flags: readonly string[];
  /** Values of the fields of `engine` that are words or sizes of its lists. */
  readonly engineValues: EngineValues;
  /** The same flags with what each takes. Absent: their values are not judged, and PD705 says so. */
  readonly commandLine?: VllmCommandLine;
  /** Environment variables that begin with `VLLM_`. */
  readonly environment: readonly string[];
  /** `--gpu-memory-utilization` where it is not given. */
  readonly gpuMemoryUtilization: number;
  /** Memory beside weights and KV cache. */
  readonly workingMemory: WorkingMemory;
  /** Which role may have more tensor-parallel GPUs than the other, as a multiple. */
  readonly moreTensorParallel: 'decode' | 'either';
  /**
   * Whether a decode pod with more GPUs than the model has KV heads, each of which then holds a copy of a head, reads
   * from a prefill pod with fewer GPUs than heads.
   */
  readonly readsForRepeatedHeads: boolean;
  /** Unequal numbers of tensor-parallel GPUs in a pod of each role with which answers were seen to be right. */
  readonly measuredTensorPairs: readonly MeasuredTensorPair[];
  /**
   * Data-parallel ranks of one GPU each, in one pod of each role, with which answers were seen to be right; 1: none.
   */
  readonly measuredRanks: number;
  /**
   * What the connector makes of `--decode-context-parallel-size` above 1: it reads each GPU's cache as if it had all
   * tokens (`unread`), or it follows the size where that is the tensor size and the attention of the model is latent.
   */
  readonly decodeContextParallel: 'unread' | 'latent';
  /** Values of `VLLM_KV_CACHE_LAYOUT` with which the heads of a block cannot be read one by one. */
  readonly unsplitLayouts: readonly string[];
  /**
   * Whether `kv_load_failure_policy` is a key of the transfer configuration. Before 0.19 an unknown key is dropped
   * silently.
   */
  readonly readsKvLoadFailurePolicy: boolean;
  /** Whether `kv_both` is deprecated for the roles of a pair. */
  readonly kvBothDeprecated: boolean;
  /** What happens to a pair whose engines of this role have more than one pipeline stage. */
  readonly pipeline: Readonly<Record<Role, string>>;
  /**
   * The classes of models that generate text and that it serves, as `architectures` of a `config.json` names them.
   * Absent: whether it serves a model is not judged, and PD705 says so.
   */
  readonly architectures?: readonly string[];
  /**
   * What its NIXL connector needs to move the state of layers that keep one (Mamba, linear attention): variables of
   * both roles, or why it cannot. Absent: it is not judged, and PD705 says so.
   */
  readonly stateTransfer?: StateTransfer;
  /** Names of the metrics that it exports. */
  readonly metrics: ModelServerMetrics;
  /** Schemes of buckets that `--load-format=runai_streamer` loads from. */
  readonly bucketSchemes: readonly string[];
  /** Those of them whose client its image is known to have. */
  readonly bucketClients: readonly string[];
  /** What moves and keeps KV cache in it. */
  readonly transfers: TransferKnowledge;
  /** Where a NIXL side channel listens unless told. */
  readonly sideChannelPort: number;
}

/** Sizes of a pair that were measured. */
export interface MeasuredTensorPair extends Readonly<Record<Role, number>> {
  /** With models of which attention. */
  readonly attention: readonly ('gqa' | 'mla' | 'sliding' | 'hybrid' | 'mamba')[];
  /** Whether also with fewer KV heads than GPUs, some of which then hold a copy of a head. */
  readonly repeatedHeads: boolean;
}

/** What of connectors and tiers a version of vLLM has: `kv_connector/factory.py`, and what the modules there read. */
export interface TransferKnowledge {
  /** Classes that `kv_connector` names without a module path. */
  readonly connectors: readonly string[];
  /** Keys of the transfer configuration and of its extra configuration that the NIXL connector reads. */
  readonly nixlSettings: readonly string[];
  /**
   * Whether `OffloadingConnector` is told the bytes of its memory, `cpu_bytes_to_use`; earlier it was told blocks.
   */
  readonly offloadsBytes: boolean;
  /** Tiers below the memory of the host, by name. */
  readonly tiers: readonly string[];
  /**
   * Packages of Python that move or keep KV cache and with which its own images are built, by the kind of device. A
   * device that is absent has no image, or its build was not read: then it is not judged.
   */
  readonly libraries: Readonly<Record<string, readonly string[]>>;
  /** Those of `nixlSettings` with which the answers of a pair were seen to be right. */
  readonly measuredSettings: readonly string[];
  /** What `OffloadingConnector` gave back as it was: `memory` of the host, and tiers below it. */
  readonly measuredTiers: readonly string[];
}

/** Whether the state of a model can be moved from prefill to decode pods. */
export type StateTransfer
  = | { /** What the engine does instead. */ readonly impossible: string }
    | { /** Variables with the values that they must have. */ readonly environment: Readonly<Record<string, string>> };

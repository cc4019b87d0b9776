import type { KnownBlockSize, KnownDtype, KnownKvCacheDtype, KnownQuantization } from './engine-values';
import type { Quantity } from './quantity';

/** Engine settings of the prefill/decode pair. */
export interface EngineSpec {
  /**
   * `--max-model-len`: prompt and answer together, in tokens. `auto`: the most for which the engine finds memory at its
   * start, which may be less in one role than in the other (PD132). @default - the model's own maximum
   */
  readonly maxModelLen?: number | 'auto';
  /**
   * `--speculative-config`: tokens that are guessed and then checked together, the same in both roles. @default - none
   */
  readonly speculation?: SpeculationSpec;
  /**
   * `--block-size`: tokens in a block of KV cache, the same in both roles. It cannot be changed while the deployment
   * serves (PD320). Any whole number is taken; one that is not known of the vLLM is a warning (PD130).
   * @default 128 - an eighth of the transfer descriptors of vLLM's 16, so the first exchange of each pair of pods is
   * faster
   */
  readonly blockSize?: KnownBlockSize | (number & {});
  /**
   * `--dtype`: precision of weights and activations. Any text is taken; one that the vLLM does not list is a warning
   * (PD130). @default - as the model's files say
   */
  readonly dtype?: KnownDtype | (string & {});
  /**
   * `--kv-cache-dtype`: precision of the KV cache. Any text is taken; one that the vLLM does not list is a warning
   * (PD130). @default - as `dtype`
   */
  readonly kvCacheDtype?: KnownKvCacheDtype | (string & {});
  /**
   * `--quantization`: how the weights are quantized. Any text is taken; one that the vLLM does not list is a warning
   * (PD130). @default - as the model's files say
   */
  readonly quantization?: KnownQuantization | (string & {});
  /**
   * `PYTHONHASHSEED`, by which the hashes of blocks begin: pods that find what others keep have the same.
   * @default - 0 where `offloading` of a role keeps KV cache, else a random one in each pod
   */
  readonly hashSeed?: number;
  /**
   * `--attention-backend`: which kernels compute attention, for example `ROCM_ATTN`. What a vLLM has of them is decided
   * at its start by the device and the model, so no list is judged. @default - vLLM's own choice
   */
  readonly attentionBackend?: string;
  /**
   * Whether layers with a sliding window use it; `false` is `--disable-sliding-window`, with which the context is no
   * longer than the window. @default true
   */
  readonly slidingWindow?: boolean;
}

/** How the next tokens are guessed. */
export interface SpeculationSpec {
  /** `method`: `mtp` is the part of a model that was trained for it (DeepSeek, GLM, Qwen3-Next). */
  readonly method: 'mtp' | 'eagle' | 'eagle3' | 'ngram' | 'suffix';
  /** `num_speculative_tokens`: how many are guessed at once. */
  readonly tokens: number;
  /** `model`: the model that guesses, `owner/name` on the Hub. @default - the method needs none */
  readonly model?: string;
}

/** How one engine is split over GPUs. */
export interface ParallelismSpec {
  /** `--tensor-parallel-size`: GPUs that share every layer. @default 1 */
  readonly tensor?: number;
  /**
   * `--pipeline-parallel-size`: groups of layers on GPUs of their own. Above 1 it is refused: the NIXL connector does
   * not support it (PD122). @default 1
   */
  readonly pipeline?: number;
  /**
   * `--data-parallel-size`: ranks of one engine, each with its own requests and KV cache, which share the experts of a
   * model. GPUs of the engine are tensor × pipeline × data. Of a model without experts it is refused (PD341): there
   * `replicas` does the same. @default 1
   */
  readonly data?: number;
  /**
   * `--enable-expert-parallel`: each GPU has whole experts, and tokens travel to them; without, each GPU has a part of
   * every expert. @default - with `data` above 1
   */
  readonly expert?: boolean;
  /** How requests get to the ranks. @default 'ports' */
  readonly balancing?: Balancing;
  /**
   * Pods of one engine, each on a node of its own. Above 1 the pods of an engine are a group, which starts and ends
   * together. @default - 1 without `data`; else as many as its GPUs need, with the GPUs that nodes of the accelerator
   * have (8 where that is not known)
   */
  readonly nodes?: number;
  /**
   * The label of nodes within one value of which all pods of an engine run, and no pod of another engine of this role:
   * a rack, a block of a network, an NVLink domain. Nodes without the label get no pod. @default - any nodes
   */
  readonly exclusiveTopology?: string;
}

/**
 * How requests get to data-parallel ranks: `ports`, each rank has a port of its own, and the picker chooses among all
 * of them; `hybrid`, each pod has one port, behind which its vLLM chooses a rank; `internal`, the first pod has one
 * port, and its vLLM chooses among the ranks of all pods.
 */
export type Balancing = 'ports' | 'hybrid' | 'internal';

/** Engine settings of one role. */
export interface RoleEngineSpec {
  /**
   * `--gpu-memory-utilization`: part of the GPU's memory that vLLM takes, above 0 and up to 1. @default - 0.9 in vLLM
   * 0.11, 0.92 from 0.24 on
   */
  readonly gpuMemoryUtilization?: number;
  /** `--max-num-seqs`: requests in one step. @default - 1024 on GPUs of 70 GiB and more other than A100, else 256 */
  readonly maxNumSeqs?: number;
  /**
   * `--max-num-batched-tokens`: tokens in one step. @default - 8192 on GPUs of 70 GiB and more other than A100, else
   * 2048
   */
  readonly maxNumBatchedTokens?: number;
  /** `--enforce-eager`: no CUDA graphs; faster start, slower tokens. @default false */
  readonly enforceEager?: boolean;
  /**
   * Memory of the node that the KV cache takes where the engine computes on CPUs, in whole GiB (`device: 'cpu'`).
   * @default - half of the role's `memory`
   */
  readonly kvCacheMemory?: Quantity;
  /** CPU cores that the engine leaves to its own server where it computes on CPUs. @default 1 */
  readonly reservedCpus?: number;
  /** How the experts of a model are computed and reached. @default - vLLM's own choices */
  readonly experts?: ExpertsSpec;
}

/** How the experts of a model are computed, and how tokens get to those of other GPUs. */
export interface ExpertsSpec {
  /**
   * `--all2all-backend`: what moves tokens between the GPUs of an engine. What serves prefill well (much data at once)
   * serves decode less well (little data, soon), so the roles may differ. `deepep_*` uses NVSHMEM over the RDMA devices
   * of `fabric`. A value that the vLLM does not list is refused (PD347). @default - vLLM's own
   */
  readonly allToAll?: string;
  /** `--moe-backend`: what multiplies the experts. @default - vLLM's own choice for the GPU */
  readonly backend?: string;
  /** `--enable-dbo`: half of a batch is computed while tokens of the other half travel. @default - not */
  readonly overlap?: ExpertOverlapSpec;
  /** `--enable-eplb`: experts that are asked for often get copies and other places while serving. @default - not */
  readonly rebalance?: ExpertRebalanceSpec;
}

/** From which batch on two halves overlap. */
export interface ExpertOverlapSpec {
  /** `--dbo-decode-token-threshold`: tokens of a batch of decoding. @default - vLLM's own, 32 */
  readonly decodeTokens?: number;
  /** `--dbo-prefill-token-threshold`: tokens of a batch with a prompt. @default - vLLM's own, 512 */
  readonly prefillTokens?: number;
}

/** How experts are given places anew: `--eplb-config`. */
export interface ExpertRebalanceSpec {
  /** `num_redundant_experts`: copies beside the experts of the model; each takes memory. @default - none */
  readonly redundant?: number;
  /** `window_size`: steps of which the load is counted. @default - vLLM's own */
  readonly windowSteps?: number;
  /** `step_interval`: steps between two changes. @default - vLLM's own */
  readonly intervalSteps?: number;
}

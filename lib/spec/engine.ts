import type { KnownBlockSize, KnownDtype, KnownKvCacheDtype, KnownQuantization } from './engine-values';

/** Engine settings of the prefill/decode pair. */
export interface EngineSpec {
  /** `--max-model-len`: prompt and answer together, in tokens. @default - the model's own maximum */
  readonly maxModelLen?: number;
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
}

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
}

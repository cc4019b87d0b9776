import type { AcceleratorFacts } from '../devices/accelerator-facts';
import { keepsEveryToken, ModelFacts } from './model-facts';

/** What decides how the memory of one GPU is shared out. */
export interface EngineMemory {
  /** The model. */
  readonly model: ModelFacts;
  /** The GPU. */
  readonly accelerator: AcceleratorFacts;
  /** GPUs that share every layer. */
  readonly tensor: number;
  /** Groups of layers. */
  readonly pipeline: number;
  /** The part of the GPU that vLLM takes. */
  readonly utilization: number;
  /** Bytes of one number in the KV cache; absent where its precision has no formula, and it is then not judged. */
  readonly kvBytes?: number;
  /** Bytes of one weight that the files hold in two, where that changes; absent where they stay as they are stored. */
  readonly weightBytes?: number;
  /** Whether all weights are loaded as they are stored before they become smaller. @default false */
  readonly loadsWhole?: boolean;
  /** Tokens in one step; below the default the engine needs less room to work in. */
  readonly maxBatchedTokens?: number;
}

/** How the memory of one GPU is used, in GiB. */
export interface MemoryShare {
  /** What vLLM may use. */
  readonly budget: number;
  /** Weights. */
  readonly weights: number;
  /** Room to work in: activations and what is allocated outside of Torch. */
  readonly work: number;
  /** Left for the KV cache; below zero the engine does not start. */
  readonly kvCache: number;
  /** How far off the estimate may be, one way. */
  readonly error: number;
}

/**
 * The memory of each GPU of an engine (vLLM 0.33 `vllm/v1/worker/gpu_worker.py`: budget minus everything else is the
 * cache).
 */
export function memoryShare(engine: EngineMemory): MemoryShare {
  const budget = engine.accelerator.memoryGiB * engine.utilization;
  const weights = weightsGiB(engine);
  const work = activationGiB(engine) + (engine.tensor > 1 ? SEVERAL_GPUS_GIB : ONE_GPU_GIB);
  return {
    budget,
    weights,
    work,
    kvCache: budget - weights - work,
    error: ACTIVATION_ERROR_GIB + weights * WEIGHTS_ERROR,
  };
}

/**
 * The weights on one GPU, in GiB: every layer is split over the tensor-parallel GPUs, and the layers over the pipeline.
 */
export function weightsGiB({
  model,
  pipeline,
  tensor,
  weightBytes,
}: Pick<EngineMemory, 'model' | 'pipeline' | 'tensor' | 'weightBytes'>): number {
  return model.weightsGiB * (weightBytes ?? STORED_BYTES) / STORED_BYTES / (tensor * pipeline);
}

/**
 * Bytes that one token keeps on one GPU; `undefined` where layers keep a window or different lengths ({@link
 * keepsEveryToken}), or the precision has no formula.
 *
 * Heads are split over the tensor-parallel GPUs and repeated where there are fewer heads than GPUs (vLLM 0.33
 * `vllm/config/model.py`, `get_num_kv_heads`); a latent cache (MLA) has no heads and is whole on every GPU. A pipeline
 * splits the layers.
 */
export function kvBytesPerToken({
  model,
  kvBytes,
  pipeline,
  tensor,
}: Pick<EngineMemory, 'kvBytes' | 'model' | 'pipeline' | 'tensor'>): number | undefined {
  const layers = Math.ceil(model.layers / pipeline);
  if (kvBytes === undefined || !keepsEveryToken(model)) return undefined;
  if (model.attention === 'mla') return layers * (model.latent ?? 0) * kvBytes;
  return 2 * layers * Math.max(1, model.kvHeads / tensor) * model.headDim * kvBytes;
}

/** Tokens that the KV cache of one engine holds: each GPU has its part of every token, so one GPU's memory decides. */
export function kvTokens(engine: EngineMemory, gib = memoryShare(engine).kvCache): number | undefined {
  const bytes = kvBytesPerToken(engine);
  return bytes === undefined ? undefined : Math.max(0, Math.floor(gib * GIB / bytes));
}

/** The longest `--max-model-len` of which `requests` fit side by side, in whole blocks. */
export function longestModelLen(engine: EngineMemory, blockSize: number, requests = 1): number | undefined {
  const tokens = kvTokens(engine);
  return tokens === undefined ? undefined : Math.floor(tokens / blockSize / requests) * blockSize;
}

const GIB = 2 ** 30;

/** Bytes of one weight in files of 16 bits, the only ones whose weights change their size. */
const STORED_BYTES = 2;

// Peak activation of a profile run with 8192 tokens on an H100 (llm-d-planner `capacity_planner.py`): Llama 4.8, Qwen
// 5.6, mixtures of experts up to 8.0 GiB. The larger dense value is not used for Llama shapes, which the measurement
// was made on.
const ACTIVATION_GIB = { dense: 4.8, wide: 5.6, experts: 8 };
const WIDE_VOCABULARY = 150_000;

/** The batch that the activations were measured at. */
const MEASURED_TOKENS = 8192;

/**
 * What stays however small the batch is: a quarter of the measured peak, a cautious reading of "a smaller batch needs
 * less".
 */
const LEAST_PART = 0.25;

// Outside of Torch: one GPU 0.15 GiB, with NCCL 0.6 GiB a GPU (llm-d-planner `capacity_planner.py`).
const ONE_GPU_GIB = 0.15;
const SEVERAL_GPUS_GIB = 0.6;

// Spread of the measured peaks between model families, and files against parameters × bytes.
const ACTIVATION_ERROR_GIB = 1.5;
const WEIGHTS_ERROR = 0.02;

function activationGiB({ maxBatchedTokens = MEASURED_TOKENS, model }: EngineMemory): number {
  const peak = model.experts
    ? ACTIVATION_GIB.experts
    : model.vocabulary > WIDE_VOCABULARY
      ? ACTIVATION_GIB.wide
      : ACTIVATION_GIB.dense;
  return peak * Math.max(LEAST_PART, Math.min(1, maxBatchedTokens / MEASURED_TOKENS));
}

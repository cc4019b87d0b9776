import type { AcceleratorFacts } from '../devices/accelerator-facts';
import type { WorkingMemory } from '../stack/vllm/working-memory';
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
  /** Data-parallel ranks, over which the experts are shared; everything else is whole in each. @default 1 */
  readonly data?: number;
  /** What this vLLM needs beside weights and KV cache. */
  readonly working: WorkingMemory;
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
  const { activation, outsideTorchGiB, outsideTorchOfSeveralGiB } = engine.working;
  const { error, gib: peak } = activation[kindOf(engine.model)];
  const work = peak * partOfPeak(engine) + (engine.tensor > 1 ? outsideTorchOfSeveralGiB : outsideTorchGiB);
  return {
    budget,
    weights,
    work,
    kvCache: budget - weights - work,
    error: error + weights * WEIGHTS_ERROR + unsharedError(engine),
  };
}

/**
 * The weights on one GPU, in GiB: every layer is split over the tensor-parallel GPUs, and the layers over the pipeline.
 * Data-parallel ranks share the experts alone.
 */
export function weightsGiB(engine: SharedWeights): number {
  const { data = 1, model, pipeline, tensor, weightBytes } = engine;
  const [least, most] = unsharedParts(engine);
  const unshared = (least + most) / 2;
  return model.weightsGiB * (weightBytes ?? STORED_BYTES) / STORED_BYTES * (unshared + (1 - unshared) / data)
    / (tensor * pipeline);
}

type SharedWeights = Pick<EngineMemory, 'data' | 'model' | 'pipeline' | 'tensor' | 'weightBytes'>;

/**
 * The least and the most of the weights that are whole in each data-parallel rank. How many layers have experts is not
 * known: at most all of them; and what is outside of experts is no more than what a token passes through.
 */
function unsharedParts({ data = 1, model }: Pick<EngineMemory, 'data' | 'model'>): readonly [number, number] {
  const { activeParameters, experts, hidden, layers, parameters } = model;
  if (data === 1 || !experts) return [1, 1];
  // Gate, up and down.
  const inExperts = layers * experts.count * 3 * hidden * experts.intermediate;
  return [Math.max(0, 1 - inExperts / parameters), Math.min(1, activeParameters / parameters)];
}

/** How far off the weights of one GPU may be because of it, in GiB, one way. */
function unsharedError(engine: SharedWeights): number {
  const { data = 1, model, pipeline, tensor, weightBytes } = engine;
  const [least, most] = unsharedParts(engine);
  return model.weightsGiB * (weightBytes ?? STORED_BYTES) / STORED_BYTES * (most - least) / 2 * (1 - 1 / data)
    / (tensor * pipeline);
}

/**
 * Bytes that one token keeps on one GPU; `undefined` where layers keep a window or different lengths ({@link
 * keepsEveryToken}), or the precision has no formula.
 *
 * Heads are split over the tensor-parallel GPUs and repeated where there are fewer heads than GPUs (vLLM 0.33
 * `vllm/config/model.py`, `get_num_kv_heads`); a latent cache (MLA) has no heads and is whole on every GPU, and with it
 * what an indexer keeps. A pipeline splits the layers.
 */
export function kvBytesPerToken({
  model,
  kvBytes,
  pipeline,
  tensor,
}: Pick<EngineMemory, 'kvBytes' | 'model' | 'pipeline' | 'tensor'>): number | undefined {
  const layers = Math.ceil(model.layers / pipeline);
  if (kvBytes === undefined || !keepsEveryToken(model)) return undefined;
  if (model.attention === 'mla') return layers * (model.latent ?? 0) * kvBytes + (model.indexerBytes ?? 0) / pipeline;
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

const WIDE_VOCABULARY = 150_000;

/** The batch that the activations were measured at. */
const MEASURED_TOKENS = 8192;

/**
 * What stays however small the batch is: a quarter of the measured peak, a cautious reading of "a smaller batch needs
 * less".
 */
const LEAST_PART = 0.25;

// Files against parameters × bytes.
const WEIGHTS_ERROR = 0.02;

function partOfPeak({ maxBatchedTokens = MEASURED_TOKENS }: EngineMemory): number {
  return Math.max(LEAST_PART, Math.min(1, maxBatchedTokens / MEASURED_TOKENS));
}

function kindOf({ experts, vocabulary }: ModelFacts): keyof WorkingMemory['activation'] {
  if (experts) return 'experts';
  return vocabulary > WIDE_VOCABULARY ? 'wide' : 'dense';
}

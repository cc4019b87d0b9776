import { EngineMemory, MemoryShare, memoryShare } from '../../../facts/memory';
import type { ModelFacts } from '../../../facts/model-facts';
import { InferencePlan } from '../../../plan/inference-plan';
import type { PoolPlan } from '../../../plan/pool-plan';
import { Violation } from '../../language/rule';
import { modelName } from '../../language/model-name';
import { flagsOf } from '../../language/vllm-arguments';

/** The engine of a role whose memory can be judged. */
export interface JudgedEngine {
  /** Its pods. */
  readonly pool: PoolPlan;
  /** What decides how the memory of a GPU is shared out. */
  readonly engine: EngineMemory;
  /** How it is. */
  readonly share: MemoryShare;
  /** `--max-model-len`, given or the model's own. */
  readonly length: number;
  /** Tokens in a block of KV cache. */
  readonly blockSize: number;
  /** The model, its split and its GPU, for a message. */
  readonly label: string;
  /** The GPU. */
  readonly product: string;
  /** Whether the spec names a quantization. */
  readonly isQuantized: boolean;
}

/** The violations of the engines whose memory can be judged: model, GPU and sizes are known. */
export function eachEngine(plan: InferencePlan, check: (judged: JudgedEngine) => readonly Violation[]): Violation[] {
  return plan.pools.flatMap((pool) => {
    const { facts: model } = pool.model;
    const { facts: accelerator, product } = pool.accelerator ?? {};
    const { known } = pool.modelServer;
    const utilization = pool.roleEngine.gpuMemoryUtilization ?? known?.gpuMemoryUtilization;
    const { data, tensor, pipeline } = pool.parallelism;
    const sizes = model && engineSizes(pool, model);
    // Sizes that are no numbers have their own rule; a fixed cache size overrides the formula.
    if (!model || !accelerator || !known || !sizes || utilization === undefined) return [];
    if (!(tensor >= 1 && pipeline >= 1 && data >= 1 && utilization > 0 && utilization <= 1)) return [];
    if (hasFixedCache(pool)) return [];
    const { blockSize = 16, maxModelLen } = pool.engine;
    const engine: EngineMemory = {
      model, accelerator, tensor, pipeline, ...(data > 1 && { data }), utilization,
      working: known.workingMemory, ...sizes,
      maxBatchedTokens: pool.roleEngine.maxNumBatchedTokens ?? defaultBatch(accelerator.memoryGiB, product),
    };
    return check({
      pool, engine, blockSize, share: memoryShare(engine),
      // What is found at the start fits: at least a block.
      length: maxModelLen === 'auto' ? blockSize : maxModelLen ?? model.maxContext,
      label: `${modelName(pool.model)} on ${tensor * pipeline * data} × ${product}`,
      product: product ?? '', isQuantized: pool.engine.quantization !== undefined,
    });
  });
}

/** How many bytes weights and KV cache have with the values of `engine`; nothing where that is not known. */
export function engineSizes(
  { engine: { dtype = 'auto', kvCacheDtype = 'auto', quantization }, modelServer: { known } }: Pool,
  { native }: ModelFacts,
): Pick<EngineMemory, 'kvBytes' | 'weightBytes' | 'loadsWhole'> | undefined {
  const values = known?.engineValues;
  if (!values) return undefined;
  const [number, cached] = [listed(values.dtype, dtype), listed(values.kvCacheDtype, kvCacheDtype)];
  const method = quantization === undefined ? 'stored' : listed(values.quantization, quantization);
  if (number === undefined || method === undefined) return undefined;
  const ofModel = number === 'model' ? 2 : number;
  const bytes = cached === 'model' ? ofModel : cached === 'unread' ? undefined : cached;
  const kvBytes = bytes === undefined ? {} : { kvBytes: bytes };
  // What the files hold in fewer bits stays as it is: the method then names how they are stored.
  if (native !== 'bf16') return kvBytes;
  if (method === 'unread') return undefined;
  if (method === 'stored') return ofModel > 2 ? { ...kvBytes, weightBytes: ofModel } : kvBytes;
  return { ...kvBytes, weightBytes: 1, loadsWhole: method === 'byte once loaded' };
}

type Pool = Pick<PoolPlan, 'engine' | 'extraArgs' | 'modelServer'>;

/** The entry of a list that a spec names, which may be any word. */
function listed<T>(list: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(list, word) ? list[word] : undefined;
}

function hasFixedCache({ extraArgs }: Pool): boolean {
  return flagsOf(extraArgs).some(
    ({ name }) =>
      name === '--kv-cache-memory-bytes' || name === '--num-gpu-blocks-override' || name === '--cpu-offload-gb',
  );
}

// vLLM 0.27.1 vllm/engine/arg_utils.py:2544: the larger default is for 70 GiB and more, but not for the A100.
function defaultBatch(memoryGiB: number, accelerator: string | undefined): number {
  return memoryGiB >= 70 && !accelerator?.includes('A100') ? 8192 : 2048;
}

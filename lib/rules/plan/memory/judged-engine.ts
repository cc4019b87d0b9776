import { EngineMemory, memoryShare, MemoryShare } from '../../../facts/memory';
import type { ModelFacts } from '../../../facts/model-facts';
import type { PoolPlan } from '../../../plan/pool-plan';
import { InferencePlan } from '../../../plan/inference-plan';
import { Violation } from '../../language/rule';
import { flagsOf } from '../../language/vllm-arguments';

/** An engine whose memory can be judged. */
export interface JudgedEngine {
  readonly pool: PoolPlan;
  readonly engine: EngineMemory;
  readonly share: MemoryShare;
  /** `--max-model-len`, given or the model's own. */
  readonly length: number;
  readonly blockSize: number;
  /** The model, its split and its GPU, for a message. */
  readonly label: string;
}

/** What a rule finds in the engine of each role, where model, GPU and version are known. */
export function eachEngine(plan: InferencePlan, check: (judged: JudgedEngine) => readonly Violation[]): Violation[] {
  return plan.pools.flatMap((pool) => {
    const { facts: model, repository } = pool.model;
    const { facts: accelerator, product } = plan.accelerator ?? {};
    const { known } = pool.modelServer;
    const utilization = pool.roleEngine.gpuMemoryUtilization ?? known?.gpuMemoryUtilization;
    const { tensor, pipeline } = pool.parallelism;
    // Sizes that are no numbers have their own rule; a fixed cache size overrides the formula.
    if (
      !model
      || !accelerator
      || !known
      || utilization === undefined
      || !(tensor >= 1 && pipeline >= 1)
      || hasFixedCache(pool)
    )
      return [];
    const { kvCacheDtype = 'auto', quantization, blockSize = 16, maxModelLen } = pool.engine;
    const engine: EngineMemory = {
      model, accelerator, tensor, pipeline, utilization, working: known.workingMemory,
      kvBytes: kvCacheDtype.startsWith('fp8') ? 1 : 2,
      ...weightBytes(model, quantization),
      maxBatchedTokens: pool.roleEngine.maxNumBatchedTokens ?? defaultBatch(accelerator.memoryGiB, product),
    };
    return check({
      pool, engine, blockSize, share: memoryShare(engine), length: maxModelLen ?? model.maxContext,
      label: `${repository} on ${tensor * pipeline} × ${product}`,
    });
  });
}

function hasFixedCache({ extraArgs }: PoolPlan): boolean {
  return flagsOf(extraArgs).some(
    ({ name }) =>
      name === '--kv-cache-memory-bytes' || name === '--num-gpu-blocks-override' || name === '--cpu-offload-gb',
  );
}

// vLLM quantizes bf16 weights to FP8 while it loads them; the other methods name what the files already are.
function weightBytes(model: ModelFacts, quantization: string | undefined): { weightBytes?: number } {
  return quantization === 'fp8' && model.native === 'bf16' ? { weightBytes: 1 } : {};
}

// vLLM 0.27.1 vllm/engine/arg_utils.py:2544: the larger default is for 70 GiB and more, but not for the A100.
function defaultBatch(memoryGiB: number, accelerator: string | undefined): number {
  return memoryGiB >= 70 && !accelerator?.includes('A100') ? 8192 : 2048;
}

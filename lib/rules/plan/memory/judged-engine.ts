import { Role } from '../../../spec/role';
import { EngineMemory, memoryShare, MemoryShare } from '../../../facts/memory';
import type { ModelFacts } from '../../../facts/model-facts';
import { InferencePlan } from '../../../plan/inference-plan';
import { eachRole } from '../../language/roles';
import { Violation } from '../../language/rule';
import { flagsOf } from '../../language/vllm-arguments';

/** An engine whose memory can be judged. */
export interface JudgedEngine {
  readonly role: Role;
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
  return eachRole((role) => {
    const { facts: model, repository } = plan[role].model;
    const { facts: accelerator, product } = plan.accelerator ?? {};
    const { known } = plan[role].modelServer;
    const utilization = plan[role].roleEngine.gpuMemoryUtilization ?? known?.gpuMemoryUtilization;
    const { tensor, pipeline } = plan[role].parallelism;
    // Sizes that are no numbers have their own rule; a fixed cache size overrides the formula.
    if (
      !model
      || !accelerator
      || !known
      || utilization === undefined
      || !(tensor >= 1 && pipeline >= 1)
      || hasFixedCache(plan, role)
    )
      return [];
    const { kvCacheDtype = 'auto', quantization, blockSize = 16, maxModelLen } = plan[role].engine;
    const engine: EngineMemory = {
      model, accelerator, tensor, pipeline, utilization, working: known.workingMemory,
      kvBytes: kvCacheDtype.startsWith('fp8') ? 1 : 2,
      ...weightBytes(model, quantization),
      maxBatchedTokens: plan[role].roleEngine.maxNumBatchedTokens ?? defaultBatch(accelerator.memoryGiB, product),
    };
    return check({
      role, engine, blockSize, share: memoryShare(engine), length: maxModelLen ?? model.maxContext,
      label: `${repository} on ${tensor * pipeline} × ${product}`,
    });
  });
}

function hasFixedCache(plan: InferencePlan, role: Role): boolean {
  return flagsOf(plan[role].extraArgs).some(
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

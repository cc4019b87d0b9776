import { accelerators } from '../../../devices/accelerators';
import { defaultDevice } from '../../../devices/devices';
import type { InferencePlan } from '../../../plan/inference-plan';
import type { PoolPlan } from '../../../plan/pool-plan';
import { weightsGiB } from '../../../facts/memory';
import { givenModel } from '../../language/example';
import { noAcceleratorRule } from './unknown-facts';
import { Rule } from '../../language/rule';
import { engineSizes } from './judged-engine';

/** Says what is not judged of a GPU that the spec does not name. */
export const unnamedAcceleratorRule: Rule = {
  id: 'PD626',
  title: 'Whether large weights fit the GPU is judged',
  severity: 'warning',
  cause:
    'without `accelerator` no rule knows the memory of the GPU: an engine whose weights do not fit ends at its start',
  fix: 'set `accelerator`; with `acceleratorLabel: \'none\'` it adds no node selector',
  source: 'rows in lib/devices/accelerators.ts',
  evidence: 'read',
  holdsFor: 'models whose facts are known',
  check: plan =>
    // What fits no GPU at all is said once.
    noAcceleratorRule.check(plan).length > 0
      ? []
      : largest(unnamed(plan).flatMap((pool) => {
          const { model: { facts, repository }, parallelism: { data, pipeline, tensor }, role } = pool;
          const sizes = facts && engineSizes(pool, facts);
          if (!facts || !sizes || !(tensor >= 1 && pipeline >= 1 && data >= 1)) return [];
          const weights = weightsGiB({ ...sizes, model: facts, tensor, pipeline, data });
          const gpus = Object.values(accelerators);
          const small = gpus.filter(({ memoryGiB }) => memoryGiB < weights).length;
          const cause
            = `is not set, and the weights of ${repository} take ${weights.toFixed(1)} GiB of each GPU of a `
              + `${role} pod, more than ${small} of the ${gpus.length} known GPUs have`;
          return 2 * small <= gpus.length ? [] : [{ cause, weights }];
        })).map(({ cause }) => ({ field: 'accelerator', cause })),
  example: {
    field: 'accelerator',
    fails: undefined,
    passes: 'NVIDIA-B200',
    given: {
      ...givenModel('meta-llama/Llama-3.1-70B-Instruct', 'PD508'), 'engine.maxModelLen': 8000,
    },
  },
};

/** The pools whose GPUs could be any of NVIDIA's: of other devices no list is whole. */
function unnamed({ pools }: InferencePlan): readonly PoolPlan[] {
  return pools.filter(({ accelerator, device }) => accelerator === undefined && device === defaultDevice.name);
}

/** Roles that need much say the same thing: it is said of the one that needs most. */
function largest<T extends { readonly weights: number }>(needs: readonly T[]): readonly T[] {
  return [...needs].sort((one, other) => other.weights - one.weights).slice(0, 1);
}

import { hasRates } from '../../../devices/accelerator-facts';
import { accelerators } from '../../../devices/accelerators';
import { defaultDevice, devices } from '../../../devices/devices';
import { memoryShare } from '../../../facts/memory';
import { keepsEveryToken } from '../../../facts/model-facts';
import { InferencePlan } from '../../../plan/inference-plan';
import { namedAccelerators, PlannedAccelerator } from '../../../plan/planned-devices';
import type { ModelProps } from '../../../plan/model-server-pool-props';
import { sourceOfUri } from '../../../model-sources/sources';
import { poolsOf } from '../../../plan/pools';
import { nearest } from '../../../schema/did-you-mean';
import { givenModel } from '../../language/example';
import { modelName } from '../../language/model-name';
import { Rule, Violation } from '../../language/rule';
import { engineSizes } from '../../language/node-size';
import { eachEngine } from './judged-engine';
import { RuleId } from '../../language/rule-id';

/** What is not known about the model, and with it what is not judged: the violations of PD205. */
export function unknownModel({ pools, spec }: InferencePlan): Violation[] {
  // Of a URI that names no model PD713 says what is wrong.
  return poolsOf({ pools }, 'decode').flatMap(({ accelerator, model }) =>
    sourceOfUri(spec.model.uri) === undefined && !model.facts ? [] : unknownPart(model, accelerator));
}

function unknownPart({ facts, ...named }: ModelProps, accelerator: PlannedAccelerator | undefined): Violation[] {
  if (!facts) {
    const unjudged = `${judgedByModel.join(', ')}, and the part of PD309 about KV heads`;
    return [{ field: 'model.uri', cause: `no facts about ${named.repository} are known, ${notJudged} ${unjudged}` }];
  }
  if (!accelerator?.facts || keepsEveryToken(facts)) return [];
  const keeps = {
    sliding: 'a window of tokens in its layers',
    hybrid: 'different things in different layers',
    mamba: 'a state that does not grow in some of its layers',
  }[facts.attention as Exclude<typeof facts.attention, 'gqa' | 'mla'>];
  return [{
    field: 'model.uri',
    cause: `${modelName(named)} keeps ${keeps}: its weights are judged, its KV cache is not (PD202 to PD204)`,
    fix: 'waive the rule after a successful start',
  }];
}

const notJudged = 'so these rules are not judged:';
const written = '`accelerator: Accelerator.of({ product, memoryGiB, computeCapability })`';

/** Says what is not judged of a GPU that the library does not know, or not whole. */
export const unknownAcceleratorRule: Rule = {
  id: 'PD209',
  title: 'The facts about the accelerator are known, so that all rules can judge it',
  severity: 'warning',
  cause:
    'the rules use facts about the accelerator to judge whether the model fits it, and none are known; '
    + 'with a mistyped name the pods stay pending, because no node has it',
  fix: `correct the name, or set the facts: ${written}`,
  source: 'rows in lib/devices/accelerators.ts',
  evidence: 'read',
  holdsFor: 'specs with an accelerator',
  check: plan => namedAccelerators(plan).flatMap(({ facts, field, product }) => {
    if (!facts) {
      const meant = nearest(product, devices.flatMap(device => Object.keys(device.accelerators)));
      return [
        {
          field,
          cause: `no facts about '${product}' are known, ${notJudged} ${judgedByAccelerator.join(', ')}`,
          ...(meant !== undefined && { fix: `did you mean '${meant}'? Otherwise set the facts: ${written}` }),
        },
      ];
    }
    return hasRates(facts)
      ? []
      : [
          {
            field,
            cause: `arithmetic or bandwidth of '${product}' is not given, ${notJudged} ${judgedByRates.join(', ')}`,
            fix: 'add `bf16Tflops` and `memoryTBs` to `Accelerator.of`',
          },
        ];
  }),
  example: {
    field: 'accelerator',
    fails: 'NVIDIA-H100-80GB-HBM',
    passes: 'NVIDIA-H100-80GB-HBM3',
    given: {
      ...givenModel('meta-llama/Llama-3.1-70B-Instruct'),
      'fabric': { type: 'rdma-node-memlock', network: 'infiniband' },
      'prefill.parallelism': { tensor: 4 },
      'decode.parallelism': { tensor: 4 },
    },
  },
};

/** Says that a model fits no GPU at all, where the spec names none. */
export const noAcceleratorRule: Rule = {
  id: 'PD225',
  title: 'The weights fit a known GPU where none is named',
  severity: 'warning',
  cause:
    'without `accelerator` memory is not judged (PD201 to PD204, PD210); of a model that fits none of the GPUs that '
    + 'are known, an engine exits with an out-of-memory error wherever it runs',
  fix: 'set a larger `tensor`, or `accelerator`',
  source: 'formulas in lib/facts/memory.ts, rows in lib/devices/accelerators.ts',
  evidence: 'read',
  holdsFor: 'models whose facts are known, specs without an accelerator',
  check: (plan) => {
    // A device of which the spec names no product: only of NVIDIA's are all known.
    const unnamed = plan.pools.filter(({ accelerator, device }) => !accelerator && device === defaultDevice.name);
    const [largest] = Object.entries(accelerators).sort(([, a], [, b]) => b.memoryGiB - a.memoryGiB);
    const [product, facts] = largest!;
    const accelerator = { product, facts, field: 'accelerator' };
    return eachEngine({ ...plan, pools: unnamed.map(pool => ({ ...pool, accelerator })) }, ({ engine, pool }) => {
      // A small part of the GPU is given on purpose.
      const usual = pool.modelServer.known?.gpuMemoryUtilization ?? 0;
      const share = memoryShare({ ...engine, utilization: Math.max(engine.utilization, usual) });
      if (share.kvCache + share.error >= 0) return [];
      const { tensor } = engine;
      const larger = engineSizes.find(size =>
        size > tensor && tensor / size * share.weights + share.work < share.budget);
      return [{
        field: `${pool.role}.parallelism.tensor`,
        cause:
          `${modelName(pool.model)} on ${tensor * engine.pipeline} GPUs has ${share.weights.toFixed(1)} GiB of `
          + `weights on each, more than any known GPU has room for (at most ${share.budget.toFixed(1)} GiB)`,
        fix: larger === undefined
          ? 'use a smaller model, or one whose files are quantized'
          : `set \`tensor\` to ${larger} or more, quantize the weights, or name the \`accelerator\``,
      }];
    });
  },
  example: {
    field: 'decode.parallelism',
    fails: { tensor: 2 },
    passes: { tensor: 8 },
    given: {
      ...givenModel('meta-llama/Llama-3.1-405B-Instruct'),
      'prefill.parallelism': { tensor: 8 },
      'prefill.replicas': 1,
      'decode.replicas': 8,
    },
    implies: ['PD626', 'PD323'],
  },
};

/** Rules that need the facts about the model; a test asks all others that they do not. */
export const judgedByModel: readonly RuleId[] = [
  'PD106', 'PD107', 'PD108', 'PD109', 'PD116', 'PD120', 'PD131', 'PD201', 'PD202', 'PD203', 'PD204', 'PD207', 'PD210',
  'PD214', 'PD215', 'PD216', 'PD224', 'PD225', 'PD226',
  'PD341', 'PD348', 'PD349', 'PD505', 'PD506', 'PD507', 'PD508', 'PD511', 'PD626', 'PD645',
];

/** Rules that need the rates of the GPU. */
export const judgedByRates: readonly RuleId[] = ['PD507', 'PD508'];

/** Rules that need a fact about the GPU. */
export const judgedByAccelerator: readonly RuleId[] = [
  'PD119',
  'PD139',
  'PD201',
  'PD202',
  'PD203',
  'PD204',
  'PD210',
  'PD217',
  'PD652',
  'PD653',
  ...judgedByRates,
];

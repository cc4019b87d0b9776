import { hasRates } from '../../../devices/accelerator-facts';
import { accelerators } from '../../../devices/accelerators';
import { keepsEveryToken } from '../../../facts/model-facts';
import type { InferencePlan, PlannedAccelerator } from '../../../plan/inference-plan';
import type { ModelProps } from '../../../plan/model-server-pool-props';
import { sourceOfUri } from '../../../model-sources/sources';
import { poolsOf } from '../../../plan/pools';
import { nearest } from '../../../schema/did-you-mean';
import { givenModel } from '../../language/example';
import { Rule, Violation } from '../../language/rule';
import { RuleId } from '../../language/rule-id';

/** What is not known about the model, and with it what is not judged: the violations of PD205. */
export function unknownModel({ accelerator, pools, spec }: InferencePlan): Violation[] {
  // Of a URI that names no model PD713 says what is wrong.
  return poolsOf({ pools }, 'decode').flatMap(({ model }) =>
    sourceOfUri(spec.model.uri) === undefined && !model.facts ? [] : unknownPart(model, accelerator));
}

function unknownPart({ facts, repository }: ModelProps, accelerator: PlannedAccelerator | undefined): Violation[] {
  if (!facts) {
    const unjudged = `${judgedByModel.join(', ')}, and the part of PD309 about KV heads`;
    return [{ field: 'model.uri', cause: `no facts about ${repository} are known, ${notJudged} ${unjudged}` }];
  }
  if (!accelerator?.facts || keepsEveryToken(facts)) return [];
  const keeps = facts.attention === 'sliding'
    ? 'a window of tokens in its layers'
    : 'different things in different layers';
  return [{
    field: 'model.uri',
    cause: `${repository} keeps ${keeps}: its weights are judged, its KV cache is not (PD202 to PD204)`,
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
  check: ({ accelerator }) => {
    if (!accelerator) return [];
    const { facts, product } = accelerator;
    if (!facts) {
      const meant = nearest(product, Object.keys(accelerators));
      return [
        {
          field: 'accelerator',
          cause: `no facts about '${product}' are known, ${notJudged} ${judgedByAccelerator.join(', ')}`,
          ...(meant !== undefined && { fix: `did you mean '${meant}'? Otherwise set the facts: ${written}` }),
        },
      ];
    }
    return hasRates(facts)
      ? []
      : [
          {
            field: 'accelerator',
            cause: `arithmetic or bandwidth of '${product}' is not given, ${notJudged} ${judgedByRates.join(', ')}`,
            fix: 'add `bf16Tflops` and `memoryTBs` to `Accelerator.of`',
          },
        ];
  },
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

/** Rules that need the facts about the model; a test asks all others that they do not. */
export const judgedByModel: readonly RuleId[] = [
  'PD106', 'PD107', 'PD108', 'PD109', 'PD116', 'PD120', 'PD201', 'PD202', 'PD203', 'PD204', 'PD207', 'PD210',
  'PD505', 'PD506', 'PD507', 'PD508', 'PD511', 'PD626',
];

/** Rules that need the rates of the GPU. */
export const judgedByRates: readonly RuleId[] = ['PD507', 'PD508'];

/** Rules that need a fact about the GPU. */
export const judgedByAccelerator: readonly RuleId[] = [
  'PD119',
  'PD201',
  'PD202',
  'PD203',
  'PD204',
  'PD210',
  ...judgedByRates,
];

import { pairsOf } from '../../../plan/pools';
import type { Rule } from '../../language/rule';

/** A context whose length vLLM finds itself. */
export const lengthRules: readonly Rule[] = [
  {
    id: 'PD132',
    title: 'Both roles have the same length of context',
    severity: 'warning',
    cause:
      'with `auto` each engine takes the longest context for which it finds memory: the role with less refuses '
      + 'requests that the other one accepts, after the work was done',
    fix: 'set `engine.maxModelLen` to a number that both have, or waive the rule with the lengths that the engines log',
    source: 'vLLM 0.27.1 vllm/v1/engine/input_processor.py refuses prompts above max_model_len',
    evidence: 'read',
    check: plan => plan.spec.engine?.maxModelLen === 'auto' && pairsOf(plan).length > 0
      ? [{ field: 'engine.maxModelLen', cause: 'is \'auto\', which prefill and decode find each for itself' }]
      : [],
    example: { field: 'engine', fails: { maxModelLen: 'auto' }, passes: { maxModelLen: 8192 } },
  },
  {
    id: 'PD133',
    title: 'The vLLM of the release finds the length of the context itself',
    severity: 'error',
    cause: 'vLLM exits at start: it takes a number of tokens only',
    fix: 'set `engine.maxModelLen` to a number',
    source: 'the type of `--max-model-len` in lib/stack/vllm/flags',
    evidence: 'read',
    check: ({ pools, spec }) => spec.engine?.maxModelLen === 'auto'
      ? pools.flatMap(({ modelServer: { known } }) =>
          known?.commandLine !== undefined && known.commandLine.flags['--max-model-len']?.type !== 'size-or-auto'
            ? [{ field: 'engine.maxModelLen', cause: `vLLM ${known.version} takes no 'auto'` }]
            : []).slice(0, 1)
      : [],
    example: {
      of: 'plan',
      field: 'decode.modelServer.known.commandLine.flags',
      fails: { '--max-model-len': { type: 'size' } },
      passes: { '--max-model-len': { type: 'size-or-auto' } },
      given: { 'engine.maxModelLen': 'auto' },
      implies: ['PD132'],
    },
  },
];

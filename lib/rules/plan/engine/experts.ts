import { nearest } from '../../../schema/did-you-mean';
import type { PoolPlan } from '../../../plan/pool-plan';
import { modelName } from '../../language/model-name';
import type { Rule, Violation } from '../../language/rule';

/** What a spec says of the experts of a model. */
export const expertRules: readonly Rule[] = [
  {
    id: 'PD347',
    title: 'The vLLM of the release has the backends that are named for experts',
    severity: 'error',
    cause: 'vLLM exits at start with `invalid choice`',
    fix: 'use a value that the version has',
    source: 'choices of `--all2all-backend` and `--moe-backend` in lib/stack/vllm/flags',
    evidence: 'read',
    check: ({ pools }) => pools.flatMap(pool => [
      ...unlisted(pool, 'allToAll', '--all2all-backend'), ...unlisted(pool, 'backend', '--moe-backend'),
    ]),
    example: {
      field: 'decode.engine',
      fails: { experts: { allToAll: 'deep_ep' } },
      passes: { experts: { allToAll: 'deepep_low_latency' } },
    },
  },
  {
    id: 'PD348',
    title: 'What is said of experts is said of a model that has them',
    severity: 'error',
    cause: 'the settings have no effect, or vLLM exits because the model has no experts',
    fix: 'remove `experts`',
    source: 'vLLM 0.33.0 vllm/config/parallel.py',
    evidence: 'read',
    holdsFor: 'models whose facts are known',
    check: ({ pools }) => pools.flatMap(({ model, role, roleEngine }) =>
      roleEngine.experts !== undefined && model.facts !== undefined && model.facts.experts === undefined
        ? [{ field: `${role}.engine.experts`, cause: `${modelName(model)} has no experts` }]
        : []),
    example: {
      field: 'decode.engine',
      fails: { experts: { overlap: {} } },
      passes: undefined,
      given: { 'model.uri': 'hf://Qwen/Qwen3-32B' },
      implies: ['PD508'],
    },
  },
  {
    id: 'PD349',
    title: 'Copies of experts are divided evenly among the GPUs of an engine',
    severity: 'error',
    cause: 'each GPU has the same number of experts, with the copies; vLLM exits at start if they do not divide',
    fix: 'set `redundant` so that the experts of the model and the copies are a multiple of the GPUs of the engine',
    source: 'vLLM 0.33.0 vllm/distributed/eplb',
    evidence: 'read',
    holdsFor: 'models whose facts are known',
    check: ({ pools }) => pools.flatMap((pool): Violation[] => {
      const { model, parallelism: { data, tensor }, role, roleEngine } = pool;
      const copies = roleEngine.experts?.rebalance?.redundant;
      const of = model.facts?.experts?.count;
      const ranks = data * tensor;
      if (copies === undefined || of === undefined || !Number.isInteger(ranks) || ranks < 1) return [];
      return (of + copies) % ranks === 0 ? [] : [{
        field: `${role}.engine.experts.rebalance.redundant`,
        cause: `${of} experts and ${copies} copies are not divided evenly among ${ranks} GPUs`,
        fix: `set it to ${Math.ceil((of + copies) / ranks) * ranks - of}`,
      }];
    }),
    example: {
      field: 'decode.engine',
      fails: { experts: { rebalance: { redundant: 3 } } },
      passes: { experts: { rebalance: { redundant: 8 } } },
      given: { 'decode.parallelism': { data: 8 } },
      implies: ['PD346'],
    },
  },
];

function unlisted(
  { modelServer: { known }, role, roleEngine: { experts } }: PoolPlan, field: 'allToAll' | 'backend', flag: string,
): Violation[] {
  const value = experts?.[field];
  const choices = known?.commandLine?.flags[flag]?.choices?.map(String);
  if (value === undefined || known === undefined || known.commandLine === undefined) return [];
  const place = { field: `${role}.engine.experts.${field}` };
  if (choices === undefined)
    return known.flags.includes(flag) ? [] : [{ ...place, cause: `vLLM ${known.version} has no \`${flag}\`` }];
  if (choices.includes(value)) return [];
  const meant = nearest(value, choices);
  return [{
    ...place,
    cause: `vLLM ${known.version} has no '${value}'${meant === undefined ? '' : ` (did you mean '${meant}'?)`}`,
    fix: `use one of ${choices.join(', ')}`,
  }];
}

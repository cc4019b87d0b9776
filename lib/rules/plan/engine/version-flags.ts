import { derivedFlags } from '../../../constructs/serving/vllm-args';
import { Release } from '../../../stack/releases';
import type { PoolPlan } from '../../../plan/pool-plan';
import type { Rule, Violation } from '../../language/rule';
import { fieldOf } from './derived-flags';

/** What the flags that fields become need of the version. */
export const versionFlagRules: readonly Rule[] = [
  {
    id: 'PD135',
    title: 'The vLLM of the release has the flags of the fields that are set',
    severity: 'error',
    cause: 'vLLM exits at start with `unrecognized arguments`',
    fix: 'remove the field, or use a release whose vLLM has the flag',
    source: 'the flags of each version in lib/stack/vllm/, read from its package',
    evidence: 'proven',
    holdsFor: 'versions whose flags are known',
    check: ({ pools }) => pools.flatMap(missingFlags),
    example: {
      field: 'engine.attentionBackend',
      fails: 'FLASH_ATTN',
      passes: undefined,
      given: { release: Release.ROUTER_0_3 },
    },
  },
  {
    id: 'PD350',
    title: 'Experts are copied where they are spread over the GPUs',
    severity: 'error',
    cause: 'vLLM exits at start: `enable_expert_parallel must be True to use EPLB`',
    fix: 'set `parallelism.expert` to true, or remove `experts.rebalance`',
    source: 'vLLM 0.27.1 vllm/config/parallel.py',
    evidence: 'proven',
    check: ({ pools }) => pools.flatMap(({ parallelism: { expert }, role, roleEngine: { experts } }): Violation[] =>
      experts?.rebalance === undefined || expert ? [] : [{
        field: `${role}.engine.experts.rebalance`, cause: 'the experts of this model are on every GPU',
      }]),
    example: {
      field: 'decode.engine',
      fails: { experts: { rebalance: {} } },
      passes: undefined,
    },
  },
];

function missingFlags(pool: PoolPlan): Violation[] {
  const { known } = pool.modelServer;
  if (known === undefined) return [];
  const flags = derivedFlags({ ...pool, modelCache: { name: '' } });
  return Object.entries(flags)
    .filter(([flag, value]) => value !== undefined && value !== false && !known.flags.includes(flag))
    .map(([flag]) => ({
      field: fieldOf(flag, pool.role) ?? 'release', cause: `vLLM ${known.version} has no \`${flag}\``,
    }));
}

import { derivedFlags } from '../../../constructs/serving/vllm-args';
import { Release } from '../../../stack/releases';
import type { PoolPlan } from '../../../plan/pool-plan';
import { onceByField } from '../../language/once-by-field';
import type { Rule, Violation } from '../../language/rule';
import { isOwnImage } from '../own-image';
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
  {
    id: 'PD351',
    title: 'The vLLM of the release and its image have the method of speculation',
    severity: 'error',
    cause: 'vLLM exits at start: it does not know the method, or the package that the method needs is not installed',
    fix: 'set `engine.speculation.method` to one that is there, for example ngram',
    source:
      'vLLM 0.11.0, 0.27.1, 0.30.0 and 0.33.0 vllm/config/speculative.py, `SpeculativeMethod` and '
      + '`_validate_suffix_decoding`',
    evidence: 'proven',
    holdsFor: 'versions whose methods are known',
    check: ({ pools }) => onceByField(pools.flatMap(missingMethod)),
    example: {
      field: 'engine.speculation',
      fails: { method: 'suffix', tokens: 8 },
      passes: { method: 'ngram', tokens: 8 },
      given: { release: Release.ROUTER_0_10 },
    },
  },
];

function missingMethod({ engine: { speculation }, modelServer: { image, known } }: PoolPlan): Violation[] {
  const methods = known?.engineValues.speculation;
  if (methods === undefined || speculation === undefined) return [];
  const { method } = speculation;
  const field = 'engine.speculation.method';
  if (!Object.hasOwn(methods, method)) {
    return [{
      field, cause: `vLLM ${known?.version} has no method \`${method}\`, only ${Object.keys(methods).join(', ')}`,
    }];
  }
  return methods[method] === 'none' || isOwnImage(image)
    ? []
    : [{
        field, cause: `\`${method}\` needs ${methods[method]}, which ${image} does not have`,
        fix: `set \`engine.speculation.method\` to another, or \`image\` to one with ${methods[method]}`,
      }];
}

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

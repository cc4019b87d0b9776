import type { PoolPlan } from '../../../plan/pool-plan';
import type { EngineSpec } from '../../../spec/engine';
import { nearest } from '../../../schema/did-you-mean';
import { excerpt } from '../../language/message-text';
import { Rule, Violation } from '../../language/rule';

/** The values of `engine` against the lists of the release's vLLM. */
export const engineValueRules: readonly Rule[] = [
  {
    id: 'PD130',
    title: 'The values of `engine` are known for the vLLM of the release',
    severity: 'warning',
    cause:
      'upstream adds values with every version, so a value that is not known is used as given; but vLLM exits at '
      + 'start if it does not have it, and what depends on it is not judged',
    fix: 'correct the value, or waive the rule after a successful start',
    source: 'lib/stack/vllm/values/: the lists of each version, read at its tag',
    evidence: 'read',
    // The roles share these values, and the vLLM.
    check: plan => plan.pools.slice(0, 1).flatMap(pool => [
      ...fields.flatMap(field => unlisted(pool, field)),
      ...unknownBlockSize(pool),
      ...unread(pool),
    ]),
    example: { field: 'engine.kvCacheDtype', fails: 'fp8_e4m4', passes: 'fp8_e4m3' },
  },
];

type Field = keyof typeof lists;

/** The flag of each field, and what depends on its value. */
const lists = {
  quantization: { flag: '--quantization', judges: 'the memory of the weights (PD201 to PD204) and FP8 (PD119)' },
  kvCacheDtype: { flag: '--kv-cache-dtype', judges: 'the memory of the KV cache (PD202 to PD204) and FP8 (PD119)' },
  dtype: { flag: '--dtype', judges: 'memory (PD201 to PD204)' },
} as const satisfies Partial<Record<keyof EngineSpec, { readonly flag: string; readonly judges: string }>>;

const fields = Object.keys(lists) as Field[];

function unlisted({ engine, modelServer: { known } }: PoolPlan, field: Field): Violation[] {
  const value = engine[field];
  if (value === undefined || !known || Object.hasOwn(known.engineValues[field], value)) return [];
  const { flag, judges } = lists[field];
  const all = Object.keys(known.engineValues[field]);
  const meant = nearest(value, all);
  return [{
    field: `engine.${field}`,
    cause: `\`${flag}\` of vLLM ${known.version} does not list ${excerpt(value)}. Not judged: ${judges}`,
    fix: meant === undefined
      ? `use a value of its list (${all.join(', ')}), or waive the rule after a successful start`
      : `did you mean '${meant}'? Otherwise waive the rule after a successful start`,
  }];
}

function unknownBlockSize({ engine: { blockSize }, modelServer: { known } }: PoolPlan): Violation[] {
  // A size that is no whole number has its own rule.
  if (!known || blockSize === undefined || !Number.isSafeInteger(blockSize) || blockSize < 1) return [];
  const { multipleOf, most } = known.engineValues.blockSize;
  // Some versions have a list, which the attention backend makes shorter.
  const listed = known.commandLine?.flags['--block-size']?.choices?.map(Number).filter(size => size % multipleOf === 0);
  const isKnown = listed?.includes(blockSize) ?? blockSize % multipleOf === 0;
  if (isKnown && blockSize <= (most ?? blockSize)) return [];
  const sizes = listed?.join(', ') ?? `multiples of ${multipleOf}${most === undefined ? '' : ` up to ${most}`}`;
  return [{
    field: 'engine.blockSize',
    cause:
      `vLLM ${known.version} is known to use ${sizes} on GPUs, got ${blockSize}. Not judged: whether an attention `
      + 'backend supports it',
    fix: `set \`engine.blockSize\` to one of ${sizes}, or waive the rule after a successful start`,
  }];
}

/** Values that vLLM lists, but whose effect on memory was not read: only where memory would be judged. */
function unread({ accelerator, engine, model: { facts }, modelServer: { known } }: PoolPlan): Violation[] {
  if (!known || !accelerator?.facts || !facts) return [];
  const { kvCacheDtype: caches, quantization: methods } = known.engineValues;
  const { kvCacheDtype: cache = '', quantization: method = '' } = engine;
  const isUnread = (list: object, value: string) =>
    Object.hasOwn(list, value) && (list as Readonly<Record<string, unknown>>)[value] === 'unread';
  return [
    ...(facts.native === 'bf16' && isUnread(methods, method)
      ? [unreadValue('quantization', method, 'weights', 'PD201 to PD204')]
      : []),
    ...(isUnread(caches, cache) ? [unreadValue('kvCacheDtype', cache, 'KV cache', 'PD202 to PD204')] : []),
  ];
}

function unreadValue(field: Field, value: string, what: string, rules: string): Violation {
  return {
    field: `engine.${field}`,
    cause: `how much memory the ${what} take in '${value}' is not known. Not judged: ${rules}`,
    fix: 'waive the rule after a successful start',
  };
}

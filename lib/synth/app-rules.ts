import type { RuleText } from '../rules/language/rule';

/** The output folder can be written. */
export const outputRule = {
  id: 'PD739',
  title: 'The output folder can be replaced',
  severity: 'error',
  cause: 'the manifests of an earlier synth stay as they are',
  fix: 'make room or give permission, or name another output folder',
  source: 'the file system',
  evidence: 'proven',
  waivable: false,
} as const satisfies RuleText;

/** What a construct says of itself. */
export const constructRule = {
  id: 'PD741',
  title: 'Every construct is valid by its own account, and can be rendered',
  severity: 'error',
  cause: 'its objects would be missing, or not what they were meant to be',
  fix: 'correct what the construct was given',
  source: 'a validation of the construct itself',
  evidence: 'proven',
  waivable: false,
} as const satisfies RuleText;

/** Dependencies have an order. */
export const cycleRule = {
  id: 'PD742',
  title: 'Dependencies between constructs do not go in a circle',
  severity: 'error',
  cause: 'no order of the objects satisfies all of them',
  fix: 'remove one of these dependencies',
  source: 'objects are written in the order of their dependencies',
  evidence: 'proven',
  waivable: false,
} as const satisfies RuleText;

import type { Example } from '../language/example';
import type { Finding } from '../language/finding';
import type { Rule } from '../language/rule';
import { judge } from '../judge';
import { checkObject } from '../objects/objects';
import { checkOwnRules } from '../language/own-rules';
import { checkShape } from '../spec/spec-shape';
import { objectOf, planOf, specOf } from './example-spec';

/**
 * What is found in an example with one of its two values.
 *
 * @param own rules beside those of this library
 */
export function findingsOf(example: Example, value: unknown, own: readonly Rule[] = []): readonly Finding[] {
  if (example.of === 'object') return checkObject('chart', objectOf(example, value));
  const shape = example.of === 'plan' ? [] : checkShape('llama', specOf(example, value));
  return shape.length > 0 ? shape : judge(planOf(example, value), own).findings;
}

/**
 * What is wrong with a rule of your own: with its fields, and with its example. For the tests of the rule:
 * `expect(checkExample(rule)).toEqual([])`.
 *
 * @returns a sentence for each mistake: where the failing value does not break the rule, where the passing one does,
 *   and where either breaks another rule that the example does not name in `implies`
 */
export function checkExample(rule: Rule): string[] {
  const malformed = checkOwnRules([rule]).map(({ field, cause }) => `${field.replace('rules[0]', 'rule')} ${cause}`);
  if (malformed.length > 0) return malformed;
  const { id, example } = rule;
  const broken = findingsOf(example, example.fails, [rule]);
  const kept = findingsOf(example, example.passes, [rule]);
  return [
    ...(broken.some(finding => finding.rule === id) ? [] : [`the failing value does not break ${id}`]),
    ...kept.filter(finding => finding.rule === id).map(({ cause }) => `the passing value breaks ${id}: ${cause}`),
    ...others(rule, broken).map(finding => `the failing value breaks ${finding.rule} as well: ${finding.cause}`),
    ...others(rule, kept).map(finding => `the passing value breaks ${finding.rule}: ${finding.cause}`),
  ];
}

function others({ id, example: { implies = [] } }: Rule, findings: readonly Finding[]): Finding[] {
  return findings.filter(({ rule }) => rule !== id && !implies.some(implied => implied === rule));
}

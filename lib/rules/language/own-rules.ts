import type { InferencePlan } from '../../plan/inference-plan';
import type { Example } from './example';
import type { Finding } from './finding';
import { applyRule, Rule, RuleText, Violation } from './rule';
import { isOwnRuleId } from './rule-id';
import { boolean, list, map, object, oneOf, optional, Shape, string } from '../../schema/shape';

/** The rule that the rules of an app itself must satisfy. */
export const ownRuleRule = {
  id: 'PD707',
  title: 'A user-defined rule has a unique id, all required fields, and a result for every plan',
  severity: 'error',
  cause: 'a waiver names a rule by its id, and a rule that fails judges nothing',
  fix: 'set a unique id such as `ACME-1` and all fields of `Rule`, and let `check` return a list '
    + 'for every plan',
  source: 'docs/own-rules.md',
  evidence: 'read',
  waivable: false,
} as const satisfies RuleText;

/** What is wrong with rules of an app's own, before any of them is asked. `cdk8s synth` checks no types. */
export function checkOwnRules(rules: readonly Rule[]): Finding[] {
  const ids = rules.map(rule => (rule as Partial<Rule> | undefined)?.id);
  return applyRule(ownRuleRule, 'app', rules.flatMap((rule, index): readonly Violation[] => {
    const field = `rules[${index}]`;
    const violations = ownRule(rule, field);
    return violations.length > 0 || ids.indexOf(rule.id) === index
      ? violations
      : [{ field: `${field}.id`, cause: `${rule.id} is also the id of rules[${ids.indexOf(rule.id)}]` }];
  }));
}

/** The findings of a rule of an app's own. What its check throws is one of them: the other rules are asked as well. */
export function findingsOfOwn(rule: Rule, plan: InferencePlan): readonly Finding[] {
  try {
    return applyRule(rule, plan.name, rule.check(plan));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return applyRule(ownRuleRule, plan.name, [{ field: 'rules', cause: `the check of ${rule.id} failed: ${reason}` }]);
  }
}

const id: Shape = (value, field) => {
  if (typeof value === 'string' && isOwnRuleId(value)) return [];
  const expected = typeof value === 'string' && value.startsWith('PD')
    ? 'must not begin with PD, which is reserved for the rules of this library'
    : 'must be 2 to 20 capital letters or digits, a dash and a number';
  return [{ field, cause: `${expected}, got ${typeof value === 'string' ? `'${value}'` : String(value)}` }];
};

const anything: Shape = () => [];

const check: Shape = (value, field) => typeof value === 'function'
  ? []
  : [{ field, cause: 'must be a function from a plan to a list' }];

const ownRule = object<Rule>({
  id,
  title: string,
  severity: oneOf('error', 'warning'),
  cause: string,
  fix: string,
  source: string,
  evidence: oneOf('proven', 'read', 'issue'),
  holdsFor: optional(string),
  waivable: optional(boolean),
  isAdvice: optional(boolean),
  check,
  example: object<Example>({
    field: string,
    of: optional(oneOf('spec', 'plan')),
    fails: anything,
    failsWritten: optional(string),
    alsoFails: optional(list(anything)),
    passes: anything,
    given: optional(map(anything)),
    implies: optional(list(string)),
  }),
});

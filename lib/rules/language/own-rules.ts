import type { InferencePlan } from '../../plan/inference-plan';
import type { Example } from './example';
import type { Finding } from './finding';
import { applyRule, Rule, RuleText, Violation } from './rule';
import { isOwnRuleId } from './rule-id';
import { boolean, list, map, object, oneOf, optional, Shape, string } from './shape';

/** The rule that the rules of an app itself must satisfy. */
export const ownRuleRule = {
  id: 'PD707',
  title: 'A rule of your own has an id of its own, all its fields, and an answer for every plan',
  severity: 'error',
  cause: 'a waiver names a rule by its id, and what a rule cannot judge is not judged',
  fix: 'write an id such as `ACME-1` that no other rule has, the fields of `Rule`, and a `check` that returns a list '
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
    ? 'must not begin with PD, as the ids of this library do'
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
  check,
  example: object<Example>({
    field: string,
    of: optional(oneOf('spec', 'plan')),
    fails: anything,
    passes: anything,
    given: optional(map(anything)),
    implies: optional(list(string)),
  }),
});

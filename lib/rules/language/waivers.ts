import { InferencePlan } from '../../plan/inference-plan';
import { givenModel } from './example';
import type { Judgement } from './judgement';
import { Finding } from './finding';
import { applyRule, Rule, RuleText } from './rule';

/** The rule that a waiver must satisfy to be one. */
export const waiverRule = {
  id: 'PD703',
  title: 'A waiver names a rule that can be waived, and gives a reason',
  severity: 'error',
  cause:
    'a waiver without a reason cannot be reviewed, and to waive a rule that the API server enforces only moves the '
    + 'failure from the synth to the cluster',
  fix:
    'set the id of a rule and a reason, for example `waive: { PD506: \'measured on our prompts, 2026-10\' }`, or '
    + 'correct the spec',
  source: 'docs/rules.md lists the rules and whether they can be waived',
  evidence: 'read',
  waivable: false,
  example: {
    field: 'waive',
    fails: { PD506: '' },
    passes: { PD506: 'measured on our prompts, 2026-10' },
    given: givenModel('Qwen/Qwen3-8B', 'PD508'),
    implies: ['PD506', 'PD508'],
  },
} as const satisfies RuleText;

/** The rule that a waiver must satisfy to be needed. */
export const waiverMatchRule = {
  id: 'PD704',
  title: 'A waiver matches a finding',
  severity: 'warning',
  cause:
    'the waived field has been corrected, or the rule no longer applies to the release: if the waiver remains, '
    + 'it hides the next mistake of this kind',
  fix: 'remove the waiver',
  source: 'docs/rules.md',
  evidence: 'read',
  waivable: false,
  example: { field: 'waive', fails: { PD506: 'measured on our prompts, 2026-10' }, passes: undefined },
} as const satisfies RuleText;

/**
 * Takes the waived findings out, and adds what is wrong with the waivers.
 *
 * @param later rules that judge what is written, not the plan: whether a waiver of one is needed is not known here, so
 * it is never unmatched
 */
export function withWaivers(
  { name, spec }: InferencePlan,
  planRules: readonly Rule[],
  found: readonly Finding[],
  later: readonly RuleText[],
): Judgement {
  const waivers = Object.entries(spec.waive ?? {});
  if (waivers.length === 0) return { findings: found, waived: [] };
  const rules: readonly RuleText[] = [...planRules, ...later];
  const waivable = (rule: string) => rules.some(({ id, waivable = true }) => id === rule && waivable);
  const wrong = waivers.filter(([rule, reason]) => !waivable(rule) || reason.trim() === '').map(([rule]) => rule);
  const valid = new Set(waivers.map(([rule]) => rule).filter(rule => !wrong.includes(rule)));
  const waived = found.filter(({ rule }) => valid.has(rule));
  const unmatched = [...valid].filter(
    rule => !waived.some(finding => finding.rule === rule) && !later.some(({ id }) => id === rule),
  );
  return {
    findings: [
      ...found.filter(({ rule }) => !valid.has(rule)),
      ...applyRule(
        waiverRule,
        name,
        wrong.map(rule => ({ field: `waive.${rule}`, cause: whyWrong(rule, waivable(rule), rules) })),
      ),
      ...applyRule(
        waiverMatchRule,
        name,
        unmatched.map(rule => ({
          field: `waive.${rule}`,
          cause: `${rule} has no finding in this deployment, so the waiver has no effect`,
        })),
      ),
    ],
    waived,
  };
}

function whyWrong(rule: string, waivable: boolean, rules: readonly RuleText[]): string {
  if (waivable) return `the reason to waive ${rule} is empty`;
  return rules.some(({ id }) => id === rule) ? `${rule} cannot be waived` : `'${rule}' is not a rule about a spec`;
}

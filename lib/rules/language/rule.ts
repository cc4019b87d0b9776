import { InferencePlan } from '../../plan/inference-plan';
import type { Example } from './example';
import { Finding } from './finding';
import type { RuleId } from './rule-id';
import { sentence } from './message-text';
import { withoutSecrets } from './secret-text';
import type { Violation } from '../../schema/violation';

export type { Violation } from '../../schema/violation';

/** A statement that every deployment must satisfy, with the reason and the way out. Data and one pure function. */
export interface Rule extends RuleText {
  /** The places where a plan breaks the claim. */
  readonly check: (plan: InferencePlan) => readonly Violation[];
  /** A deployment that breaks it and one that does not. */
  readonly example: Example;
}

/** What is written about a rule: all of it but the check. */
export interface RuleText {
  /** Its name. */
  readonly id: RuleId;
  /** The claim, as a sentence without a period. */
  readonly title: string;
  /** An `error` stops the synth. */
  readonly severity: Finding['severity'];
  /** Why a deployment that breaks it cannot work, or does not do what was meant; for the documentation. */
  readonly cause: string;
  /** What to write instead, where a violation does not say it more precisely. */
  readonly fix: string;
  /** Repository, file and version, issue, or API documentation. */
  readonly source: string;
  /** How the claim is known: seen on the real component or measured, read in its source, or told in an issue. */
  readonly evidence: 'proven' | 'read' | 'issue';
  /** What it is about, other than versions, which are found by asking the rule. @default - everything */
  readonly holdsFor?: string;
  /**
   * Whether a spec may waive it. `false` where the API server would refuse the manifests, or nothing could be written.
   *
   * @default true
   */
  readonly waivable?: boolean;
  /**
   * Whether it says that something else would serve better, not that this does not work: such findings are printed
   * last.
   *
   * @default false
   */
  readonly isAdvice?: boolean;
  /** A deployment that breaks it and one that does not. @default - none: a rule about an app as a whole */
  readonly example?: Example;
}

/** The findings of one rule on one deployment. A message ends up in logs, so no credential gets into one. */
export function applyRule(rule: RuleText, deployment: string, violations: readonly Violation[]): Finding[] {
  const { id, severity, fix, source, isAdvice = false } = rule;
  return violations.map(violation => ({
    rule: id, severity, source,
    deployment: safe(deployment),
    field: safe(violation.field),
    cause: safe(violation.cause),
    fix: violation.fix === undefined ? fix : safe(violation.fix),
    ...(isAdvice && { isAdvice }),
  }));
}

/** Whatever a spec has in it, a finding is one line of a readable length that gives nothing away. */
function safe(text: string): string {
  return sentence(withoutSecrets(text));
}

import { InferencePlan } from '../plan';
import { Finding } from './finding';

/** A statement that every deployment must satisfy, with the reason and the way out. Data and one pure function. */
export interface Rule {
  /** Never reused: people search for it and waive by it. The hundreds are the family. */
  readonly id: `PD${number}`;
  /** The claim, as a sentence without a period. */
  readonly title: string;
  /** An `error` stops the synth. */
  readonly severity: Finding['severity'];
  /** What to write instead, where a violation does not say it more precisely. */
  readonly fix: string;
  /** Repository, file and version, issue, or API documentation. */
  readonly source: string;
  /** The places where a plan breaks the claim. */
  readonly check: (plan: InferencePlan) => readonly Violation[];
}

/** One place where a rule is broken. */
export interface Violation {
  /** Path of the field in the spec. */
  readonly field: string;
  /** What is wrong here and why it cannot work, with the value unless it may be a secret. */
  readonly cause: string;
  /** What to write instead. @default - the rule's */
  readonly fix?: string;
}

/** The findings of one rule on one deployment. */
export function applyRule(rule: Omit<Rule, 'check'>, deployment: string, violations: readonly Violation[]): Finding[] {
  const { id, severity, fix, source } = rule;
  return violations.map(violation => ({ rule: id, severity, deployment, fix, source, ...violation }));
}

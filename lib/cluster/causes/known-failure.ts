import type { RuleId } from '../../rules/language/rule-id';

/** A failure that is recognized by what an engine, a sidecar, an endpoint picker, the scheduler or a node says. */
export interface KnownFailure {
  /** Matches the text of the failure. */
  readonly says: RegExp;
  /** What to do. */
  readonly fix: string;
  /** The rule that would have refused the spec. */
  readonly rule?: RuleId;
}

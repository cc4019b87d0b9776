import type { WrittenObject } from '../language/rendered-object';
import type { RuleText, Violation } from '../language/rule';
import type { LastSynth } from './last-synth';

/**
 * A statement about what changes between the last synth and this one. Its waiver is for one change: a reason that the
 * last synth had was written for an earlier one.
 */
export interface ChangeRule extends RuleText {
  /** What cannot change in this way, of the objects of one chart. */
  readonly check: (objects: readonly WrittenObject[], last: LastSynth) => readonly Violation[];
}

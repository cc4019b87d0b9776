import type { Danger } from '../effects/effect';

/** What a change can break. */
export interface Risk {
  readonly danger: Danger;
  /** The rule that says so; absent where it follows from the objects. */
  readonly rule?: string;
  /** What can happen, as a sentence without its full stop. */
  readonly text: string;
  /** What to do; absent where there is nothing but to know it. */
  readonly fix?: string;
}

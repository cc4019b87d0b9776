import type { Place } from './field-path';
import type { RenderedObject } from './rendered-object';
import type { Rule, RuleText, Violation } from './rule';

/** A statement that every object must satisfy, whatever made it. */
export interface ObjectRule extends Omit<Rule, 'check'> {
  /** The places where an object breaks it; `field` is the path within the object. */
  readonly check: (object: RenderedObject) => readonly Violation[];
  /** The names of the fields whose values decide, beside which fields there are. */
  readonly reads: readonly string[];
}

/** A statement about each value of an object, whatever the object is. */
export interface ValueRule extends RuleText {
  /** The places of the values that it is about. @default - all */
  readonly concerns?: (place: Place) => boolean;
  /** What is wrong with a value that has none below it. */
  readonly leaf: (value: unknown, place: Place) => string | undefined;
  /** What is wrong with a key of a map. */
  readonly key?: (key: string) => string | undefined;
}

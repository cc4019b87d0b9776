import type { Violation } from '../../schema/violation';

/** Each field once: what is asked of every role, and is about a field of all of them, would be said of each. */
export function onceByField(violations: readonly Violation[]): Violation[] {
  return violations.filter(({ field }, at) => violations.findIndex(other => other.field === field) === at);
}

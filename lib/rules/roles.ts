import { Role } from '../compatibility/release';
import { Violation } from './rule';

/** Both roles, in the order they are written. */
export const roles: readonly Role[] = ['prefill', 'decode'];

/** The violations of a check that looks at one role at a time. */
export function eachRole(check: (role: Role) => readonly Violation[]): Violation[] {
  return roles.flatMap(check);
}

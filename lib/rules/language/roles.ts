import { Role, roles } from '../../spec/role';
import { Violation } from './rule';

/** The violations of a check that looks at one role at a time. */
export function eachRole(check: (role: Role) => readonly Violation[]): Violation[] {
  return roles.flatMap(check);
}

import type { InferenceSpec } from '../spec/deployment';
import type { PoolSpec } from '../spec/pool';
import type { Role } from '../spec/role';

/**
 * What a spec says of a role of which the plan has a pool.
 *
 * @throws Error where it says nothing: a plan has no pool of such a role
 */
export function poolSpec(spec: Pick<InferenceSpec, Role>, role: Role): PoolSpec {
  const { [role]: stated } = spec;
  if (stated === undefined) throw new Error(`the spec says nothing of ${role} pods: ask the pools of the plan`);
  return stated;
}

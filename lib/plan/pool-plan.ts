import type { Role } from '../spec/role';
import type { DecodePoolPlan } from './decode-pool-plan';
import type { PrefillPoolPlan } from './prefill-pool-plan';

/** The pods of one role with every derived value, but for the cache's volume. */
export type PoolPlan = PrefillPoolPlan | DecodePoolPlan;

/** The plan of a pool with a given role. */
export type PoolPlanOf<R extends Role> = Extract<PoolPlan, { readonly role: R }>;

import type { Role } from '../spec/role';
import type { InferencePlan } from './inference-plan';
import type { PoolPlan, PoolPlanOf } from './pool-plan';
import type { RoutingProxyProps } from './routing-proxy-props';

/** The pools of a role: none where the plan has no pods of that role. */
export function poolsOf<R extends Role>(plan: Pick<InferencePlan, 'pools'>, role: R): readonly PoolPlanOf<R>[] {
  return plan.pools.filter((pool): pool is PoolPlanOf<R> => pool.role === role);
}

/** The pool of a role, for what cannot be done without it; an error where there is none, unlike {@link poolsOf}. */
export function poolOf<R extends Role>(plan: Pick<InferencePlan, 'name' | 'pools'>, role: R): PoolPlanOf<R> {
  const [found] = poolsOf(plan, role);
  if (found !== undefined) return found;
  const others = plan.pools.map(pool => pool.role).join(', ') || 'none';
  throw new Error(`the plan of '${plan.name}' has no ${role} pool; roles of its pools: ${others}. `
    + `Add \`${role}\` to its spec, or read \`poolsOf(plan, '${role}')\`, which may be empty`);
}

/** The pools whose pods hand KV cache over, or are handed it: none where the plan has no prefill pods. */
export function connectedPools({ pools }: Pick<InferencePlan, 'pools'>): readonly PoolPlan[] {
  return pools.filter(({ connector }) => connector !== undefined);
}

/** The routing proxies of the decode pods: none where the plan has no prefill pods. */
export function proxiesOf(plan: Pick<InferencePlan, 'pools'>): readonly RoutingProxyProps[] {
  return poolsOf(plan, 'decode').flatMap(({ routingProxy }) => routingProxy ?? []);
}

/** A prefill pool, and a decode pool that reads its KV cache. */
export interface PoolPair {
  /** The pods that compute prompts. */
  readonly prefill: PoolPlanOf<'prefill'>;
  /** The pods that generate tokens. */
  readonly decode: PoolPlanOf<'decode'>;
}

/** Each prefill pool with each decode pool: none where the plan has only one of the roles. */
export function pairsOf(plan: Pick<InferencePlan, 'pools'>): readonly PoolPair[] {
  return poolsOf(plan, 'prefill').flatMap(prefill => poolsOf(plan, 'decode').map(decode => ({ prefill, decode })));
}

import type { DeviceClaimSpec } from '../spec/device-claim';
import type { InferencePlan } from './inference-plan';
import type { ModelServerPoolProps } from './model-server-pool-props';
import type { PoolPlan } from './pool-plan';
import { poolSpec } from './pool-spec';

/** What a pool claims; the ComputeDomain of a deployment has the name of the template that its controller makes. */
export function plannedClaims(
  claim: DeviceClaimSpec | undefined, deployment: string,
): Pick<ModelServerPoolProps, 'claim' | 'computeDomain'> {
  return {
    ...(claim && { claim }), ...(claim?.computeDomain && { computeDomain: `${deployment}-compute-domain` }),
  };
}

/** The field of the spec that states the claim of a pool. */
export function claimField({ spec }: Pick<InferencePlan, 'spec'>, { role }: Pick<PoolPlan, 'role'>): string {
  return poolSpec(spec, role).claim === undefined ? 'claim' : `${role}.claim`;
}

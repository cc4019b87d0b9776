import type { Effect } from '../effects/effect';
import type { Review } from '../review';

/** A review for programs. Values of Secrets are left out. */
export function jsonOf(review: Review): Readonly<Record<string, unknown>> {
  return {
    ...review,
    deployments: review.deployments.map(deployment =>
      ({ ...deployment, effects: deployment.effects.map(withoutSecrets) })),
  };
}

function withoutSecrets(effect: Effect): Effect {
  return effect.object.startsWith('Secret/') ? { ...effect, fields: effect.fields.map(({ path }) => ({ path })) }
    : effect;
}

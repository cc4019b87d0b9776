import { ModelServerPoolProps } from './model-server-pool-props';

/** A `PrefillPool` with every derived value, but for the cache's volume: `poolOf(plan, 'prefill')`. */
export interface PrefillPoolPlan extends Omit<ModelServerPoolProps, 'modelCache'> {
  readonly role: 'prefill';
}

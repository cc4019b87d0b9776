import { Construct } from 'constructs';
import { ModelServerPool, PlannedPool, PoolFacts } from './model-server-pool';
import { ModelServerPoolProps } from '../../plan/model-server-pool-props';

/** A {@link PrefillPool} with every derived value, but for the cache's volume: `planInference(...).prefill`. */
export interface PrefillPoolPlan extends Omit<ModelServerPoolProps, 'modelCache'> {
  readonly role: 'prefill';
}

/** A {@link PrefillPool} takes either a plan and its volume or the few facts from which a plan is made. */
export type PrefillPoolProps = PlannedPool<PrefillPoolPlan> | PoolFacts;

/** Pods that turn prompts into KV cache and hold it until a decode pod has read it. */
export class PrefillPool extends ModelServerPool<'prefill'> {
  constructor(scope: Construct, id: string, props: PrefillPoolProps) {
    super(scope, id, 'prefill', props, () => []);
  }
}

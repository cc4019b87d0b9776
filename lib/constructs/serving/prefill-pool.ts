import { Construct } from 'constructs';
import { ModelServerPool, PlannedPool, PoolFacts } from './model-server-pool';
import { PrefillPoolPlan } from '../../plan/prefill-pool-plan';

/** A {@link PrefillPool} takes either a plan and its volume or the few facts from which a plan is made. */
export type PrefillPoolProps = PlannedPool<PrefillPoolPlan> | PoolFacts;

/** Pods that turn prompts into KV cache and hold it until a decode pod has read it. */
export class PrefillPool extends ModelServerPool<'prefill'> {
  constructor(scope: Construct, id: string, props: PrefillPoolProps) {
    super(scope, id, 'prefill', props, () => []);
  }
}

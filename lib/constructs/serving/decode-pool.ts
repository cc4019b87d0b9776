import { Construct } from 'constructs';
import { ModelServerPool, PlannedPool, PoolFacts } from './model-server-pool';
import { routingProxy } from './routing-proxy';
import { DecodePoolPlan } from '../../plan/decode-pool-plan';

/** A {@link DecodePool} takes either a plan and its volume or the few facts from which a plan is made. */
export type DecodePoolProps = PlannedPool<DecodePoolPlan> | PoolFacts;

/** Pods that generate tokens, each behind a proxy that first has the prompt's KV cache made by a prefill pod. */
export class DecodePool extends ModelServerPool<'decode'> {
  constructor(scope: Construct, id: string, props: DecodePoolProps) {
    super(scope, id, 'decode', props, ({ routingProxy: proxy }) => proxy ? [routingProxy(proxy)] : []);
  }
}

import { Construct } from 'constructs';
import { ModelServerPool, PlannedPool, PoolFacts } from './model-server-pool';
import { ModelServerPoolProps } from '../../plan/model-server-pool-props';
import { routingProxy, RoutingProxyProps } from './routing-proxy';

/** A {@link DecodePool} with every derived value, but for the cache's volume: `planInference(...).decode`. */
export interface DecodePoolPlan extends Omit<ModelServerPoolProps, 'modelCache'> {
  readonly role: 'decode';
  /** The proxy in front of the engine. */
  readonly routingProxy: RoutingProxyProps;
}

/** A {@link DecodePool} takes either a plan and its volume or the few facts from which a plan is made. */
export type DecodePoolProps = PlannedPool<DecodePoolPlan> | PoolFacts;

/** Pods that generate tokens, each behind a proxy that first has the prompt's KV cache made by a prefill pod. */
export class DecodePool extends ModelServerPool<'decode'> {
  constructor(scope: Construct, id: string, props: DecodePoolProps) {
    super(scope, id, 'decode', props, ({ routingProxy: proxy }) => [routingProxy(proxy)]);
  }
}

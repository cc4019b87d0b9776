import { ModelServerPoolProps } from './model-server-pool-props';
import { RoutingProxyProps } from './routing-proxy-props';

/** A `DecodePool` with every derived value, but for the cache's volume: `poolOf(plan, 'decode')`. */
export interface DecodePoolPlan extends Omit<ModelServerPoolProps, 'modelCache'> {
  readonly role: 'decode';
  /** The proxy in front of the engine. @default - none: there are no prefill pods to send prompts to */
  readonly routingProxy?: RoutingProxyProps;
}

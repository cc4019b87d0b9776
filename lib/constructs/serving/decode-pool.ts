import { Construct } from 'constructs';
import { ModelServerPool } from './model-server-pool';
import { ModelServerPoolProps } from '../../plan/model-server-pool-props';
import { routingProxy, RoutingProxyProps } from './routing-proxy';

/** What a {@link DecodePool} needs: `planInference(...).decode` and a model cache. */
export interface DecodePoolProps extends ModelServerPoolProps {
  readonly role: 'decode';
  /** The proxy in front of the engine. */
  readonly routingProxy: RoutingProxyProps;
}

/** Pods that generate tokens, each behind a proxy that first has the prompt's KV cache made by a prefill pod. */
export class DecodePool extends ModelServerPool {
  constructor(scope: Construct, id: string, props: DecodePoolProps) {
    super(scope, id, props, [routingProxy(props.routingProxy)]);
  }
}

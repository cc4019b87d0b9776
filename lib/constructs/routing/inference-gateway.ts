import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewaySpecListenersAllowedRoutesNamespacesFrom } from '../../../imports/gateway.networking.k8s.io';
import { serviceOf } from '../../gateways/gateways';
import type { InferencePool } from './inference-pool';
import { InferenceGatewayPlan } from '../../plan/inference-gateway-plan';
import { WrittenGateway } from './written-gateway';

/** What a person states of an {@link InferenceGateway}. */
export interface InferenceGatewayFacts {
  /** A pool that it serves: the pool says which implementation of the Gateway API reads it. */
  readonly pool: InferencePool;
  /** Its name. @default - '<deployment>-inference-gateway' */
  readonly name?: string;
}

/** An {@link InferenceGateway} takes either a plan or the few facts from which a plan is made. */
export type InferenceGatewayProps
  = | { readonly plan: PlannedGateway }
    | InferenceGatewayFacts;

/** What is read of a plan. */
type PlannedGateway = Pick<InferenceGatewayPlan, 'entrance' | 'name' | 'pods' | 'provider'>;

/** The way in: a Gateway with its class parameters. Requests reach a pool by an {@link InferenceRoute}. */
export class InferenceGateway extends Construct {
  /** A Gateway that exists already, in the chart's namespace: nothing is written for it. */
  public static fromName(
    scope: Construct,
    id: string,
    facts: InferenceGatewayFacts & { readonly name: string },
  ): InferenceGateway {
    return new InferenceGateway(scope, id, facts, true);
  }

  /** Name of the Gateway; absent where the pool could not be composed. */
  public readonly gatewayName?: string;

  /**
   * The Service that clients call, on port 80; absent where the pool could not be composed, and where the gateway has
   * none in the cluster.
   */
  public readonly serviceName?: string;

  constructor(scope: Construct, id: string, props: InferenceGatewayProps);
  /** @internal */
  constructor(scope: Construct, id: string, props: InferenceGatewayProps, exists: boolean);
  constructor(scope: Construct, id: string, props: InferenceGatewayProps, exists = false) {
    super(scope, id);
    const plan = 'plan' in props ? props.plan : planned(props);
    if (!plan) return;
    const { entrance, name, provider } = plan;
    this.gatewayName = name;
    const namespace = entrance.from?.namespace ?? Chart.of(this).namespace ?? 'default';
    const service = serviceOf(provider, { name, namespace });
    if (service) this.serviceName = service.name;
    if (exists || entrance.from) return;
    new WrittenGateway(this, 'Default', {
      ...plan, ...entrance, routesFrom: { from: GatewaySpecListenersAllowedRoutesNamespacesFrom.SAME },
    });
  }
}

/** The group of `group/version`; the core one has none. */

function planned({ name, pool }: InferenceGatewayFacts): PlannedGateway | undefined {
  const plan = pool.deployment?.inferenceGateway;
  return plan && { ...plan, name: name ?? plan.name };
}

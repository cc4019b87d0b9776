import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { k8s } from 'cdk8s-plus-28';
import { GatewaySpecListenersAllowedRoutesNamespacesFrom } from '../../../imports/gateway.networking.k8s.io';
import { gatewayNamed, serviceOf } from '../../gateways/gateways';
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
type PlannedGateway = Pick<InferenceGatewayPlan, 'entrance' | 'name' | 'podLabel' | 'pods' | 'provider'>;

/**
 * The way in: a Gateway with its class parameters, from which requests reach a pool by an {@link InferenceRoute}; or a
 * Service of the proxy beside the picker, which needs no route.
 */
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
    if (gatewayNamed(provider.name).besidePicker) {
      this.addService(plan);
      return;
    }
    new WrittenGateway(this, 'Default', {
      ...plan, ...entrance, routesFrom: { from: GatewaySpecListenersAllowedRoutesNamespacesFrom.SAME },
    });
  }

  private addService({ entrance: { annotations }, podLabel, provider: { serviceType } }: PlannedGateway): void {
    new k8s.KubeService(this, 'service', {
      metadata: { name: this.serviceName, ...(annotations && { annotations: { ...annotations } }) },
      spec: {
        type: serviceType,
        selector: { [podLabel.label]: podLabel.value },
        ports: [{ name: 'http', port: 80, targetPort: k8s.IntOrString.fromString('http'), protocol: 'TCP' }],
      },
    });
  }
}

function planned({ name, pool }: InferenceGatewayFacts): PlannedGateway | undefined {
  const plan = pool.deployment?.inferenceGateway;
  return plan && { ...plan, name: name ?? plan.name };
}

import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Gateway, GatewaySpecListenersAllowedRoutesNamespacesFrom } from '../../../imports/gateway.networking.k8s.io';
import type { GatewayProvider } from '../../gateways/gateway';
import { gatewayNamed } from '../../gateways/gateways';
import type { InferencePool } from './inference-pool';
import { InferenceGatewayPlan } from '../../plan/inference-gateway-plan';

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
type PlannedGateway = Pick<InferenceGatewayPlan, 'name' | 'podLabel' | 'pods' | 'provider'>;

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

  /** The Service that clients call, on port 80; absent where the pool could not be composed. */
  public readonly serviceName?: string;

  constructor(scope: Construct, id: string, props: InferenceGatewayProps);
  /** @internal */
  constructor(scope: Construct, id: string, props: InferenceGatewayProps, exists: boolean);
  constructor(scope: Construct, id: string, props: InferenceGatewayProps, exists = false) {
    super(scope, id);
    const plan = 'plan' in props ? props.plan : planned(props);
    if (!plan) return;
    const { name, podLabel: { label, value }, pods = {}, provider } = plan;
    const { besidePicker, parameters } = gatewayNamed(provider.name);
    this.gatewayName = name;
    this.serviceName = `${name}${provider.serviceNameSuffix}`;
    if (exists) return;
    if (besidePicker) this.addService(this.serviceName, provider, { [label]: value });
    else this.addGateway(name, provider, parameters!(provider, pods));
  }

  private addService(name: string, { serviceType }: GatewayProvider, selector: Record<string, string>): void {
    new k8s.KubeService(this, 'service', {
      metadata: { name },
      spec: {
        type: serviceType,
        selector,
        ports: [{ name: 'http', port: 80, targetPort: k8s.IntOrString.fromString('http'), protocol: 'TCP' }],
      },
    });
  }

  private addGateway(name: string, provider: GatewayProvider, data: Record<string, string>): void {
    new k8s.KubeConfigMap(this, 'parameters', { metadata: { name }, data });
    new Gateway(this, 'Default', {
      metadata: { name },
      spec: {
        gatewayClassName: provider.gatewayClassName!,
        infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name } },
        listeners: [
          {
            name: 'http',
            port: 80,
            protocol: 'HTTP',
            allowedRoutes: { namespaces: { from: GatewaySpecListenersAllowedRoutesNamespacesFrom.SAME } },
          },
        ],
      },
    });
  }
}

function planned({ name, pool }: InferenceGatewayFacts): PlannedGateway | undefined {
  const plan = pool.deployment?.inferenceGateway;
  return plan && { ...plan, name: name ?? plan.name };
}

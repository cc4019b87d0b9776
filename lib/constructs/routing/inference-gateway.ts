import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Gateway, GatewaySpecListenersAllowedRoutesNamespacesFrom, HttpRoute, HttpRouteSpecRulesMatchesPathType } from '../../../imports/gateway.networking.k8s.io';
import { GatewayParts, GatewayProvider } from '../../gateways/gateway';
import { gatewayNamed } from '../../gateways/gateways';
import { InferencePoolGroup } from '../../gateways/inference-pool-api';

/** What an {@link InferenceGateway} needs. */
export interface InferenceGatewayProps extends Omit<GatewayParts, 'gateway'> {
  /** Name of the Gateway and of its parameters. */
  readonly name: string;
  /** The Gateway API implementation. */
  readonly provider: GatewayProvider;
  /** Name of the HTTPRoute. */
  readonly httpRoute: string;
  /** The pool that all requests go to. */
  readonly inferencePool: {
    /** Name, in the route's namespace. */
    readonly name: string;
    /** Its API group. */
    readonly group: InferencePoolGroup;
    /** Its target port. */
    readonly port: number;
  };
}

/** The way in: a Gateway with its class parameters, the route to the pool, what the gateway needs to reach the picker, and what it refuses. */
export class InferenceGateway extends Construct {
  /** The Service that clients call, on port 80. */
  public readonly serviceName: string;

  constructor(scope: Construct, id: string, props: InferenceGatewayProps) {
    super(scope, id);
    const { name, provider } = props;
    const implementation = gatewayNamed(provider.name);
    new k8s.KubeConfigMap(this, 'parameters', { metadata: { name }, data: implementation.parameters(provider) });
    new Gateway(this, 'Default', {
      metadata: { name },
      spec: {
        gatewayClassName: provider.gatewayClassName,
        infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name } },
        listeners: [{
          name: 'http',
          port: 80,
          protocol: 'HTTP',
          allowedRoutes: { namespaces: { from: GatewaySpecListenersAllowedRoutesNamespacesFrom.SAME } },
        }],
      },
    });
    implementation.addObjects(this, { ...props, gateway: name });
    new HttpRoute(this, 'route', { metadata: { name: props.httpRoute }, spec: routeSpec(props) });
    this.serviceName = `${name}${provider.serviceNameSuffix}`;
  }
}

// Every default that the API server would fill in is written out: inside lists Argo CD would otherwise report it as drift.
function routeSpec({ name, inferencePool }: InferenceGatewayProps): ConstructorParameters<typeof HttpRoute>[2]['spec'] {
  return {
    parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name }],
    rules: [{
      matches: [{ path: { type: HttpRouteSpecRulesMatchesPathType.PATH_PREFIX, value: '/' } }],
      backendRefs: [{ group: inferencePool.group, kind: 'InferencePool', name: inferencePool.name, port: inferencePool.port, weight: 1 }],
      // No limit: an answer is streamed for as long as it is generated. Unset, some gateways cut it after 15 seconds.
      timeouts: { request: '0s', backendRequest: '0s' },
    }],
  };
}

import { Construct } from 'constructs';
import { HttpRoute, HttpRouteSpecRulesMatchesPathType } from '../../../imports/gateway.networking.k8s.io';
import { gatewayNamed } from '../../gateways/gateways';
import type { InferenceGateway } from './inference-gateway';
import type { InferenceGatewayPlan } from '../../plan/inference-gateway-plan';
import type { InferencePool } from './inference-pool';
import type { RouteSpec } from '../../spec/route';

/** What a person states of an {@link InferenceRoute}. */
export interface InferenceRouteFacts {
  /** The Gateway that requests come in by. */
  readonly gateway: InferenceGateway;
  /** The pool that they go to. */
  readonly pool: InferencePool;
  /** Name of the HTTPRoute and of what it refuses. @default - '<deployment>-pd-disaggregation' */
  readonly name?: string;
  /**
   * Host names that requests are for. @default - all; two routes on one Gateway need names of hosts to be told apart
   */
  readonly hostnames?: readonly string[];
  /** Beginnings of the paths that callers reach. @default ['/v1'] */
  readonly paths?: RouteSpec['paths'];
}

/** An {@link InferenceRoute} takes either a plan or the few facts from which a plan is made. */
export type InferenceRouteProps = { readonly plan: InferenceGatewayPlan } | InferenceRouteFacts;

/** The route from a Gateway to a pool, what the gateway needs to reach the pool's picker, and what it refuses. */
export class InferenceRoute extends Construct {
  constructor(scope: Construct, id: string, props: InferenceRouteProps) {
    super(scope, id);
    const route = 'plan' in props ? { ...props.plan, policy: props.plan.name } : planned(props);
    if (!route) return;
    if (gatewayNamed(route.provider.name).besidePicker) {
      // The proxy beside the picker has what a plan says of paths; what is said here would get lost.
      if ('plan' in props) return;
      throw new Error(`InferenceRoute: '${route.provider.name}' has no Gateway and no HTTPRoute, its Service sends all `
        + 'requests to the pool. Leave the InferenceRoute out, or use a gateway that reads HTTPRoutes');
    }
    gatewayNamed(route.provider.name).addObjects(this, { ...route, gateway: route.name });
    new HttpRoute(this, 'Default', { metadata: { name: route.httpRoute }, spec: routeSpec(route) });
  }
}

/** The objects of a route, by name. */
interface Route extends InferenceGatewayPlan {
  /** Name of the policy that refuses headers. */
  readonly policy: string;
  readonly hostnames?: readonly string[];
}

/** By hand the policy has the route's name: a Gateway may have several routes. */
function planned({ gateway, hostnames, name, paths, pool }: InferenceRouteFacts): Route | undefined {
  const plan = pool.deployment?.inferenceGateway;
  if (!plan || gateway.gatewayName === undefined) return undefined;
  const httpRoute = name ?? plan.httpRoute;
  return {
    ...plan,
    name: gateway.gatewayName,
    httpRoute,
    policy: httpRoute,
    ...(hostnames && { hostnames }),
    ...(paths && { paths }),
  };
}

// Every default that the API server would fill in is written out: inside lists Argo CD would otherwise report it as
// drift.
function routeSpec({
  hostnames,
  name,
  inferencePool: pool,
  paths,
}: Route): ConstructorParameters<typeof HttpRoute>[2]['spec'] {
  return {
    parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name }],
    ...(hostnames && { hostnames: [...hostnames] }),
    rules: [
      {
        matches: paths.map(value => ({ path: { type: HttpRouteSpecRulesMatchesPathType.PATH_PREFIX, value } })),
        backendRefs: [{ group: pool.group, kind: 'InferencePool', name: pool.name, port: pool.port, weight: 1 }],
        // No limit: an answer is streamed for as long as it is generated. Unset, some gateways cut it after 15 seconds.
        timeouts: { request: '0s', backendRequest: '0s' },
      },
    ],
  };
}

import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  HttpRoute,
  type HttpRouteSpecRules,
  type HttpRouteSpecRulesFilters,
  HttpRouteSpecRulesFiltersType,
  HttpRouteSpecRulesFiltersUrlRewritePathType,
  HttpRouteSpecRulesMatchesHeadersType,
  HttpRouteSpecRulesMatchesPathType,
} from '../../../imports/gateway.networking.k8s.io';
import { gatewayNamed } from '../../gateways/gateways';
import type { InferenceGateway } from './inference-gateway';
import type { InferenceGatewayPlan } from '../../plan/inference-gateway-plan';
import type { InferencePool } from './inference-pool';
import type { EntranceSpec } from '../../spec/entrance';
import { ModelMapping } from './model-mapping';

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
  readonly paths?: EntranceSpec['paths'];
}

/** An {@link InferenceRoute} takes either a plan or the few facts from which a plan is made. */
export type InferenceRouteProps = { readonly plan: InferenceGatewayPlan } | InferenceRouteFacts;

/** The route from a Gateway to a pool, what the gateway needs to reach the pool's picker, and what it refuses. */
export class InferenceRoute extends Construct {
  constructor(scope: Construct, id: string, props: InferenceRouteProps) {
    super(scope, id);
    const route = 'plan' in props ? withPolicy(props.plan) : planned(props);
    if (!route) return;
    const { entrance: { from, mappedModel }, httpRoute, name, provider } = route;
    // A Gateway of another namespace takes no policies from here: who made it has them.
    const refusedHeaders = from && from.namespace !== Chart.of(this).namespace ? [] : route.refusedHeaders;
    gatewayNamed(provider.name).addObjects(this, { ...route, gateway: name, refusedHeaders });
    new HttpRoute(this, 'Default', { metadata: { name: httpRoute }, spec: routeSpec(route) });
    if (mappedModel !== undefined) new ModelMapping(this, 'model', { name: `${httpRoute}-model`, model: mappedModel });
  }
}

/** The objects of a route, by name. */
interface Route extends InferenceGatewayPlan {
  /** Name of the policy that refuses headers. */
  readonly policy: string;
}

/** A Gateway of the deployment's own has one policy, of its name; one that exists may have several routes. */
function withPolicy(plan: InferenceGatewayPlan): Route {
  return { ...plan, policy: plan.entrance.from ? plan.httpRoute : plan.name };
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
    entrance: { ...plan.entrance, ...(hostnames && { hostnames }), ...(paths && { paths }) },
  };
}

type HttpRouteSpec = ConstructorParameters<typeof HttpRoute>[2]['spec'];

// Every default that the API server would fill in is written out: inside lists Argo CD would otherwise report it as
// drift.
function routeSpec(route: Route): HttpRouteSpec {
  const { entrance: { from, hostnames, paths, pathPrefix }, name } = route;
  return {
    parentRefs: [{
      group: 'gateway.networking.k8s.io',
      kind: 'Gateway',
      name,
      ...(from && { namespace: from.namespace }),
      ...(from?.section && { sectionName: from.section }),
    }],
    ...(hostnames && { hostnames: [...hostnames] }),
    // A rule with a prefix that is replaced has one path alone (gateway-api v1.5.1 `httproute_types.go`).
    rules: (pathPrefix === undefined ? [paths] : paths.map(path => [path])).map(some => rule(some, route)),
  };
}

function rule(
  paths: readonly string[], { entrance, inferencePool: { group, port }, provider, refusedHeaders }: Route,
): HttpRouteSpecRules {
  const { backends, headers, pathPrefix = '', timeout } = entrance;
  const { callersHeaders, timeouts } = gatewayNamed(provider.name).abilities;
  const wanted = Object.entries(headers)
    .map(([header, value]) => ({ type: HttpRouteSpecRulesMatchesHeadersType.EXACT, name: header, value }));
  const filters = [
    ...(callersHeaders === 'removed by the route' && refusedHeaders.length > 0 ? [withoutHeaders(refusedHeaders)] : []),
    ...(pathPrefix === '' ? [] : [withoutPrefix(paths[0]!)]),
  ];
  return {
    matches: paths.map(path => ({
      path: { type: HttpRouteSpecRulesMatchesPathType.PATH_PREFIX, value: path === '/' && pathPrefix ? pathPrefix
        : `${pathPrefix}${path}` },
      ...(wanted.length > 0 && { headers: wanted }),
    })),
    ...(filters.length > 0 && { filters }),
    backendRefs: backends.map(({ name, weight }) => ({ group, kind: 'InferencePool', name, port, weight })),
    // No limit by default: an answer is streamed for as long as it is generated. Unset, some gateways cut it after 15
    // seconds.
    ...(timeouts && { timeouts: { request: timeout, backendRequest: timeout } }),
  };
}

function withoutHeaders(headers: readonly string[]): HttpRouteSpecRulesFilters {
  return {
    type: HttpRouteSpecRulesFiltersType.REQUEST_HEADER_MODIFIER, requestHeaderModifier: { remove: [...headers] },
  };
}

function withoutPrefix(path: string): HttpRouteSpecRulesFilters {
  return {
    type: HttpRouteSpecRulesFiltersType.URL_REWRITE,
    urlRewrite: {
      path: {
        type: HttpRouteSpecRulesFiltersUrlRewritePathType.REPLACE_PREFIX_MATCH, replacePrefixMatch: path,
      },
    },
  };
}

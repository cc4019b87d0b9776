import type { Finding } from '../language/finding';
import { describe, RenderedObject } from '../language/rendered-object';
import { applyRule, RuleText } from '../language/rule';
import { Claim, claimsOf, GatewayObject, gatewayOf } from './gateway-objects';

/** A request has one way. */
export const claimRule = {
  id: 'PD779',
  title: 'No two deployments claim the same requests',
  severity: 'error',
  cause:
    'of two routes with the same host, path and headers on one Gateway the older takes all requests, and the other '
    + 'model is never asked; a name of a host on two Gateways leads to one of them alone',
  fix:
    'tell the two apart by `hostnames`, `pathPrefix`, `headers` or `byModel` of `entrance`; or let one route share its '
    + 'requests, `entrance: { traffic: { stable: 90, canary: 10 } }`',
  source: 'gateway-api v1.5.1 apis/v1/httproute_types.go: the oldest route wins; DNS: a name has one meaning',
  evidence: 'read',
} as const satisfies RuleText;

/** A route has a place. */
export const attachmentRule = {
  id: 'PD780',
  title: 'The Gateway that a route is attached to takes it',
  severity: 'error',
  cause: 'a route that no listener takes is not accepted, and nothing reaches the deployment',
  fix: 'name a listener that the Gateway has in `entrance.from.section`, and let `routesFrom` of its ModelGateway have '
    + 'the namespace',
  source: 'gateway-api v1.5.1 apis/v1/gateway_types.go, AllowedRoutes; apis/v1/shared_types.go, SectionName',
  evidence: 'read',
} as const satisfies RuleText;

/** Who owns a Gateway of others has its policies. */
export const foreignGatewayRule = {
  id: 'PD781',
  title: 'A Gateway of others refuses the headers that only the picker may set',
  severity: 'warning',
  cause:
    'the routing proxy asks whatever address such a header names: a caller who may set it has prompts sent anywhere. '
    + 'The Gateway is of another namespace and not of this app, so nothing here refuses them',
  fix:
    'make the Gateway with `ModelGateway`, which refuses them; or let its owner refuse `x-prefiller-host-port`, '
    + '`x-encoder-hosts-ports`, `x-kv-cache-source-host-port` and `x-data-parallel-host-port` itself',
  source: 'lib/gateways/istio/refused-headers.ts; llm-d-routing-sidecar v0.3.0 internal/proxy',
  evidence: 'read',
} as const satisfies RuleText;

/** A share has somebody who takes it. */
export const sharedPoolRule = {
  id: 'PD782',
  title: 'Every deployment that gets a share of the requests is there and on the same Gateway',
  severity: 'error',
  cause:
    'the share of a pool that does not exist is answered with an error, and pods take requests of the Gateway that '
    + 'their own route is attached to, and of no other',
  fix:
    'add the deployment to the app, in the same namespace, with a way of its own on this Gateway: `entrance: { from: { '
    + 'name: \'<this Gateway>\' }, headers: { \'x-canary\': \'true\' } }`',
  source: 'gateway-api v1.5.1 apis/v1/httproute_types.go: 500 for the share of an invalid backend; network-flows.ts',
  evidence: 'read',
} as const satisfies RuleText;

/** The rules between routes and Gateways. */
export const sharedGatewayRules: readonly RuleText[] = [
  claimRule, attachmentRule, foreignGatewayRule, sharedPoolRule,
];

/** The Gateways of an app and the routes that are attached to them, whatever made them. */
export class SharedGateways {
  private readonly gateways = new Map<string, GatewayObject>();
  private readonly claims: (Claim & { readonly chart: string; readonly route: string })[] = [];
  /** Which chart has an InferencePool. */
  private readonly pools = new Map<string, string>();

  /** Takes an object of a chart in. */
  public add(chart: string, object: RenderedObject): void {
    const gateway = gatewayOf(object);
    if (gateway) this.gateways.set(gateway.key, gateway);
    if (object.kind === 'InferencePool')
      this.pools.set(`${String(object.metadata?.namespace)}/${String(object.metadata?.name)}`, chart);
    for (const claim of claimsOf(object)) this.claims.push({ ...claim, chart, route: describe(object) });
  }

  /** Where routes and Gateways do not fit together. */
  public findings(): Finding[] {
    return [...this.doubleClaims(), ...this.attachments(), ...this.shares()];
  }

  private doubleClaims(): Finding[] {
    const owners = new Map<string, Claimed[]>();
    return this.claims.flatMap(claim => claim.requests.flatMap((request) => {
      // A name of a host is one in all the world; without one, a request is told apart by its Gateway alone.
      const key = request.startsWith('*') ? `${claim.gateway} ${request}` : request;
      const before = owners.get(key) ?? [];
      const other = before.find(({ chart, gateway, section }) => (chart !== claim.chart || gateway === claim.gateway)
        && (gateway !== claim.gateway || section === undefined || claim.section === undefined
          || section === claim.section));
      owners.set(key, [...before, claim]);
      if (other === undefined || (other.chart === claim.chart && other.route === claim.route)) return [];
      const where = other.gateway === claim.gateway
        ? `on Gateway ${claim.gateway}`
        : `on another Gateway, ${other.gateway}`;
      return applyRule(claimRule, claim.chart, [{
        field: claim.route, cause: `claims ${request}, as ${other.route} of ${other.chart} does ${where}`,
      }]);
    }));
  }

  private attachments(): Finding[] {
    return this.claims.flatMap(({ chart, gateway: key, namespace, route, section }) => {
      const gateway = this.gateways.get(key);
      if (!gateway) {
        return key.startsWith(`${namespace}/`)
          ? []
          : applyRule(foreignGatewayRule, chart, [{
              field: route, cause: `is attached to the Gateway ${key} of others`,
            }]);
      }
      const named = gateway.listeners.filter(({ name }) => section === undefined || name === section);
      const names = gateway.listeners.map(({ name }) => name).join(', ');
      if (named.length === 0) {
        return applyRule(attachmentRule, chart, [{
          field: route, cause: `names the listener '${section}', but Gateway ${key} has ${names}`,
        }]);
      }
      return named.some(({ admits }) => admits(namespace))
        ? []
        : applyRule(attachmentRule, chart, [{
            field: route, cause: `is in ${namespace}, whose routes no listener of Gateway ${key} takes`,
          }]);
    });
  }

  private shares(): Finding[] {
    return this.claims.flatMap(({ chart, gateway, namespace, pools, route }) => pools.length < 2
      ? []
      : pools.flatMap((pool) => {
          const owner = this.pools.get(`${namespace}/${pool}`);
          const attached = this.claims.filter(claim => claim.chart === owner);
          const cause = owner === undefined
            ? `gives a share to InferencePool ${pool}, which nothing in ${namespace} of this app makes`
            : attached.some(claim => claim.gateway === gateway)
              ? undefined
              : `gives a share to ${pool}, whose own route is not attached to Gateway ${gateway}`;
          return cause === undefined ? [] : applyRule(sharedPoolRule, chart, [{ field: route, cause }]);
        }));
  }
}

type Claimed = Pick<Claim, 'gateway' | 'section'> & { readonly chart: string; readonly route: string };

import type { GatewayProvider } from '../../../gateways/gateway';
import { gatewayNamed, gateways } from '../../../gateways/gateways';
import { istio } from '../../../gateways/istio/istio';
import type { CertificateSpec, EntranceSpec } from '../../../spec/entrance';
import type { Example } from '../../language/example';
import type { RuleText, Violation } from '../../language/rule';
import type { GatewayFacts } from './gateway-facts';

/** A rule about a Gateway that is made, whether one deployment has it or many share it. */
export interface GatewayRule extends RuleText {
  /** The places where the facts break the claim. */
  readonly check: (facts: GatewayFacts) => readonly Violation[];
  /** A deployment that breaks it and one that does not. */
  readonly example: Example;
}

/** Who reaches a Gateway, and how it listens. */
export const madeGatewayRules: readonly GatewayRule[] = [
  {
    id: 'PD437',
    title: 'The gateway is not open to callers whom nobody authenticates',
    severity: 'error',
    cause:
      'a Service of this type, or a load balancer of this class, is reached from outside. Without TLS others read '
      + 'prompts on the way, and an engine does not ask who calls: without authentication whoever finds the address '
      + 'uses the GPUs',
    fix:
      'say in `entrance` what is missing: `listeners: [{ protocol: \'HTTPS\', certificate }]` alone, and '
      + '`authentication`; or leave `serviceType` at `ClusterIP`, or take the class of an internal load balancer, and '
      + 'put what does both in front; or waive the rule with what keeps others out, for example an internal load '
      + 'balancer',
    source: 'lib/constructs/routing/written-gateway.ts: what a Gateway has beside its listeners',
    evidence: 'read',
    check: ({ inferenceGateway: { entrance }, spec: { gateway } }) => {
      const missing = [
        ...entrance.listeners.some(({ protocol }) => protocol === 'HTTP') ? ['TLS'] : [],
        ...entrance.authentication ? [] : ['authentication'],
      ];
      const opened = openedBy(gateway);
      return opened === undefined || entrance.from || missing.length === 0
        ? []
        : [{ ...opened, cause: `${opened.cause} makes the model reachable without ${missing.join(' and without ')}` }];
    },
    example: {
      field: 'gateway', fails: istio('1.30', { serviceType: 'LoadBalancer' }), passes: istio('1.30'),
    },
  },
  {
    id: 'PD772',
    title: 'The listeners of a Gateway have ports and certificates of their own',
    severity: 'error',
    cause:
      'a Gateway with two listeners for one port, protocol and host name is refused, and cert-manager reads the names '
      + 'of a certificate from the listeners',
    fix: 'give each listener a port of its own; with `issuer` say `hostnames`, and name one issuer',
    source:
      'gateway-api v1.5.1 apis/v1/gateway_types.go: combination of port, protocol and hostname must be unique, at most '
      + '64 listeners; cert-manager documentation, Annotated Gateway resource',
    evidence: 'read',
    waivable: false,
    check: listeners,
    example: {
      field: 'entrance',
      fails: {
        listeners: [{ protocol: 'HTTP', port: 443 }, { protocol: 'HTTPS', certificate: { secretName: 'tls' } }],
      },
      passes: { listeners: [{ protocol: 'HTTP' }, { protocol: 'HTTPS', certificate: { secretName: 'tls' } }] },
    },
  },
  {
    id: 'PD773',
    title: 'The Gateway may read its certificate',
    severity: 'error',
    cause:
      'a Secret of another namespace is read only where a ReferenceGrant of that namespace says so: the listener is '
      + 'else never programmed',
    fix: 'have the owner of the namespace make the ReferenceGrant, and say `granted: true`; or copy the Secret',
    source: 'gateway-api v1.5.1 apis/v1beta1/referencegrant_types.go; apis/v1/gateway_types.go, RefNotPermitted',
    evidence: 'read',
    check: ({ spec }) => certificatesOf(spec.entrance).flatMap(([{ granted, namespace, secretName }, index]) =>
      granted === true || namespace === undefined || namespace === spec.namespace
        ? []
        : [{
            field: `entrance.listeners[${index}].certificate.namespace`,
            cause: `Secret ${namespace}/${secretName} is not of the Gateway's namespace ${spec.namespace}`,
            fix:
              `in ${namespace}, let the owner make a ReferenceGrant (gateway.networking.k8s.io/v1beta1) with \`from: `
              + `[{ group: gateway.networking.k8s.io, kind: Gateway, namespace: ${spec.namespace} }]\` and \`to: `
              + `[{ group: '', kind: Secret, name: ${secretName} }]\`, and say \`granted: true\` here`,
          }]),
    example: {
      field: 'entrance',
      fails: { listeners: [{ protocol: 'HTTPS', certificate: { secretName: 'tls', namespace: 'certificates' } }] },
      passes: {
        listeners: [{
          protocol: 'HTTPS', certificate: { secretName: 'tls', namespace: 'certificates', granted: true },
        }],
      },
    },
  },
  {
    id: 'PD774',
    title: 'The gateway has the authentication that the entrance asks for',
    severity: 'error',
    cause: 'nothing would authenticate callers, and the model would be open to everybody who reaches the Gateway',
    fix: 'ask for what the gateway has, or name another gateway',
    source: 'lib/gateways/: `entrance.authentication` of each module',
    evidence: 'read',
    check: authentication,
    example: {
      field: 'entrance',
      fails: { authentication: { type: 'apiKey', secretName: 'keys' } },
      passes: { authentication: { type: 'jwt', issuer: 'https://login.example.com' } },
    },
  },
];

function listeners(
  { inferenceGateway: { entrance: { listeners: all } }, spec: { entrance = {} } }: GatewayFacts,
): Violation[] {
  const field = 'entrance.listeners';
  const issuers = certificatesOf(entrance).flatMap(([{ issuer }]) => issuer ? [`${issuer.kind}/${issuer.name}`] : []);
  const ports = (entrance.listeners ?? []).map(({ port, protocol }) => port ?? { HTTP: 80, HTTPS: 443 }[protocol]);
  return [
    ...(entrance.listeners?.length === 0 ? [{ field, cause: 'must have a listener' }] : []),
    ...(all.length > 64 ? [{ field, cause: `become ${all.length}, and a Gateway has 64 at most` }] : []),
    ...ports.flatMap((port, index) => ports.indexOf(port) === index
      ? []
      : [{ field: `${field}[${index}]`, cause: `port ${port} is that of ${field}[${ports.indexOf(port)}] too` }]),
    ...(new Set(issuers).size > 1 ? [{ field, cause: `name several issuers: ${issuers.join(', ')}` }] : []),
    ...(issuers.length > 0 && (entrance.hostnames ?? []).length === 0
      ? [{ field, cause: `have a certificate of ${issuers[0]}, and there are no \`hostnames\` to certify` }]
      : []),
  ];
}

function certificatesOf({ listeners: all = [] }: EntranceSpec = {}): readonly (readonly [CertificateSpec, number])[] {
  return all.flatMap((listener, index) =>
    listener.protocol === 'HTTPS' ? [[listener.certificate, index] as const] : []);
}

function authentication({ spec: { entrance, gateway: { name } } }: GatewayFacts): Violation[] {
  const asked = entrance?.authentication;
  const { entrance: known, title } = gatewayNamed(name);
  if (asked === undefined || known?.authentication[asked.type] !== undefined) return [];
  const has = Object.keys(known?.authentication ?? {}).map(type => `\`type: '${type}'\``);
  const others = gateways.filter(other => other.entrance?.authentication[asked.type] !== undefined);
  const ways = [
    ...has.map(type => `use ${type}`), ...others.map(other => `name the gateway ${other.title}`),
    'put what authenticates callers in front of the Gateway',
  ];
  return [{
    field: 'entrance.authentication.type',
    cause: `${title} has no authentication of type '${asked.type}'`,
    fix: ways.join('; or '),
  }];
}

/** What lets callers from outside in: the field, and what it makes. */
function openedBy({ gatewayClassName, name, serviceType = 'ClusterIP' }: GatewayProvider): Violation | undefined {
  if (gatewayClassName !== undefined && gatewayNamed(name).publicClassNames?.includes(gatewayClassName))
    return { field: 'gateway.gatewayClassName', cause: `the load balancer of '${gatewayClassName}'` };
  return serviceType === 'ClusterIP' ? undefined : { field: 'gateway.serviceType', cause: `a ${serviceType}` };
}

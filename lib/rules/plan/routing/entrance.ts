import type { GatewayAbilities, GatewayEntrance } from '../../../gateways/gateway';
import { gatewayNamed } from '../../../gateways/gateways';
import { istio } from '../../../gateways/istio/istio';
import type { InferencePlan } from '../../../plan/inference-plan';
import type { EntranceSpec } from '../../../spec/entrance';
import { Rule, Violation } from '../../language/rule';
import { isPath } from './way-in';

/** What an entrance asks, and what the Gateway API and the gateway make of it. */
export const entranceRules: readonly Rule[] = [
  {
    id: 'PD770',
    title: 'Requests are told apart by names of hosts, headers and a prefix that a route takes',
    severity: 'error',
    cause: 'the API server refuses a route with any other value',
    fix: 'use names such as `models.example.com` or `*.example.com`, and headers and a prefix such as `/llama`',
    source:
      'gateway-api v1.5.1 apis/v1/httproute_types.go and shared_types.go: Hostname, HTTPHeaderName, HTTPPathMatch; at '
      + 'most 16 hostnames, 16 headers, 16 rules',
    evidence: 'read',
    waivable: false,
    check: plan => [...hostnames(plan), ...headers(plan), ...prefix(plan)],
    example: {
      field: 'entrance',
      fails: { hostnames: ['https://models.example.com'] },
      passes: { hostnames: ['models.example.com'] },
    },
  },
  {
    id: 'PD771',
    title: 'Callers are not told apart by a header that only the picker sets',
    severity: 'error',
    cause: 'a request that brings this header is refused at the Gateway, so no request would come through',
    fix: 'use a header of your own, for example `x-llm-d-deployment`',
    source: 'lib/gateways/istio/refused-headers.ts',
    evidence: 'read',
    check: ({ inferenceGateway: { entrance, refusedHeaders } }) => Object.keys(entrance.headers)
      .filter(name => refusedHeaders.includes(name.toLowerCase()))
      .map(name => ({ field: `entrance.headers.${name}`, cause: `\`${name}\` is the picker's to set` })),
    example: {
      field: 'entrance',
      fails: { headers: { 'X-Prefiller-Host-Port': '10.0.0.1:8000' } },
      passes: { headers: { 'x-llm-d-deployment': 'canary' } },
    },
  },
  {
    id: 'PD775',
    title: 'The gateway does what the entrance asks',
    severity: 'error',
    cause: 'the API server takes the route, and the gateway does something else with it',
    fix: 'leave the field out, or name another gateway or version',
    source: 'lib/gateways/: `abilities` and `entrance.cannot` of each module',
    evidence: 'read',
    check: ({ spec: { entrance = {}, gateway: { name, version } } }) => {
      const { abilities, entrance: known, title } = gatewayNamed(name);
      const cannot: ReturnType<GatewayEntrance['cannot']> = {
        ...cannotBy(abilities), ...(known ? known.cannot(version) : withoutShares(abilities)),
      };
      return (Object.keys(entrance) as (keyof EntranceSpec)[]).flatMap((field) => {
        const { cause, fix } = cannot[field] ?? {};
        return cause === undefined || entrance[field] === undefined
          ? []
          : [{ field: `entrance.${field}`, cause: `${title} ${version}: ${cause}`, ...(fix && { fix }) }];
      });
    },
    example: {
      field: 'entrance.traffic', given: { gateway: istio('1.30') }, fails: { llama: 90, canary: 10 }, passes: undefined,
    },
  },
  {
    id: 'PD776',
    title: 'What belongs to a Gateway is said where the Gateway is made',
    severity: 'error',
    cause: 'no Gateway is made here, so it would be in no manifest, and what was asked for would not be there',
    fix: 'say it of the Gateway: in the spec of its `ModelGateway`, or to its owner; and leave it out here',
    source: 'lib/constructs/routing/inference-gateway.ts: with `from`, nothing is written for a Gateway',
    evidence: 'read',
    check: ({ spec: { containers, entrance = {}, gateway: { serviceType } } }) => entrance.from === undefined
      ? []
      : [
          ...(['listeners', 'annotations', 'authentication'] as const)
            .filter(field => entrance[field] !== undefined)
            .map(field => ({ field: `entrance.${field}`, cause: ofExisting(entrance.from!.name) })),
          ...((serviceType ?? 'ClusterIP') === 'ClusterIP'
            ? []
            : [{ field: 'gateway.serviceType', cause: ofExisting(entrance.from.name) }]),
          ...(containers?.gateway ? [{ field: 'containers.gateway', cause: ofExisting(entrance.from.name) }] : []),
        ],
    example: {
      field: 'entrance',
      fails: { from: { name: 'models' }, annotations: { tier: 'internal' } },
      passes: { from: { name: 'models' } },
    },
  },
  {
    id: 'PD777',
    title: 'The shares of the requests are 100 per cent',
    severity: 'error',
    cause: 'weights are relative to their sum: with another sum each deployment gets another share than is written',
    fix: 'give each deployment its share of 100, this one too; 0 keeps a deployment ready without requests',
    source: 'gateway-api v1.5.1 apis/v1/httproute_types.go: BackendRef weight, and at most 16 backendRefs of a rule',
    evidence: 'read',
    check: shares,
    example: {
      field: 'entrance.traffic',
      given: { gateway: istio('1.32'), waive: { PD434: 'an example' } },
      fails: { llama: 90, canary: 20 },
      passes: { llama: 90, canary: 10 },
    },
  },
  {
    id: 'PD778',
    title: 'A verification can ask as callers do',
    severity: 'error',
    cause: 'the Gateway refuses a request without a token, and the load generator of vLLM sends no headers of its own',
    fix:
      'name a Secret with a token in `entrance.authentication.token`; a benchmark needs an entrance without '
      + '`hostnames`, `headers` and HTTPS, or none of `operations.verification.benchmark`',
    source: 'lib/verification/verification.py; vLLM v0.27.1 vllm/benchmarks/serve.py',
    evidence: 'read',
    check: asks,
    example: {
      field: 'entrance',
      given: { operations: { verification: {} } },
      fails: { authentication: { type: 'jwt', issuer: 'https://login.example.com' } },
      passes: {
        authentication: {
          type: 'jwt', issuer: 'https://login.example.com', token: { secretName: 'caller', key: 'token' },
        },
      },
    },
  },
];

function ofExisting(gateway: string): string {
  return `the Gateway ${gateway} exists already`;
}

function hostnames({ spec: { entrance: { hostnames: names = [] } = {} } }: InferencePlan): Violation[] {
  const field = 'entrance.hostnames';
  return [
    ...(names.length > 16 ? [{ field, cause: `must be 16 names at most, got ${names.length}` }] : []),
    ...names.flatMap((name, index) => [
      ...(isHostname(name) ? [] : [{ field: `${field}[${index}]`, cause: `'${name}' is not the name of a host` }]),
      ...(names.indexOf(name) === index ? [] : [{ field: `${field}[${index}]`, cause: `'${name}' is there twice` }]),
    ]),
  ];
}

/** Whether text is a Hostname of the Gateway API: no address, no port, in lower case. */
function isHostname(name: string): boolean {
  return name.length <= 253 && !/^[\d.]+$/.test(name)
    && /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name);
}

function headers({ inferenceGateway: { entrance } }: InferencePlan): Violation[] {
  const field = 'entrance.headers';
  const all = Object.entries(entrance.headers);
  return [
    ...(all.length > 16 ? [{ field, cause: `must be 16 headers at most, got ${all.length}` }] : []),
    ...all.flatMap(([name, value]) =>
      /^[A-Za-z0-9!#$%&'*+\-.^_`|~]{1,256}$/.test(name) && value.length > 0 && value.length <= 4096
        ? []
        : [{ field: `${field}.${name}`, cause: `'${name}: ${value}' is not a header with a value` }]),
  ];
}

function prefix({ inferenceGateway: { entrance }, spec }: InferencePlan): Violation[] {
  const { pathPrefix } = spec.entrance ?? {};
  if (pathPrefix === undefined) return [];
  return [
    ...(isPath(pathPrefix) && pathPrefix !== '/'
      ? []
      : [{ field: 'entrance.pathPrefix', cause: `'${pathPrefix}' is not the beginning of a path` }]),
    // Each path with a prefix is a rule.
    ...(entrance.paths.length > 16
      ? [{ field: 'entrance.paths', cause: `must be 16 at most with a pathPrefix, got ${entrance.paths.length}` }]
      : []),
  ];
}

function shares({ name, spec: { entrance: { traffic } = {} } }: InferencePlan): Violation[] {
  const field = 'entrance.traffic';
  if (traffic === undefined) return [];
  const sum = Object.values(traffic).reduce((total, share) => total + share, 0);
  const count = Object.keys(traffic).length;
  return [
    ...(sum === 100 ? [] : [{ field, cause: `the shares are ${sum} per cent together` }]),
    ...(Object.hasOwn(traffic, name) ? [] : [{ field, cause: `has no share for this deployment, '${name}'` }]),
    ...(count > 16 ? [{ field, cause: `names ${count} deployments, and a rule has 16 at most` }] : []),
  ];
}

function asks({ inferenceGateway: { entrance }, operations: { verification } }: InferencePlan): Violation[] {
  if (!verification) return [];
  const { authentication: asked, request } = entrance;
  const headersToo = Object.keys(request.headers);
  return [
    ...(asked && !asked.token
      ? [{ field: 'entrance.authentication.token', cause: 'the verification has no token to send' }]
      : []),
    ...(verification.tasks.some(({ name }) => name === 'bench')
      && (headersToo.length > 0 || request.url.startsWith('https:'))
      ? [{
          field: 'operations.verification.benchmark',
          cause: `its load generator cannot ask ${[request.url, ...headersToo].join(' with ')}`,
        }]
      : []),
  ];
}

function cannotBy({ timeouts }: GatewayAbilities): ReturnType<GatewayEntrance['cannot']> {
  return timeouts ? {} : {
    timeoutSeconds: {
      cause: 'it does not take `timeouts` of a rule of an HTTPRoute',
      fix: 'remove the field; what cuts requests there is said of the gateway itself, where it has a setting',
    },
  };
}

/** Of a gateway whose module has no word for each version. */
function withoutShares({ weights }: GatewayAbilities): ReturnType<GatewayEntrance['cannot']> {
  return weights === 'yes' ? {} : {
    traffic: {
      cause: weights.not,
      fix:
        'let callers choose: give the other deployment a route of its own, by `hostnames` or by `headers` such as '
        + '`{ \'x-canary\': \'true\' }`',
    },
  };
}

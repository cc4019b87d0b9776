import { istio } from '../../../gateways/istio/istio';
import { Rule } from '../../language/rule';

/** Who reaches the engines from outside, and what of them. */
export const wayInRules: readonly Rule[] = [
  {
    id: 'PD437',
    title: 'The gateway is not open to callers whom nobody authenticates',
    severity: 'error',
    cause:
      'a Service of this type is reached from outside of the cluster. The gateway listens without TLS, and neither it '
      + 'nor an engine asks who calls: whoever finds the address uses the GPUs and reads prompts on the way',
    fix:
      'leave `serviceType` at `ClusterIP` and put what ends TLS and authenticates callers in front; or waive the rule '
      + 'with what keeps others out, for example an internal load balancer',
    source: 'lib/constructs/routing/inference-gateway.ts: one listener, HTTP on port 80',
    evidence: 'read',
    check: ({ spec: { gateway } }) =>
      (gateway.serviceType ?? 'ClusterIP') === 'ClusterIP'
        ? []
        : [{
            field: 'gateway.serviceType',
            cause: `a ${gateway.serviceType} makes the model reachable without TLS and without authentication`,
          }],
    example: {
      field: 'gateway', fails: istio('1.30', { serviceType: 'LoadBalancer' }), passes: istio('1.30'),
    },
  },
  {
    id: 'PD438',
    title: 'What the route publishes are paths',
    severity: 'error',
    cause: 'the API server refuses a route with any other value, and one without a path is a route to everything',
    fix: 'use paths such as `/v1`, each once: from the root, without `//`, `.`, `..`, `%2f` and `#`, 64 at most',
    source:
      'gateway-api v1.4.1 apis/v1/httproute_types.go: HTTPPathMatch, and at most 64 matches of a rule; '
      + 'pkg/test/cel/httproute_test.go',
    evidence: 'read',
    waivable: false,
    check: ({ spec: { route: { paths } = {} } }) => {
      if (paths === undefined) return [];
      const field = 'route.paths';
      if (paths.length === 0 || paths.length > MAX_PATHS)
        return [{ field, cause: `must name between 1 and ${MAX_PATHS} paths, got ${paths.length}` }];
      return [
        ...paths.flatMap((path, index) => isPath(path)
          ? []
          : [{ field: `${field}[${index}]`, cause: `'${path}' is not a path of a route` }]),
        ...paths.flatMap((path, index) => paths.indexOf(path) === index
          ? []
          : [{ field: `${field}[${index}]`, cause: `'${path}' is there twice` }]),
      ];
    },
    example: { field: 'route', fails: { paths: ['v1'] }, passes: { paths: ['/v1', '/tokenize'] } },
  },
];

const MAX_PATHS = 64;

function isPath(path: string): boolean {
  return path.length <= 1024 && pathPattern.test(path) && !/\/\/|\/\.\.?(\/|$)|%2f|#/i.test(path);
}

/** The characters that a path of a URL has, as the CRD asks for. */
const pathPattern = /^\/(?:[A-Za-z0-9/\-._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})*$/;

import { Rule } from '../../language/rule';

/** What of the engines callers reach. */
export const wayInRules: readonly Rule[] = [
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
    check: ({ spec: { entrance: { paths } = {} } }) => {
      if (paths === undefined) return [];
      const field = 'entrance.paths';
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
    example: { field: 'entrance', fails: { paths: ['v1'] }, passes: { paths: ['/v1', '/tokenize'] } },
  },
];

const MAX_PATHS = 64;

/** Whether text is the value of a path in a route. */
export function isPath(path: string): boolean {
  return path.length <= 1024 && pathPattern.test(path) && !/\/\/|\/\.\.?(\/|$)|%2f|#/i.test(path);
}

/** The characters that a path of a URL has, as the CRD asks for. */
const pathPattern = /^\/(?:[A-Za-z0-9/\-._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})*$/;

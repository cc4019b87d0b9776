import { inspect } from '../../lib/rules/objects/inspection';
import { boundProblem } from '../../lib/schema/bounds';
import { celValue } from '../../lib/schema/cel-value';
import { checkValue, fits, isSound } from '../../lib/schema/check-value';
import { listProblem } from '../../lib/schema/list-identity';
import { allNodes, nodeOf, SchemaNode } from '../../lib/schema/schema-node';
import { SchemaText } from '../../lib/schema/schema-table';
import { changed, valid } from './manifests';

const node = (text: SchemaText) => new SchemaNode(text);

test.each<[SchemaText, unknown, string | undefined]>([
  [{ enum: ['a', 'b'] }, 'a', undefined],
  [{ enum: ['a', 'b'] }, 'c', 'must be one of \'a\', \'b\', got \'c\''],
  [{ minLength: 2 }, 'a', 'must have at least 2 characters, got 1'],
  [{ minLength: 2 }, 'ab', undefined],
  [{ minLength: 2 }, '😀', 'must have at least 2 characters, got 1'],
  [{ maxLength: 2 }, 'abc', 'must have at most 2 characters, got 3'],
  [{ maxLength: 2 }, '😀😀', undefined],
  [{ pattern: '^a+$' }, 'aa', undefined],
  [{ pattern: '^a+$' }, 'ab', 'must match ^a+$, got \'ab\''],
  [{ format: 'date-time' }, '2026-11-23T10:00:00Z', undefined],
  [{ format: 'date-time' }, '2026-11-23T10:00:00.5+01:00', undefined],
  [{ format: 'date-time' }, '2026-11-23', 'must be date-time, got \'2026-11-23\''],
  [{ format: 'date-time' }, 'at 2026-11-23T10:00:00Z', 'must be date-time, got \'at 2026-11-23T10:00:00Z\''],
  [{ format: 'byte' }, 'YQ==', undefined],
  [{ format: 'byte' }, 'YWI=', undefined],
  [{ format: 'byte' }, 'YWJj', undefined],
  [{ format: 'byte' }, 'YQ=', 'must be byte, got \'YQ=\''],
  [{ format: 'ipv4' }, '1.2.3.4', undefined],
  [{ format: 'ipv4' }, '1.2.3', 'must be ipv4, got \'1.2.3\''],
  [{ format: 'ipv6' }, '::1', undefined],
  [{ format: 'ipv6' }, '1.2.3.4', 'must be ipv6, got \'1.2.3.4\''],
  [{ format: 'password' }, 'a', undefined],
  [{ minimum: 1 }, 1, undefined],
  [{ minimum: 1 }, 0, 'must be at least 1, got 0'],
  [{ maximum: 1 }, 1, undefined],
  [{ maximum: 1 }, 2, 'must be at most 1, got 2'],
  [{ format: 'int32' }, 2 ** 31 - 1, undefined],
  [{ format: 'int32' }, 2 ** 31, 'must be below 2^31 in size, got 2147483648'],
  [{ format: 'int32' }, -(2 ** 31), undefined],
  [{ format: 'int32' }, -(2 ** 31) - 1, 'must be below 2^31 in size, got -2147483649'],
  [{ format: 'int64' }, 2 ** 40, undefined],
  [{ minItems: 1 }, [], 'must have at least 1 entries, got 0'],
  [{ minItems: 1, maxItems: 2 }, [1, 2], undefined],
  [{ maxItems: 2 }, [1, 2, 3], 'must have at most 2 entries, got 3'],
  [{ minProperties: 1 }, {}, 'must have at least 1 keys, got 0'],
  [{ minProperties: 1, maxProperties: 1 }, { a: 1 }, undefined],
  [{ maxProperties: 1 }, { a: 1, b: 2 }, 'must have at most 1 keys, got 2'],
  [{ maxLength: 1, maximum: 1 }, true, undefined],
])('the bounds %j of %j', (text, value, problem) => {
  expect(boundProblem(node(text), value)).toBe(problem);
  expect(isSound(node(text), value)).toBe(problem === undefined);
});

test.each<[SchemaText, unknown, readonly string[]]>([
  [{ type: 'integer' }, 1.5, ['must be a whole number, got \'1.5\'']],
  [{ type: 'number' }, 1.5, []],
  [{ type: 'number' }, '1', ['must be a number, got \'1\'']],
  [{ type: ['integer', 'string'] }, true, ['must be a whole number or text, got \'true\'']],
  [{ type: ['integer', 'string'] }, 'http', []],
  [{ type: 'boolean' }, 'true', ['must be true or false, got \'true\'']],
  [{ type: 'string' }, ['a'], ['must be text, got a list']],
  [{ type: 'array' }, { a: 1, b: 2 }, ['must be a list, got a map of a, b']],
  [{ type: 'object' }, [], ['must be a map, got a list']],
  [{ type: 'array' }, {}, ['must be a list, got a map of nothing']],
  [{ type: 'object', closed: true }, { a: 1 }, ['a must not be set: the API has no such field']],
  [{ type: 'object' }, { a: 1 }, []],
  [{ type: 'object', required: ['a', 'b'] }, { a: 1 }, ['b must be set']],
  [{ type: 'array', set: true }, ['a', 'b', 'a'], ['2 is in the list already']],
  [{ type: 'array', set: true }, [{ a: 1 }, { a: 1 }], ['1 is in the list already']],
  [
    { type: 'array', mapKeys: ['name'] },
    [{ name: 'a' }, { name: 'b' }, { name: 'a' }],
    ['2 has the name of an earlier entry'],
  ],
  [
    { type: 'array', mapKeys: ['port', 'protocol'] },
    [{ port: 1 }, { port: 1, protocol: 'TCP' }],
    ['1 has the port, protocol of an earlier entry'],
  ],
  [{ type: 'array', mapKeys: ['port', 'protocol'] }, [{ port: 1 }, { port: 1, protocol: 'UDP' }], []],
  [{ type: 'array' }, ['a', 'a'], []],
  [{}, null, []],
  [{ type: 'string' }, undefined, []],
])('the schema %j of %j', (text, value, problems) => {
  const found: string[] = [];
  const below = checkValue(node(text), value, (cause, key) =>
    found.push(key === undefined ? cause : `${key} ${cause}`),
  );
  expect(found).toEqual(problems);
  expect(below).toBe(
    value !== null && value !== undefined && !problems.some(problem => problem.startsWith('must be ')),
  );
});

test('every format of the table is one that is known here, or a number\'s', () => {
  const formats = new Set(allNodes().flatMap(({ text }) => text.format ?? []));
  expect([...formats].sort()).toEqual(['byte', 'date-time', 'double', 'int32', 'int64', 'ipv4', 'ipv6']);
});

test('a list of one has nothing twice, and nothing is said of lists that are no sets', () => {
  expect(listProblem({ set: true }, ['a'])).toBeUndefined();
  expect(listProblem({}, ['a', 'a'])).toBeUndefined();
  expect(listProblem({ mapKeys: ['name'] }, [null, null])).toEqual({
    index: 1,
    cause: 'has the name of an earlier entry',
  });
});

const found = (object: object) =>
  inspect(object, nodeOf((object as { apiVersion: string }).apiVersion, (object as { kind: string }).kind)).map(
    ({ rule, field, cause }) => `${rule.id} ${field}: ${cause}`,
  );
const { destinationRule, deployment, gateway, httpRoute, poolV1 } = valid;

test.each<[string, object, string, unknown, readonly string[]]>([
  [
    'two choices of which one is allowed',
    destinationRule(),
    'spec.trafficPolicy.loadBalancer',
    { simple: 'RANDOM', consistentHash: { useSourceIp: true } },
    [
      'PD743 spec.trafficPolicy.loadBalancer: must be exactly one of the forms that the API takes, got a map '
      + 'of simple, consistentHash',
    ],
  ],
  ['one of two choices', destinationRule(), 'spec.trafficPolicy.loadBalancer', { simple: 'RANDOM' }, []],
  [
    'an address that is none',
    gateway(),
    'spec.addresses',
    [{ type: 'IPAddress', value: '1.2.3.4:80' }],
    ['PD743 spec.addresses[0]: must be exactly one of the forms that the API takes, got a map of type, value'],
  ],
  ['an address', gateway(), 'spec.addresses', [{ type: 'IPAddress', value: '1.2.3.4' }], []],
  [
    'a wrong type, below which nothing more is said',
    deployment(),
    'spec.template',
    'a',
    ['PD743 spec.template: must be a map, got \'a\''],
  ],
  [
    'an unknown field, below which all the same nothing may be null',
    deployment(),
    'spec.unheard',
    { of: null },
    ['PD743 spec.unheard: must not be set: the API has no such field', 'PD736 spec.unheard.of: must not be null'],
  ],
  [
    'a rule of CEL about a list',
    poolV1(),
    'spec.targetPorts',
    [{ number: 1 }, { number: 1 }],
    ['PD744 spec.targetPorts: breaks a rule of its CRD: port number must be unique'],
  ],
  [
    'a wrong field, beside which rules of CEL are silent',
    poolV1(),
    'spec.targetPorts',
    [{ number: 1 }, { number: 1 }, { number: 'a' }],
    ['PD743 spec.targetPorts[2].number: must be a whole number, got \'a\''],
  ],
  [
    'a rule that an index is part of',
    httpRoute(),
    'spec.rules',
    [
      {
        matches: [{ path: { type: 'Exact', value: '/a' } }],
        filters: [
          { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/b' } } },
        ],
      },
    ],
    [
      'PD744 spec.rules[0]: breaks a rule of its CRD: When using URLRewrite filter with '
      + 'path.replacePrefixMatch, exactly one PathPrefix match must be specified',
    ],
  ],
])('%s', (_what, manifest, path, value, findings) => {
  expect(found(changed(manifest, path, value))).toEqual(findings);
});

test('a value fits where all that is below it does', () => {
  const pool = nodeOf('inference.networking.k8s.io/v1', 'InferencePool')!;
  expect(fits(pool, poolV1())).toBe(true);
  expect(fits(pool, changed(poolV1(), 'spec.targetPorts', [{ number: 70000 }]))).toBe(false);
  expect(fits(pool, 'a')).toBe(false);
  expect([nodeOf('v1', 'Unheard'), nodeOf('v1', 'toString')]).toEqual([undefined, undefined]);
});

test('CEL sees defaults, whole numbers and names that it can read', () => {
  const route = nodeOf('gateway.networking.k8s.io/v1', 'HTTPRoute')!;
  const parents = route.field('spec')!.field('parentRefs')!;
  expect(celValue(parents, [{ name: 'a', namespace: 'b', port: 80 }])).toEqual([
    { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'a', __namespace__: 'b', port: 80n },
  ]);
  expect(celValue(parents, [{ name: 'a', kind: 'Service' }])).toEqual([
    { group: 'gateway.networking.k8s.io', kind: 'Service', name: 'a' },
  ]);
  expect(celValue(new SchemaNode({ type: 'number' }), 1)).toBe(1);
  expect(celValue(undefined, { 'a-b': [1.5, 2, null, true, 'x'] })).toEqual({ 'a-b': [1.5, 2n, null, true, 'x'] });
});

import {
  anyOf,
  boolean,
  data,
  list,
  map,
  number,
  object,
  oneOf,
  optional,
  string,
  union,
} from '../../lib/schema/shape';
import { checkShape } from '../../lib/rules/spec/spec-shape';
import { validSpec } from '../valid-spec';

const point = object<{ x: number; name: string }>({ x: number, name: optional(string) });
const holes: unknown[] = [];
holes[1] = 'a';

test.each<
  [string, (value: unknown, field: string) => readonly { field: string; cause: string }[], unknown, readonly string[]]
>([
  ['an object', point, { x: 1 }, []],
  [
    'a field of another type',
    point,
    { x: '1', name: 2 },
    ['f.x must be a number, got \'1\'', 'f.name must be text, got 2'],
  ],
  ['a field too many', point, { x: 1, y: 2 }, ['f.y `y` is not a known field; known fields: x, name']],
  ['text in place of an object', point, 'a', ['f must be an object, got \'a\'']],
  ['null in place of an object', point, null, ['f must be an object, got null']],
  ['nothing in place of an object', point, undefined, ['f must be an object, got nothing']],
  ['a date in place of an object', point, new Date(0), ['f must be an object, got an object of class Date']],
  ['a map in place of an object', point, new Map(), ['f must be an object, got an object of class Map']],
  [
    'an object without a prototype', point, Object.create(null),
    ['f must be an object, got an object without a prototype'],
  ],
  ['a list', list(string), ['a', 'b'], []],
  ['a wrong entry', list(string), ['a', 1], ['f[1] must be text, got 1']],
  ['a list with a hole', list(string), holes, ['f must be a list without holes and without fields, got a list']],
  [
    'a list with a field', list(string), Object.assign(['a'], { b: 1 }),
    ['f must be a list without holes and without fields, got a list'],
  ],
  ['text in place of a list', list(string), 'a', ['f must be a list, got \'a\'']],
  ['a map', map(number), { a: 1 }, []],
  ['a wrong value in a map', map(number), { a: true }, ['f.a must be a number, got true']],
  [
    'a key that JavaScript knows',
    map(number),
    { constructor: 1 },
    ['f.constructor `constructor` is a reserved word of JavaScript and cannot be a key'],
  ],
  ['a list in place of a map', map(number), [], ['f must be a map, got a list']],
  ['a literal', oneOf('a', 1), 1, []],
  ['another literal', oneOf('a', 1), 'b', ['f must be one of \'a\', 1, got \'b\'']],
  ['the second of two shapes', anyOf('text or a number', string, number), 1, []],
  [
    'neither of two shapes',
    anyOf('text or a number', string, number),
    false,
    ['f must be text or a number, got false'],
  ],
  ['true', boolean, true, []],
  ['text in place of true', boolean, 'true', ['f must be true or false, got \'true\'']],
  ['data', data, { a: [1, 'b', true, null, { c: 0.5 }] }, []],
  ['a function among data', data, { a: () => 1 }, ['f.a must be data, got a function']],
  ['no number among data', data, [Number.NaN], ['f[0] must be data, got NaN']],
  ['a date among data', data, [new Date(0)], ['f[0] must be data, got an object of class Date']],
  [
    'one variant',
    union({ a: object<{ type: string; b: number }>({ type: string, b: number }) }),
    { type: 'a', b: 1 },
    [],
  ],
  [
    'a wrong field of a variant',
    union({ a: object<{ type: string; b: number }>({ type: string, b: number }) }),
    { type: 'a', b: 'x' },
    ['f.b must be a number, got \'x\''],
  ],
  ['no variant', union({ a: point }), { type: 'toString' }, ['f.type must be one of \'a\', got \'toString\'']],
  ['a variant without a type', union({ a: point }), {}, ['f.type must be one of \'a\', got nothing']],
  ['text in place of a variant', union({ a: point }), 1, ['f must be an object, got 1']],
])('%s', (_what, shape, value, violations) => {
  expect(shape(value, 'f').map(({ field, cause }) => `${field} ${cause}`)).toEqual(violations);
});

test.each<[string, object, string, string | undefined]>([
  [
    'true for a part that has defaults', { operations: { networkPolicies: true } },
    'operations.networkPolicies: must be `false` or an object, got true', 'use `{}`',
  ],
  [
    'text for a part that can be left out', { operations: { networkPolicies: 'yes' } },
    'operations.networkPolicies: must be `false` or an object, got \'yes\'', undefined,
  ],
  [
    'true for a part without a switch', { engine: true }, 'engine: must be an object, got true', 'use `{}`',
  ],
  [
    'a whole number as text', { endpointPicker: { replicas: '2' } },
    'endpointPicker.replicas: must be a whole number between 1 and 100, got \'2\'', 'use 2',
  ],
  [
    'a word for a whole number', { endpointPicker: { replicas: 'two' } },
    'endpointPicker.replicas: must be a whole number between 1 and 100, got \'two\'', undefined,
  ],
  [
    'a number out of bounds as text', { endpointPicker: { replicas: '200' } },
    'endpointPicker.replicas: must be a whole number between 1 and 100, got \'200\'', undefined,
  ],
  [
    'a number as text', { engine: { blockSize: '64' } },
    'engine.blockSize: must be a number, got \'64\'', 'use 64',
  ],
  [
    'true as text', { createNamespace: 'true' }, 'createNamespace: must be true or false, got \'true\'', 'use true',
  ],
])('%s is refused with its value, and with what is meant where that is plain', (_what, part, message, fix) => {
  const [found, ...others] = checkShape('llama', { ...validSpec, ...part });
  expect(others).toEqual([]);
  expect(`${found!.field}: ${found!.cause}`).toBe(message);
  expect(found!.fix).toBe(fix ?? 'correct the field; the editor and `npx tsc --noEmit` show it too');
});

test.each<[string, object, string]>([
  [
    'a weight below its bound',
    { topologySpreadConstraints: [{ maxSkew: 0, topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule' }] },
    'decode.pod.topologySpreadConstraints[0].maxSkew: must be a whole number between 1 and 2147483647, got 0',
  ],
  [
    'half a skew',
    { topologySpreadConstraints: [{ maxSkew: 1.5, topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule' }] },
    'decode.pod.topologySpreadConstraints[0].maxSkew: must be a whole number between 1 and 2147483647, got 1.5',
  ],
  [
    'a skew above its bound',
    { topologySpreadConstraints: [{ maxSkew: 2 ** 31, topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule' }] },
    'decode.pod.topologySpreadConstraints[0].maxSkew: must be a whole number between 1 and 2147483647, got 2147483648',
  ],
  [
    'a skew as text',
    { topologySpreadConstraints: [{ maxSkew: '1', topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule' }] },
    'decode.pod.topologySpreadConstraints[0].maxSkew: must be a whole number between 1 and 2147483647, got \'1\'',
  ],
])('a pod with %s is refused', (_what, pod, message) => {
  const spec = { ...validSpec, decode: { ...validSpec.decode, pod } };
  expect(checkShape('llama', spec).map(({ field, cause }) => `${field}: ${cause}`)).toEqual([message]);
});

test.each([1, 2 ** 31 - 1])('a pod with a skew of %d is taken', (maxSkew) => {
  const pod = { topologySpreadConstraints: [{ maxSkew, topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule' }] };
  expect(checkShape('llama', { ...validSpec, decode: { ...validSpec.decode, pod } })).toEqual([]);
});

test.each([-1, 1.5, 3601, Number.NaN])('a picker that drains for %d seconds is refused', (seconds) => {
  const { endpointPicker } = validSpec.release;
  const release = { ...validSpec.release, endpointPicker: { ...endpointPicker, drain: { seconds } } };
  expect(checkShape('llama', { ...validSpec, release }).map(({ field, cause }) => `${field}: ${cause}`))
    .toEqual([`release.endpointPicker.drain.seconds: must be a whole number between 0 and 3600, got ${seconds}`]);
});

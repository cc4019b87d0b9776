import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { inspect } from '../../lib/rules/objects/inspection';
import { brokenRules } from '../../lib/schema/cel-rules';
import { fits } from '../../lib/schema/check-value';
import { goPattern } from '../../lib/schema/go-pattern';
import { allNodes, nodeOf } from '../../lib/schema/schema-node';
import { kindsFile } from '../../scripts/kinds';
import { distManifests, Manifest } from '../manifests';
import { schemaErrors } from './check';
import { changed, valid } from './manifests';

interface UpstreamCase {
  readonly object: Manifest;
  /** What the API server answered; absent where it took the object. */
  readonly refused?: readonly string[];
}

const cases = JSON.parse(readFileSync(join(__dirname, 'upstream-cases.json'), 'utf8')) as UpstreamCase[];
const dist = ['llm-d-llama31', 'llm-d-llama31-next'].flatMap(distManifests);
// Without nulls, which the server drops: that is another rule's.
const found = (object: Manifest) =>
  inspect(object, nodeOf(object.apiVersion, object.kind))
    .filter(({ rule }) => rule.id !== 'PD736')
    .map(({ field, cause }) => `${field}: ${cause}`);

test('the table is what crds/ and schemas/ say (npm run kinds)', () => {
  expect(readFileSync(join(__dirname, '../../lib/schema/kinds.json'), 'utf8')).toBe(kindsFile());
});

test('JavaScript reads every pattern, and the CEL library parses every rule', () => {
  const patterns = allNodes().flatMap(({ text }) => text.pattern ?? []);
  expect(patterns.length).toBeGreaterThan(20);
  for (const pattern of patterns) expect(() => goPattern(pattern)).not.toThrow();
  const withRules = allNodes().filter(({ text }) => text.rules);
  expect(withRules.length).toBeGreaterThan(20);
  // A rule that it does not parse is thrown.
  for (const node of withRules) expect(() => brokenRules(node, {})).not.toThrow();
});

test('nothing is found in dist/', () => {
  expect(dist.flatMap(found)).toEqual([]);
});

const messages = allNodes().flatMap(({ text: { rules = [] } }) => rules.map(({ message }) => message));

describe('the cases of the upstream modules, with what the API server answered', () => {
  test.each(cases.map(({ object, refused }, index) => ({ name: `${index} ${object.kind}`, object, refused })))(
    '$name',
    ({ object, refused = [] }) => {
      const ours = found(object);
      expect({ refused: ours.length > 0, ours }).toMatchObject({ refused: refused.length > 0 });
      // The rules of CEL answer with the CRD's own words, once the schema is kept.
      const isRule = (text: string) => messages.some(message => text.endsWith(`: ${message}`));
      const words = ours.some(text => !text.includes('breaks a rule')) ? [] : refused.filter(isRule);
      for (const text of words) expect(ours).toContainEqual(text.replace(': ', ': breaks a rule of its CRD: '));
    },
  );

  test('are of every kind, taken and refused', () => {
    for (const kind of ['Gateway', 'HTTPRoute', 'InferencePool']) {
      const own = cases.filter(({ object }) => object.kind === kind);
      expect([own.some(({ refused }) => refused), own.some(({ refused }) => !refused)]).toEqual([true, true]);
    }
  });
});

// What a value is replaced by. No null: that is another rule's.
const scalars = [
  0,
  -1,
  1,
  65536,
  2 ** 31,
  1.5,
  '',
  'a',
  'A b',
  '8000',
  '1d',
  '10s',
  true,
  'x'.repeat(64),
  'x'.repeat(254),
];
const wrong = fc.oneof(
  fc.constantFrom<unknown>(...scalars, [], {}, ['a'], ['a', 'a'], [{}], { a: 'b' }, { a: 1 }),
  fc.string({ maxLength: 8 }),
  fc.integer(),
  fc.dictionary(fc.constantFrom('name', 'port', 'kind', 'values', 'type'), fc.constantFrom(...scalars), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
);

const objects: readonly Manifest[] = [...Object.values(valid).map(manifest => manifest()), ...dist];

test('one changed value is refused here exactly where Ajv refuses it by the same schemas', () => {
  const change = fc.nat(objects.length - 1).chain(index =>
    fc.record({ index: fc.constant(index), path: fc.constantFrom(...paths(objects[index]!)), value: wrong }));
  const verdicts = { taken: 0, refused: 0 };
  fc.assert(fc.property(change, ({ index, path, value }) => {
    const object = changed(structuredClone(objects[index]!), path, value) as Manifest;
    const theirs = schemaErrors(object).filter(
      line => !line.endsWith('/metadata/name must be set') && !line.includes(' must be in schemas/'),
    );
    const node = nodeOf(object.apiVersion, object.kind)!;
    const ours = inspect(object, node).filter(({ rule }) => rule.id === 'PD743');
    verdicts[ours.length > 0 ? 'refused' : 'taken']++;
    expect({ refused: ours.length > 0, fits: fits(node, object), ours }).toMatchObject({
      refused: theirs.length > 0,
      fits: theirs.length === 0,
    });
  }), { numRuns: 800 });
  expect(Math.min(...Object.values(verdicts))).toBeGreaterThan(80);
});

/** Every place in an object, and an unknown field at every level, as dotted paths. */
function paths(value: unknown, path: readonly string[] = []): string[] {
  const own = path.length > 0 ? [path.join('.')] : [];
  if (typeof value !== 'object' || value === null) return own;
  const unknown = Array.isArray(value) ? [] : [[...path, 'unheardOf'].join('.')];
  const fields = Object.entries(value).filter(([key]) => !/\.|^apiVersion$|^kind$/.test(key));
  return [...own, ...unknown, ...fields.flatMap(([key, child]) => paths(child, [...path, key]))];
}

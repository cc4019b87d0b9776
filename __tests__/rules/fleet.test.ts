import { App } from 'cdk8s';
import * as fc from 'fast-check';
import { DisaggregatedInference, planInference } from '../../lib';
import { Fleet } from '../../lib/rules/fleet';
import { judge } from '../../lib/rules/judge';
import { Finding } from '../../lib/rules/language/finding';
import { Names } from '../../lib/rules/language/names-in-text';
import { checkObject } from '../../lib/rules/objects/objects';
import { document } from '../../lib/yaml/yaml';
import { arbitrarySpec } from '../arbitrary-spec';
import { distManifests, Manifest } from '../manifests';
import { changed, valid } from '../schema/manifests';
import { validSpec } from '../valid-spec';

const fleet = new Fleet();

// The rules look at the deployments of a fleet less closely the more they are alike: they must find the same as in each
// alone.
const names = fc.oneof(
  fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/),
  fc.constantFrom(
    'a',
    'x'.repeat(63),
    'x'.repeat(64),
    'x'.repeat(254),
    'Upper',
    '0',
    '1e3',
    'true',
    'with space',
    'Gateway',
    'llama.b',
    'http',
    'v1',
    '',
  ),
  fc.constant(`glpat-${'a'.repeat(20)}`),
);

test('a spec in which nothing was found is judged under another name as if it were the first', () => {
  fc.assert(fc.property(arbitrarySpec, names, names, fc.boolean(), (spec, name, namespace, broken) => {
    const given = (broken ? { ...spec, decode: { ...spec.decode, extraArgs: ['--data-parallel-size=8'] } } : spec);
    fleet.checkPlan(planInference('first', given));
    const plan = planInference(name, { ...given, namespace });
    expect(fleet.checkPlan(plan)).toEqual(judge(plan).findings);
  }), { numRuns: 300 });
});

const objects: readonly Manifest[] = [
  ...distManifests('llm-d-llama31').map(manifest => renamed(manifest, 'llm-d-llama31', 'llama')),
  ...Object.values(valid).map(make => make() as Manifest),
  // Two references of which the namespace tells the one from the other.
  changed(valid.httpRoute(), 'spec.parentRefs', [
    { name: 'llama' },
    { name: 'llama', namespace: 'other' },
    { name: 'third' },
  ]),
];
const values = [
  0,
  1.5,
  '',
  'llama',
  'a b',
  true,
  [],
  {},
  'x'.repeat(300),
  `hf_${'a'.repeat(34)}`,
  '\ud800',
  undefined,
  () => 1,
];

test('an object that is a clean one under another name, changed or not, is judged as if it were the first', () => {
  const places = objects.map(object => leaves(object));
  const cases = fc.nat(objects.length - 1).chain(index =>
    fc.record({
      index: fc.constant(index),
      name: names,
      namespace: names,
      path: fc.constantFrom('', ...places[index]!),
      value: fc.constantFrom<unknown>(...values),
    }),
  );
  let clean = 0;
  fc.assert(fc.property(cases, ({ index, name, namespace, path, value }) => {
    const first = objects[index]!;
    expect(judged(['llama', 'llama'], first)).toEqual(checkObject('llama', first));
    const other = renamed(first, 'llama', name, namespace);
    const object = path === '' ? other : changed(other, path, value) as Manifest;
    const found = checkObject(name, object);
    if (found.length === 0) clean++;
    expect(judged([name, namespace], object)).toEqual(found);
  }), { numRuns: 800 });
  expect(clean).toBeGreaterThan(40);
});

test('two parents that become one under another name are found', () => {
  const route = (parent: string) =>
    changed(valid.httpRoute(), 'spec.parentRefs', [{ name: 'shared' }, { name: parent }]) as Manifest;
  expect(judged(['llama', 'llama'], route('llama'))).toEqual([]);
  expect(judged(['llama-2', 'llama'], route('llama-2'))).toEqual([]);
  expect(judged(['shared', 'llama'], route('shared')).map(({ rule, field }) => `${rule} ${field}`)).toContain(
    'PD744 HTTPRoute/llama spec.parentRefs',
  );
});

test('a fleet of specs of one kind has the findings of each', () => {
  const app = new App();
  const [first, second, third] = ['one', 'two', 'x'.repeat(64)].map(
    name => new DisaggregatedInference(app, name, { ...validSpec, namespace: name }),
  );
  expect([first!.findings(), second!.findings()]).toEqual([[], []]);
  expect(third!.findings().map(({ rule }) => rule)).toEqual(expect.arrayContaining(['PD712']));
});

/** As the App has it judged: what cannot be written is judged without its text. */
function judged(own: Names, object: Manifest): readonly Finding[] {
  try {
    return fleet.checkWritten(own, { object, text: document(object) });
  } catch {
    return checkObject(own[0], object);
  }
}

/** An object as its text would be with another name in it; every other occurrence is the namespace's. */
function renamed(object: Manifest, from: string, name: string, namespace = name): Manifest {
  let count = 0;
  return JSON.parse(
    JSON.stringify(object).replaceAll(from, () => JSON.stringify(count++ % 2 === 0 ? name : namespace).slice(1, -1)),
  ) as Manifest;
}

function leaves(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value !== 'object' || value === null) return [path.join('.')];
  return Object.entries(value)
    .filter(([key]) => !key.includes('.'))
    .flatMap(([key, child]) => leaves(child, [...path, key]));
}

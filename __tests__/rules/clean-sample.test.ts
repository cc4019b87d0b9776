import { BoundedSet } from '../../lib/rules/language/bounded-set';
import { CleanObjects, CleanSample } from '../../lib/rules/objects/clean-objects';
import { Names, TextWithNames } from '../../lib/rules/language/names-in-text';
import { document } from '../../lib/yaml/yaml';
import { distManifests, Manifest } from '../manifests';
import { changed, valid } from '../schema/manifests';

const written = (object: object) => ({ object: object as Manifest, text: document(object) });
const renamed = (object: object, from: string, to: string) =>
  JSON.parse(JSON.stringify(object).replaceAll(from, to)) as Manifest;
const named = (name: string): Names => [name, name];

describe('a text with names in it', () => {
  test.each<{ text: string; names: Names; others: Names; becomes: string }>([
    { text: 'llama-decode', names: ['llama', 'team'], others: ['qwen', 'other'], becomes: 'qwen-decode' },
    { text: 'llama-epp.team.svc', names: ['llama', 'team'], others: ['qwen', 'other'], becomes: 'qwen-epp.other.svc' },
    { text: 'team/llama/team', names: ['llama', 'team'], others: ['qwen', 'other'], becomes: 'other/qwen/other' },
    { text: 'llama-2/llama', names: ['llama', 'llama-2'], others: ['a', 'b'], becomes: 'b/a' },
    { text: 'llama/llama', names: ['llama', 'llama'], others: ['a', 'b'], becomes: 'a/a' },
    { text: 'llama', names: ['llama', ''], others: ['', 'b'], becomes: '' },
    { text: 'axb a.b', names: ['a.b', ''], others: ['c', ''], becomes: 'axb c' },
    { text: 'a*b(c', names: ['*b(', ''], others: ['-', ''], becomes: 'a-c' },
  ])('$text of $names is $becomes of $others', ({ text, names, others, becomes }) => {
    const parts = new TextWithNames(text, names);
    expect(parts.hasNames).toBe(true);
    expect([parts.with(names), parts.with(others)]).toEqual([text, becomes]);
  });

  test.each<Names>([['llama', 'team'], ['', '']])('has none of %p where none stands', (...names) => {
    const parts = new TextWithNames('qwen-decode', names);
    expect([parts.hasNames, parts.with(['a', 'b'])]).toEqual([false, 'qwen-decode']);
  });
});

test('a bounded set forgets what it held when it is full, and not before', () => {
  const set = new BoundedSet<number>(2);
  const held = () => [1, 2, 3].map(member => set.has(member));
  set.add(1);
  set.add(2);
  expect(held()).toEqual([true, true, false]);
  set.add(3);
  expect(held()).toEqual([false, false, true]);
});

describe('an object that is a clean one under another name', () => {
  // The name is a key of the dashboard's data, and objects with such keys are not remembered.
  const objects = distManifests('llm-d-llama31-next')
    .filter(({ metadata }) => !metadata.name.endsWith('-dashboard'))
    .map(object => renamed(object, 'llm-d-llama31-next', 'llama'));

  test.each(objects.map(object => ({ what: `${object.kind} ${object.metadata.name}`, object })))(
    'is known to be clean: $what',
    ({ object }) => {
      const sample = CleanSample.of(named('llama'), written(object))!;
      expect(sample.isLike(named('qwen'), written(renamed(object, 'llama', 'qwen')))).toBe(true);
      expect(sample.isLike(named('llama'), written(object))).toBe(true);
    },
  );

  const like = (object: object, name: string, from = 'llama') =>
    CleanSample.of(named(from), written(object))!.isLike(named(name), written(renamed(object, from, name)));
  const configMap = (fields: object) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'notes' },
    ...fields,
  });

  test('is not if anything else differs', () => {
    const object = configMap({ data: { a: 'llama', b: '1' } });
    expect(
      CleanSample.of(named('llama'), written(object))!.isLike(
        named('qwen'),
        written(configMap({ data: { a: 'qwen', b: '2' } })),
      ),
    ).toBe(false);
  });

  test('is not if the name would have to be quoted, where it was not', () => {
    for (const name of ['0', 'true', 'a: b', '1e3', ''])
      expect({ name, like: like(configMap({ data: { a: 'llama' } }), name) }).toEqual({ name, like: false });
    expect(like(configMap({ data: { a: 'llama' } }), 'qwen')).toBe(true);
    // A text that is quoted already stays one.
    expect(like(configMap({ data: { a: '1: llama' } }), 'qwen')).toBe(true);
  });

  test('is not if a value with the name would become what a value must not be', () => {
    expect(like(configMap({ data: { a: 'hf_llama' } }), 'a'.repeat(34))).toBe(false);
    expect(like(configMap({ metadata: { name: 'llama' } }), 'a'.repeat(254))).toBe(false);
    expect(like(configMap({ metadata: { name: 'llama' } }), 'a'.repeat(253))).toBe(true);
    expect(like(configMap({ metadata: { name: 'notes', labels: { a: 'llama' } } }), 'a'.repeat(64))).toBe(false);
    expect(like(configMap({ metadata: { name: 'notes', labels: { a: 'llama' } } }), 'a'.repeat(63))).toBe(true);
    expect(like(configMap({ metadata: { name: 'notes', labels: { a: 'llama' } } }), 'a b')).toBe(false);
  });

  test('is not if a bound of its kind is overstepped', () => {
    const pool = changed(
      distManifests('llm-d-llama31-next').find(({ kind }) => kind === 'InferencePool')!,
      'spec.endpointPickerRef.name',
      'picker',
    );
    expect(like(pool, 'a'.repeat(253), 'picker')).toBe(true);
    expect(like(pool, 'a'.repeat(254), 'picker')).toBe(false);
  });

  test('is not if two entries that differed no longer do', () => {
    const route = changed(valid.httpRoute(), 'spec.parentRefs', [{ name: 'shared' }, { name: 'llama' }]) as Manifest;
    expect([like(route, 'qwen'), like(route, 'shared')]).toEqual([true, false]);
    const deployment = (port: string) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'a' },
      spec: {
        selector: { a: 'b' },
        ports: [
          { name: 'http', port: 80, protocol: 'TCP' },
          { name: port, port: 81, protocol: 'TCP' },
        ],
      },
    });
    expect(like(deployment('llama'), 'qwen')).toBe(true);
  });

  test('is not remembered where a key holds a name, because keys are not compared', () => {
    expect(CleanSample.of(named('llama'), written(configMap({ data: { 'llama.json': '1' } })))).toBeUndefined();
    expect(CleanSample.of(named('llama'), written(configMap({ data: { 'notes.json': 'llama' } })))).toBeDefined();
  });

  test('is found by its kind and by what its name has beside the deployment\'s', () => {
    const clean = new CleanObjects();
    const object = (name: string, note: string) =>
      written({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { note } });
    expect(clean.has(named('llama'), object('llama-a', 'x'))).toBe(false);
    clean.add(named('llama'), object('llama-a', 'x'));
    clean.add(named('llama'), object('llama-b', 'y'));
    expect(clean.has(named('qwen'), object('qwen-a', 'x'))).toBe(true);
    expect(clean.has(named('qwen'), object('qwen-b', 'y'))).toBe(true);
    expect(clean.has(named('qwen'), object('qwen-a', 'y'))).toBe(false);
    expect(clean.has(named('qwen'), object('qwen-c', 'x'))).toBe(false);
    expect(
      clean.has(named('qwen'), {
        ...object('qwen-a', 'x'),
        object: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'qwen-a' } },
      }),
    ).toBe(false);
  });

  test('is one of at most a hundred of a kind', () => {
    const clean = new CleanObjects();
    const object = (name: string, rest: number) =>
      written({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `${name}-${rest}` } });
    for (let rest = 0; rest < 100; rest++) clean.add(named('llama'), object('llama', rest));
    expect([0, 50, 99].map(rest => clean.has(named('qwen'), object('qwen', rest)))).toEqual([true, true, true]);
    clean.add(named('llama'), object('llama', 100));
    expect([0, 50, 99, 100].map(rest => clean.has(named('qwen'), object('qwen', rest)))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });
});

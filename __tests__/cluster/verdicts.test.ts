import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { checkObject } from '../../lib/rules/objects/objects';
import { Manifest } from '../manifests';
import { changed, valid } from '../schema/manifests';
import { Api } from './api';
import { applyAll, clusterFile, deleteNamespace } from './cluster';
import { collectionPath } from './resource-path';

// Whether the library refuses what the API server refuses, and nothing else, asked of the API server.
const api = new Api(clusterFile().kubeconfig);
const namespace = 'verdicts';

beforeAll(() => applyAll(api, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]));
afterAll(async () => {
  await deleteNamespace(api, namespace);
  api.close();
});

interface UpstreamCase {
  readonly object: Manifest;
  readonly refused?: readonly string[];
}

test('the recorded answers to the cases of the upstream modules are still the API server\'s', async () => {
  const cases = JSON.parse(
    readFileSync(join(__dirname, '..', 'schema', 'upstream-cases.json'), 'utf8'),
  ) as UpstreamCase[];
  const now = await Promise.all(cases.map(({ object }) => refusal(object)));
  expect(now.map(message => message !== undefined)).toEqual(cases.map(({ refused }) => refused !== undefined));
});

// No empty text in the place of a constant, which the server takes for one that is absent in a core object.
const values = [
  0,
  -1,
  1,
  65536,
  2 ** 31,
  1.5,
  'a',
  'A b',
  '8000',
  '1d',
  '10s',
  true,
  'x'.repeat(64),
  'x'.repeat(254),
  [],
  {},
  ['a'],
  ['a', 'a'],
  [{}],
  { a: 'b' },
  { a: 1 },
];
const { deployment, service, ...customObjects } = valid;

test.each([
  { what: 'a custom object', objects: Object.values(customObjects), exact: true },
  // Of the core kinds the server checks more than bounds, in Go: that is the rules' about specs.
  { what: 'a Deployment or a Service', objects: [deployment, service], exact: false },
])('one changed value of $what is refused where the API server refuses it', async ({ objects, exact }) => {
  const all = objects.map(make => make() as Manifest);
  const changes = fc.sample(
    fc.nat(all.length - 1).chain(index =>
      fc.record({
        index: fc.constant(index),
        path: fc.constantFrom(...paths(all[index]!.spec, ['spec'])),
        value: fc.constantFrom<unknown>(...values),
      }),
    ),
    { numRuns: 400, seed: 1 },
  );
  const verdicts = await Promise.all(changes.map(async ({ index, path, value }) => {
    const object = changed(all[index]!, path, value) as Manifest;
    return { path, value, ours: checkObject('chart', object).length > 0, theirs: await refusal(object) };
  }));
  expect(verdicts.filter(({ ours, theirs }) => ours && theirs === undefined)).toEqual([]);
  if (exact) expect(verdicts.filter(({ ours, theirs }) => !ours && theirs !== undefined)).toEqual([]);
  expect(verdicts.filter(({ ours }) => ours).length).toBeGreaterThan(100);
}, 120_000);

/** Why the API server does not take an object, with unknown fields refused; nothing if it does. */
async function refusal(object: Manifest): Promise<string | undefined> {
  const { apiVersion, kind } = object as { apiVersion: string; kind: string };
  const path = `${collectionPath({ apiVersion, kind, namespace })}?dryRun=All&fieldValidation=Strict`;
  const { status, body } = await api.post(path, { ...object, metadata: { ...object.metadata, namespace } });
  return status >= 300 ? body.message as string : undefined;
}

/** Every place in a value, and an unknown field at every level, as dotted paths. */
function paths(value: unknown, path: readonly string[]): string[] {
  if (typeof value !== 'object' || value === null) return [path.join('.')];
  const unknown = Array.isArray(value) ? [] : [[...path, 'unheardOf'].join('.')];
  return [
    path.join('.'),
    ...unknown,
    ...Object.entries(value)
      .filter(([key]) => !key.includes('.'))
      .flatMap(([key, child]) => paths(child, [...path, key])),
  ];
}

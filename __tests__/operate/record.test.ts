import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import {
  App as OurApp,
  DeploymentRecord,
  DisaggregatedInference,
  InferenceSpec,
  planInference,
  poolOf,
  PrefillPool,
  Release,
} from '../../lib';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { distObjects } from '../../lib/cluster/dist-objects';
import { llama31 } from '../../deployments/llm-d-llama31';
import { recordIn } from '../../lib/cluster/dist-record';
import { KubernetesObject } from '../../lib/kube/kubernetes-objects';
import { LIBRARY_VERSION } from '../../lib/plan/library-version';
import { BrokenRecord, parseRecord, recordText, specDigest } from '../../lib/plan/record';
import { stringify } from '../../lib/yaml/yaml';
import { arbitraryName, arbitrarySpec } from '../arbitrary-spec';
import { temporaryFolder } from '../folder';
import { distManifests, Manifest } from '../manifests';
import { validSpec } from '../valid-spec';

jest.setTimeout(240_000);

const root = join(__dirname, '..', '..');
const name = 'llm-d-llama31';
const whole = readFileSync(join(root, 'dist', `${name}.k8s.yaml`), 'utf8');
const manifests = distManifests(name);
const textOf = (objects: readonly Manifest[]): string => stringify(objects);
const cases = (few: number): number => Number(process.env.CASES ?? few);

/** What is said of a file; nothing where it is taken. */
function refusal(text: string): string {
  try {
    distDeployment(text);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the record of a file', () => {
  const { record } = distDeployment(whole);

  test('says what the deployment was made from', () => {
    expect(record).toMatchObject({
      deployment: name,
      library: LIBRARY_VERSION,
      release: 'ROUTER_0_3',
      spec: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      components: {
        modelServer: { image: 'ghcr.io/llm-d/llm-d-cuda:v0.3.0', version: '0.11.0' },
        routingProxy: { image: 'ghcr.io/llm-d/llm-d-routing-sidecar:v0.3.0' },
      },
      engines: [
        { name: `${name}-prefill`, role: 'prefill', replicas: 8, blockSize: 128, connector: 'NixlConnector' },
        { name: `${name}-decode`, role: 'decode' },
      ],
    });
  });

  test('lists every object of the file in its order, itself last', () => {
    const names = ({ apiVersion, kind, name }: { apiVersion: string; kind: string; name: string }): string =>
      `${apiVersion} ${kind} ${name}`;
    expect(record.objects.map(names)).toEqual(
      manifests.map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`),
    );
    expect(manifests.at(-1)!.metadata.name).toBe(`${name}-record`);
  });

  test('is of the version that package.json has', () => {
    expect(LIBRARY_VERSION).toBe((JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest).version);
  });

  test('has the same digest for a spec whose fields are in another order, and another for each other spec', () => {
    expect(specDigest({ a: 1, b: { c: [1, { d: 2, e: 3 }] } })).toBe(
      specDigest({ b: { c: [1, { e: 3, d: 2 }] }, a: 1 }),
    );
    expect(specDigest({ a: [1, 2] })).not.toBe(specDigest({ a: [2, 1] }));
  });

  test('has the name of a release of the library in the digest, not what is known of it', () => {
    expect(record.spec).toBe(specDigest({ ...llama31, release: llama31.release.name }));
  });
});

describe('a file is refused', () => {
  type Path = readonly (string | number)[];
  const leaves = (value: unknown, path: Path = []): readonly Path[] => typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, field]) => leaves(field, [...path, key]))
    : [path];
  const parentOf = (object: Manifest, path: Path): Manifest =>
    path.slice(0, -1).reduce((value: Manifest, key) => value[key] as Manifest, object);
  const index = fc.nat({ max: manifests.length - 1 });

  /** One edit of one object, or of the list. */
  const edit: fc.Arbitrary<(objects: Manifest[]) => void> = fc.oneof(
    fc
      .tuple(index, fc.nat(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)))
      .map(([at, leaf, value]) => (objects: Manifest[]) => {
        const paths = leaves(objects[at]);
        const path = paths[leaf % paths.length]!;
        const parent = parentOf(objects[at]!, path);
        parent[path.at(-1)!] = parent[path.at(-1)!] === value ? 'another' : value;
      }),
    fc.tuple(index, fc.nat()).map(([at, leaf]) => (objects: Manifest[]) => {
      const paths = leaves(objects[at]);
      const path = paths[leaf % paths.length]!;
      const parent = parentOf(objects[at]!, path);
      if (Array.isArray(parent)) parent.splice(Number(path.at(-1)), 1);
      else delete parent[path.at(-1)!];
    }),
    fc.tuple(index, fc.constantFrom('spec', 'data', 'immutable', 'extra')).map(
      ([at, key]) =>
        (objects: Manifest[]) =>
          void (objects[at]![key] = { ...objects[at]![key], x: '1' }),
    ),
    index.map(at => (objects: Manifest[]) => void objects.splice(at, 1)),
    fc.tuple(index, index).map(
      ([from, to]) =>
        (objects: Manifest[]) =>
          void objects.splice(to, 0, structuredClone(objects[from]!)),
    ),
    fc.tuple(index, fc.string({ minLength: 1 })).map(([at, called]) => (objects: Manifest[]) => {
      const added = structuredClone(objects[at]!);
      added.metadata.name = `${added.metadata.name}-${called}`;
      objects.push(added);
    }),
    fc
      .nat({ max: manifests.length - 3 })
      .map(at => (objects: Manifest[]) => void objects.splice(at, 2, objects[at + 1]!, objects[at]!)),
  );

  test('after any one edit of any object: a value, a field, an object that is gone, repeated, added or moved', () => {
    expect(refusal(textOf(manifests))).toBe('');
    fc.assert(fc.property(edit, (change) => {
      const objects = structuredClone(manifests);
      change(objects);
      expect(refusal(textOf(objects))).not.toBe('');
    }), { numRuns: cases(300) });
  });

  test('wherever it is cut off', () => {
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), (length) => {
        expect(refusal(whole.slice(0, length))).not.toBe('');
      }),
      {
        numRuns: cases(150),
        examples: [[0], [whole.length - 1], [whole.lastIndexOf('---\n')], [whole.lastIndexOf('    }')]],
      },
    );
  });

  test('after a change of any one character, unless its objects are the same still', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: whole.length - 1 }),
        fc.constantFrom('x', '0', ' ', '"', ':', '#', '\n', '-'),
        (at, character) => {
          const text = whole.slice(0, at) + character + whole.slice(at + 1);
          if (refusal(text) === '') expect(distObjects(text)).toEqual(distObjects(whole));
        },
      ),
      { numRuns: cases(200) },
    );
  });

  test.each<[string, (objects: Manifest[]) => Manifest[], RegExp]>([
    [
      'what was changed',
      ([first, ...rest]) => [{ ...first!, metadata: { ...first!.metadata, labels: {} } }, ...rest],
      new RegExp(`as it was synthesized: Namespace/${name} was changed$`),
    ],
    [
      'what is missing',
      objects => objects.filter(({ kind }) => kind !== 'HTTPRoute'),
      /: HTTPRoute\/llm-d-llama31-pd-disaggregation is missing$/,
    ],
    ['what is there twice', objects => [...objects, objects[3]!], /: ServiceAccount\/gaie-llama31-epp is there twice$/],
    [
      'what was added',
      objects => [...objects, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x', namespace: name } }],
      /: Secret\/x was added$/,
    ],
    [
      'what was moved',
      ([first, second, ...rest]) => [second!, first!, ...rest],
      /: PersistentVolumeClaim\/llm-d-llama31-model-cache was moved$/,
    ],
    ['five of many', objects => objects.slice(-1), /is missing, .* is missing and 19 more$/],
    [
      'two records',
      objects => [...objects, { ...objects.at(-1)!, metadata: { name: 'b' } }],
      /must have one record, it has ConfigMap\/llm-d-llama31-record and ConfigMap\/b/,
    ],
    [
      'no record',
      objects => objects.slice(0, -1),
      /^the file has no record, .*an earlier version of cdk8s-llm-d wrote it$/,
    ],
  ])('and it is said: %s', (_, change, says) => {
    expect(refusal(textOf(change(structuredClone(manifests))))).toMatch(says);
  });
});

describe('the text of a record is read strictly', () => {
  const text = recordText(distDeployment(whole).record);

  test('and as it was written', () => {
    expect(recordText(parseRecord(text))).toBe(text);
  });

  test.each<[string, string, RegExp]>([
    [
      'another value',
      text.replace('"blockSize":128', '"blockSize":64'),
      /^was edited: its digest is that of another text$/,
    ],
    ['white space', text.replace('"format": 1', '"format":  1'), /^was edited/],
    ['a field twice', text.replace('"library"', '"release": "ROUTER_0_3",\n  "library"'), /^was edited/],
    [
      'another form',
      text.replace('"format": 1', '"format": 2'),
      /^has the format 2, written by cdk8s-llm-d 0\.1\.0; this version reads format 1$/,
    ],
    ['a cut', text.slice(0, 500), /^is not JSON: it was edited or cut off$/],
    ['a list', '[]', /^is not JSON/],
  ])('refuses %s', (_, edited, says) => {
    expect(edited).not.toBe(text);
    expect(() => parseRecord(edited)).toThrow(BrokenRecord);
    expect(() => parseRecord(edited)).toThrow(says);
  });
});

describe('what is written is read', () => {
  const written = (app: App, chartName: string, spec: InferenceSpec): readonly KubernetesObject[] => {
    const chart = new DisaggregatedInference(app, chartName, spec);
    // A part of the user's own, which comes after the record.
    new ApiObject(chart, 'own', {
      apiVersion: 'example.org/v1',
      kind: 'Widget',
      metadata: { name: 'own' },
      spec: { text: 'a' },
    });
    return distObjects(app.synthYaml());
  };

  test('of any valid spec, with objects of the user\'s own', () => {
    fc.assert(fc.property(arbitraryName, arbitrarySpec, (chartName, spec) => {
      const objects = written(new OurApp({ outdir: temporaryFolder() }), chartName, spec);
      expect(recordIn(objects).objects).toHaveLength(objects.length);
      expect(objects.at(-1)).toMatchObject({ kind: 'ConfigMap', metadata: { name: `${chartName}-record` } });
    }), { numRuns: cases(40) });
  });

  test('of cdk8s\'s own App', () => {
    const objects = written(new App(), 'llama', validSpec);
    expect(recordIn(objects).objects.map(({ kind }) => kind)).toContain('Widget');
  });

  test('of a chart that was composed by hand, with a record and without a spec', () => {
    const chart = new Chart(new App(), 'mine', { namespace: 'team-a', disableResourceNameHashes: true });
    const prefill = poolOf(planInference('mine', validSpec), 'prefill');
    new DeploymentRecord(chart, 'record');
    new PrefillPool(chart, 'prefill', { plan: prefill, modelCache: { name: 'model-cache', emptyDir: {} } });
    const objects = distObjects(textOf(Testing.synth(chart) as Manifest[]));
    expect(recordIn(objects)).toEqual(expect.not.objectContaining({ spec: expect.anything() as unknown }));
    expect(recordIn(objects)).toMatchObject({ deployment: 'mine', release: Release.LLM_D_0_10.name });
    expect(recordIn(objects).engines.map(({ name }) => name)).toEqual(['mine-prefill']);
  });
});

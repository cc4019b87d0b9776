import { ApiObject, App as StockApp, AppProps, Chart, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import fc from 'fast-check';
import { App } from '../../lib';
import { contents, temporaryFolder } from '../folder';

/**
 * How to build a tree of charts: for each chart its id, objects and place, and dependencies between anything and
 * anything.
 */
interface Tree {
  readonly charts: readonly {
    readonly id: string;
    readonly objects: number;
    readonly place: 'app' | 'chart' | 'construct';
  }[];
  readonly dependencies: readonly (readonly [number, number])[];
}

const tree: fc.Arbitrary<Tree> = fc.record({
  charts: fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('a', 'b', 'c', '1', '0', 'd', '12', 'e'),
      objects: fc.integer({ min: 0, max: 4 }),
      place: fc.constantFrom('app', 'app', 'chart', 'construct'),
    }),
    { selector: ({ id }) => id, minLength: 1, maxLength: 5 },
  ),
  dependencies: fc.array(fc.tuple(fc.nat(30), fc.nat(30)), { maxLength: 4 }),
});

function build(app: StockApp, { charts, dependencies }: Tree): void {
  const all: Construct[] = [];
  for (const [index, { id, objects, place }] of charts.entries()) {
    const before = all.filter(construct => construct instanceof Chart).at(-1);
    const scope = place === 'construct' ? new Construct(app, id) : place === 'chart' && before ? before : app;
    const chart = new Chart(scope, place === 'construct' ? 'inner' : id, { disableResourceNameHashes: true });
    all.push(chart);
    for (let object = 0; object < objects; object++) {
      all.push(
        new ApiObject(chart, `o${object}`, {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: `c${index}-${object}` },
          data: { index: String(index) },
        }),
      );
    }
  }
  for (const [from, to] of dependencies) {
    // cdk8s leaves out a construct that depends on itself without a word; here it is a circle.
    if (from % all.length !== to % all.length) all[from % all.length]!.node.addDependency(all[to % all.length]!);
  }
}

function written(
  AppClass: new (props: AppProps) => StockApp,
  form: Tree,
  yamlOutputType: YamlOutputType,
): Record<string, string> | 'refused' {
  const outdir = `${temporaryFolder()}/out`;
  const app = new AppClass({ outdir, yamlOutputType });
  try {
    build(app, form);
    app.synth();
  } catch {
    return 'refused';
  }
  return contents(outdir);
}

const types = [
  YamlOutputType.FILE_PER_CHART,
  YamlOutputType.FILE_PER_APP,
  YamlOutputType.FILE_PER_RESOURCE,
  YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
];

test('files, their names, their order and every byte are cdk8s\'s, for any tree of charts with any dependencies', () => {
  let compared = 0;
  fc.assert(
    fc.property(tree, fc.constantFrom(...types), (form, type) => {
      const [ours, stock] = [written(App, form, type), written(StockApp, form, type)];
      expect(ours).toEqual(stock);
      if (ours !== 'refused') compared++;
    }),
    { numRuns: 300 },
  );
  expect(compared).toBeGreaterThan(150);
});

test('a chain of objects is ordered in linear time, where cdk8s doubles with each link', () => {
  const app = new App({ outdir: `${temporaryFolder()}/out` });
  const chart = new Chart(app, 'chain');
  const objects = Array.from(
    { length: 60 },
    (_, index) => new ApiObject(chart, `o${index}`, { apiVersion: 'v1', kind: 'ConfigMap' }),
  );
  for (const [index, object] of objects.entries())
    for (const earlier of objects.slice(0, index)) object.addDependency(earlier);
  expect(() => app.synth()).not.toThrow();
});

test('a chain of ten thousand objects does not overflow the call stack', () => {
  const app = new App({ outdir: `${temporaryFolder()}/out` });
  const chart = new Chart(app, 'chain', { disableResourceNameHashes: true });
  const objects = Array.from(
    { length: 10_000 },
    (_, index) => new ApiObject(chart, `o${index}`, { apiVersion: 'v1', kind: 'ConfigMap' }),
  );
  for (const [index, object] of objects.entries()) if (index > 0) objects[index - 1]!.addDependency(object);
  app.synth();
  expect(contents(app.outdir)['chain.k8s.yaml']!.match(/name: .*/g)).toEqual(
    objects.map(({ name }) => `name: ${name}`).reverse(),
  );
});

test('dependencies in a circle are refused by name', () => {
  const app = new App({ outdir: `${temporaryFolder()}/out` });
  const chart = new Chart(app, 'circle');
  const [first, second] = ['first', 'second'].map(
    id => new ApiObject(chart, id, { apiVersion: 'v1', kind: 'ConfigMap' }),
  );
  first!.addDependency(second!);
  second!.addDependency(first!);
  expect(() => app.synth()).toThrow(
    'PD742: constructs depend on each other in a circle: circle/first => circle/second => circle/first',
  );
});

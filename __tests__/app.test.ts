import { mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ApiObject,
  ApiObjectProps,
  App as StockApp,
  AppProps,
  Chart,
  Include,
  Lazy,
  ResolutionContext,
  YamlOutputType,
} from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { llama31 } from '../deployments/llm-d-llama31';
import { llama31Next } from '../deployments/llm-d-llama31-next';
import { App, DisaggregatedInference, Release } from '../lib';
import { SynthError } from '../lib/synth/synth-error';
import { contents, temporaryFolder } from './folder';
import { roleWith, validSpec } from './valid-spec';

const configMap = { apiVersion: 'v1', kind: 'ConfigMap' };

function appIn(props: AppProps = {}): App & { readonly folder: string } {
  const folder = join(temporaryFolder(), 'dist');
  return Object.assign(new App({ outdir: folder, ...props }), { folder });
}

function throwing(): never {
  throw new Error('not now');
}

function errorOf(app: App): SynthError {
  try {
    app.synth();
  } catch (error) {
    if (error instanceof SynthError) return error;
    throw error;
  }
  throw new Error('must have been refused');
}

const types = [
  YamlOutputType.FILE_PER_CHART,
  YamlOutputType.FILE_PER_APP,
  YamlOutputType.FILE_PER_RESOURCE,
  YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
];

test.each(types)('our deployments are written byte for byte as by cdk8s\'s own App (output type %s)', (yamlOutputType) => {
  const results = [App, StockApp].map((AppClass) => {
    const outdir = join(temporaryFolder(), 'dist');
    const app = new AppClass({ outdir, yamlOutputType, recordConstructMetadata: true, outputFileExtension: '.yaml' });
    new DisaggregatedInference(app, 'llm-d-llama31', llama31);
    // A file a resource has no room for two objects of one name.
    if (yamlOutputType !== YamlOutputType.FILE_PER_RESOURCE)
      new DisaggregatedInference(app, 'llm-d-llama31-next', llama31Next);
    new Chart(app, 'empty');
    app.synth();
    return contents(outdir);
  });
  expect(results[0]).toEqual(results[1]);
});

test.each(
  types.flatMap(yamlOutputType => [
    { yamlOutputType, unsorted: '' },
    { yamlOutputType, unsorted: '1' },
  ]),
)(
  'so are included files, numeric ids and values that resolvers change (output type $yamlOutputType, '
  + 'CDK8S_DISABLE_SORT=$unsorted)',
  ({ yamlOutputType, unsorted }) => {
    const url = join(temporaryFolder(), 'included.yaml');
    writeFileSync(url, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: included\ndata:\n  z: "1"\n  a: given\n');
    if (unsorted) process.env.CDK8S_DISABLE_SORT = unsorted;
    const results = [App, StockApp].map((AppClass) => {
      const resolve = (context: ResolutionContext) => {
        if (context.value === 'given') context.replaceValue('resolved');
      };
      const app = new AppClass({
        outdir: join(temporaryFolder(), 'dist'),
        yamlOutputType,
        recordConstructMetadata: true,
        resolvers: [{ resolve }],
      });
      new ApiObject(new Chart(app, 'chart'), 'a', { ...configMap, data: { z: 'given', b: '0' } });
      new Include(new Chart(app, '1'), 'included', { url });
      app.synth();
      return contents(app.outdir);
    });
    delete process.env.CDK8S_DISABLE_SORT;
    expect(results[0]).toEqual(results[1]);
    expect(
      Object.values(results[0]!)
        .join('')
        .match(/: resolved/g),
    ).toHaveLength(2);
  },
);

test('the YAML of the whole app is cdk8s\'s too', () => {
  const [ours, stock] = [new App(), new StockApp()].map((app) => {
    new DisaggregatedInference(app, 'llm-d-llama31', llama31);
    new DisaggregatedInference(app, 'llm-d-llama31-next', llama31Next);
    return app.synthYaml();
  });
  expect(ours).toBe(stock);
});

test('charts that are staged one by one are written as if they were not', () => {
  const [staged, together] = [appIn(), appIn()];
  for (const name of ['one', 'two', 'three']) {
    staged.stage(new DisaggregatedInference(staged, name, { ...validSpec, namespace: name }));
    new DisaggregatedInference(together, name, { ...validSpec, namespace: name });
  }
  expect(staged.node.children).toEqual([]);
  staged.synth();
  together.synth();
  expect(contents(staged.folder)).toEqual(contents(together.folder));
});

test('a staged chart is checked like any other, also against those staged before', () => {
  const app = appIn();
  app.stage(new DisaggregatedInference(app, 'wrong', roleWith('decode', { replicas: -1 })));
  app.stage(new DisaggregatedInference(app, 'one', { ...validSpec, namespace: 'same' }));
  app.stage(new DisaggregatedInference(app, 'two', { ...validSpec, namespace: 'same' }));
  expect(errorOf(app).findings.map(({ rule, deployment }) => `${deployment} ${rule}`)).toEqual([
    'two PD737',
    'wrong PD501',
  ]);
});

test('a chart that depends on another cannot be staged', () => {
  const app = appIn();
  const [first, second] = ['first', 'second'].map(id => new Chart(app, id));
  second!.addDependency(first!);
  app.stage(second!);
  expect(errorOf(app).message).toContain(
    '[second/chart] PD741: a chart that is within another or depends on another cannot be staged',
  );
});

test('all mistakes of all charts are reported together, errors first, and nothing is written', () => {
  const app = appIn();
  new DisaggregatedInference(app, 'b', roleWith('decode', { replicas: -1, memory: 'much' }));
  new DisaggregatedInference(app, 'a', { ...validSpec, namespace: '' });
  new Chart(app, 'c').node.addValidation({ validate: () => ['something is wrong.'] });
  const { message } = errorOf(app);
  expect(message.split('\n').map(line => line.split(':')[0])).toEqual([
    '4 errors', '[a/namespace] PD711', '[b/decode.memory] PD721', '[b/decode.replicas] PD501', '[c/chart] PD741',
  ]);
  expect(() => contents(app.folder)).toThrow('ENOENT');
});

describe('warnings are printed and the files are written', () => {
  const terminal = process.stderr.isTTY;
  afterEach(() => {
    process.stderr.isTTY = terminal;
    for (const name of ['NO_COLOR', 'CDK8S_LLM_D_FORMAT']) delete process.env[name];
    process.exitCode = undefined;
  });

  function printed(stream: NodeJS.WriteStream): string {
    const write = jest.spyOn(stream, 'write').mockReturnValue(true);
    const said = jest.spyOn(console, 'error').mockReturnValue(undefined);
    const app = appIn();
    new DisaggregatedInference(app, 'decode-only', {
      ...validSpec,
      release: Release.LLM_D_0_3,
      prefill: { ...validSpec.prefill, replicas: 0 },
    });
    app.synth();
    expect(Object.keys(contents(app.folder))).toEqual(['decode-only.k8s.yaml']);
    const text = [...said.mock.calls, ...write.mock.calls].map(([part]) => String(part)).join('');
    write.mockRestore();
    said.mockRestore();
    return text;
  }

  test('without colours where nobody looks', () => {
    process.stderr.isTTY = false;
    expect(printed(process.stderr)).toMatch(/^warning \[decode-only\/prefill\.replicas\] PD503: /);
  });

  test('in colours on a terminal, unless they are not wanted', () => {
    process.stderr.isTTY = true;
    expect(printed(process.stderr)).toMatch(/^\u001b\[33mwarning\u001b\[0m \[decode-only/);
    process.env.NO_COLOR = '1';
    expect(printed(process.stderr)).toMatch(/^warning \[decode-only/);
  });

  test('in the form that the environment asks for', () => {
    process.env.CDK8S_LLM_D_FORMAT = 'json';
    expect(JSON.parse(printed(process.stdout))).toMatchObject({ findings: [{ rule: 'PD503', severity: 'warning' }] });
  });

  test('as text, after a line that says so, where it asks for a form that there is not', () => {
    process.env.CDK8S_LLM_D_FORMAT = 'xml';
    expect(printed(process.stderr)).toMatch(
      /^CDK8S_LLM_D_FORMAT must be one of text, json, github, sarif, got 'xml'.*PD503/,
    );
    expect(process.exitCode).toBe(1);
  });
});

describe('an object is refused', () => {
  const cases: readonly { readonly what: string; readonly make: (chart: Chart) => void; readonly says: RegExp }[] = [
    {
      what: 'that is in the app twice',
      make: chart => ['a', 'b'].forEach(id => new ApiObject(chart, id, { ...configMap, metadata: { name: 'same' } })),
      says: /\[chart\/ConfigMap\/same\] PD737: is also in the same chart/,
    },
    {
      what: 'with a name that its kind does not allow',
      make: chart => new ApiObject(chart, 'a', { apiVersion: 'v1', kind: 'Service', metadata: { name: '1st' } }),
      says: /\[chart\/Service\/1st metadata\.name\] PD731: must be a DNS label that begins with a letter of at most 63 characters, got '1st'/,
    },
    {
      what: 'with too long a name',
      make: chart =>
        new ApiObject(chart, 'a', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n'.repeat(64) } }),
      says: /PD731/,
    },
    {
      what: 'without a kind',
      make: chart => new ApiObject(chart, 'a', { apiVersion: 'v1', kind: '', metadata: { name: 'a' } }),
      says: /PD731: must be a text, got an empty one/,
    },
    {
      what: 'with a label value of 64 characters',
      make: chart =>
        new ApiObject(chart, 'a', { ...configMap, metadata: { name: 'a', labels: { team: 'x'.repeat(64) } } }),
      says: /\[chart\/ConfigMap\/a metadata\.labels\.team\] PD732/,
    },
    {
      what: 'with a pod label that has a space',
      make: chart =>
        new ApiObject(chart, 'a', {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'a' },
          spec: { template: { metadata: { labels: { team: 'a b' } } } },
        }),
      says: /Deployment\/a spec\.template\.metadata\.labels\.team\] PD732/,
    },
    {
      what: 'with a label key of two slashes',
      make: chart => new ApiObject(chart, 'a', { ...configMap, metadata: { name: 'a', labels: { 'a/b/c': 'x' } } }),
      says: /PD732: the key must be/,
    },
    {
      what: 'with an annotation that is a number',
      make: chart =>
        new ApiObject(chart, 'a', {
          ...configMap,
          metadata: { name: 'a', annotations: { n: 1 as unknown as string } },
        }),
      says: /metadata\.annotations\.n\] PD733: must be a text, got 1/,
    },
    {
      what: 'whose pod has two containers on one port',
      make: chart =>
        new k8s.KubePod(chart, 'a', {
          metadata: { name: 'a' },
          spec: { containers: ['x', 'y'].map(name => ({ name, ports: [{ containerPort: 80 }] })) },
        }),
      says: /\[chart\/Pod\/a container y\] PD734: port 80\/TCP is already used by container x/,
    },
    {
      what: 'that is a Secret with data',
      make: chart => new k8s.KubeSecret(chart, 'a', { metadata: { name: 'a' }, stringData: { a: 'b' } }),
      says: /Secret\/a data\] PD735/,
    },
    {
      what: 'that holds a token',
      make: chart =>
        new ApiObject(chart, 'a', { ...configMap, metadata: { name: 'a' }, data: { note: `x hf_${'a'.repeat(34)}` } }),
      says: /ConfigMap\/a data\.note\] PD735/,
    },
    {
      what: 'with half a character',
      make: chart => new ApiObject(chart, 'a', { ...configMap, metadata: { name: 'a' }, data: { note: '\ud800' } }),
      says: /data\.note\] PD736: contains a character that no YAML parser accepts/,
    },
    {
      what: 'with a number that is none',
      make: chart => new ApiObject(chart, 'a', { ...configMap, metadata: { name: 'a' }, n: Number.NaN }),
      says: /ConfigMap\/a n\] PD736: must be a finite number, got NaN/,
    },
    {
      what: 'with a number that YAML rounds',
      make: chart => new ApiObject(chart, 'a', { ...configMap, metadata: { name: 'a' }, n: 2 ** 60 }),
      says: /PD736: must be below 2\^53/,
    },
    {
      what: 'with null in a list',
      make: chart => new ApiObject(chart, 'a', { ...configMap, metadata: { name: 'a' }, list: [null] }),
      says: /list\[0\]\] PD736: must not be null/,
    },
    {
      what: 'with half a character in the name of an empty map',
      make: chart => new ApiObject(chart, 'a', { ...configMap, metadata: { name: 'a' }, map: { '\udc00': {} } }),
      says: /ConfigMap\/a map\..\] PD736: has a character that no YAML parser accepts/,
    },
    {
      what: 'with a key of more than 1024 characters',
      make: chart =>
        new ApiObject(chart, 'a', { ...configMap, metadata: { name: 'a' }, data: { ['k'.repeat(1025)]: '' } }),
      says: /ConfigMap\/a data\.\.\.\.\] PD736: has a name of more than 1024 characters/,
    },
    {
      what: 'with a bigint',
      make: chart => new ApiObject(chart, 'a', { ...configMap, metadata: { name: 'a' }, n: 10n }),
      says: /ConfigMap\/a n\] PD736: must be plain data, got a bigint/,
    },
    {
      what: 'with a function',
      make: chart => new ApiObject(chart, 'a', { ...configMap, metadata: { name: 'a' }, n: () => 1 }),
      says: /ConfigMap\/a n\] PD736: must be plain data, got a function/,
    },
    {
      what: 'of a construct whose validation throws',
      make: chart => chart.node.addValidation({ validate: throwing }),
      says: /\[chart\/chart\] PD741: not now/,
    },
    {
      what: 'that cannot be rendered',
      make: chart => new ApiObject(chart, 'a', { ...configMap, metadata: { name: 'a' }, when: new Date() }),
      says: /\[chart\/a\] PD741: Failed serializing construct/,
    },
    {
      what: 'whose lazy value throws',
      make: chart =>
        new ApiObject(chart, 'a', {
          ...configMap,
          metadata: { name: 'a' },
          late: Lazy.any({ produce: throwing }) as unknown,
        }),
      says: /PD741: .*not now/,
    },
  ];

  test.each(cases)('$what', ({ make, says }) => {
    const app = appIn();
    make(new Chart(app, 'chart'));
    expect(errorOf(app).message).toMatch(says);
  });
});

test('the same name in two groups, or in two namespaces, is two objects', () => {
  const app = appIn();
  const chart = new Chart(app, 'pools');
  for (const [index, [apiVersion, namespace]] of [
    ['pools.example/v1', 'a'],
    ['other.example/v1', 'a'],
    ['pools.example/v1', 'b'],
  ].entries()) {
    new ApiObject(chart, String(index), {
      apiVersion: apiVersion!,
      kind: 'Pool',
      metadata: { name: 'pool', namespace },
    });
  }
  expect(() => app.synth()).not.toThrow();
});

test.each([
  {
    what: 'an extension that leaves the folder',
    props: { outputFileExtension: '/../../evil.yaml' },
    id: 'a',
    says: 'file a/../../evil.yaml] PD738: leaves the output folder',
  },
  {
    what: 'a name with an empty part',
    props: { outputFileExtension: '//evil.yaml' },
    id: 'a',
    says: 'file a//evil.yaml] PD738: leaves the output folder',
  },
  { what: 'a hidden file', props: {}, id: '.hidden', says: 'k8s.yaml] PD738: begins with a dot, so it is hidden' },
  {
    what: 'a file that looks like an option',
    props: {},
    id: '-rf',
    says: 'k8s.yaml] PD738: begins with a dash, so commands take it for an option',
  },
])('$what is refused, and nothing is written anywhere', ({ props, id, says }) => {
  const app = appIn(props);
  new ApiObject(new Chart(app, id, { disableResourceNameHashes: true }), 'a', {
    ...configMap,
    metadata: { name: 'a' },
  });
  expect(errorOf(app).message).toContain(says);
  expect(contents(join(app.folder, '..'))).toEqual({});
});

test('two objects that would be one file are refused', () => {
  const app = appIn({ yamlOutputType: YamlOutputType.FILE_PER_RESOURCE });
  const chart = new Chart(app, 'pools');
  for (const namespace of ['a', 'b'])
    new ApiObject(chart, namespace, { ...configMap, metadata: { name: 'same', namespace } });
  expect(errorOf(app).message).toMatch(
    /\[pools\/file ConfigMap\.same\.k8s\.yaml\] PD738: is the file of ConfigMap\/same and of another in the app/,
  );
});

test('an output folder that cannot be made is a finding, not a stack trace', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  const app = new App({ outdir: join(folder, 'file', 'dist') });
  expect(errorOf(app).message).toMatch(
    /\[app\/.*dist\] PD739: the output folder cannot be written: something on the way to it is not a folder/,
  );
});

test('a mistake never shows the secret it is about', () => {
  const app = appIn();
  const secret = `hf_${'c'.repeat(34)}`;
  new ApiObject(new Chart(app, 'a'), 'b', {
    ...configMap,
    metadata: { name: 'b', labels: { token: secret } },
    data: { [secret.slice(0, 5)]: secret },
  });
  expect(errorOf(app).message).not.toContain(secret);
  expect(readFileSync(__filename, 'utf8')).not.toContain(secret);

  const misplaced = appIn();
  const places: readonly ApiObjectProps[] = [
    { ...configMap, metadata: { name: `${secret} ` } },
    { ...configMap, metadata: { name: 'a', labels: { token: `${secret} ` } } },
    { ...configMap, metadata: { name: 'b', labels: { [`${secret} `]: '1' } } },
    { ...configMap, metadata: { name: 'c', annotations: { [`${secret} `]: 1 as unknown as string } } },
    { ...configMap, metadata: { name: 'd' }, [secret]: [null] },
  ];
  for (const [index, props] of places.entries()) new ApiObject(new Chart(misplaced, `c${index}`), 'b', props);
  const { message, findings } = errorOf(misplaced);
  expect(new Set(findings.map(({ deployment }) => deployment)).size).toBe(places.length);
  expect(message).not.toContain(secret);
});

test('a name with a line break does not break the line of its finding', () => {
  const app = appIn();
  new ApiObject(new Chart(app, 'a'), 'b', { ...configMap, metadata: { name: 'a\n[b] PD000: made up\u001b[2J' } });
  expect(errorOf(app).message.split('\n')).toHaveLength(2);
  expect(errorOf(app).message).not.toContain('\u001b');
});

test('a chart with a toJson of its own is written as that says, as by cdk8s', () => {
  class Numbered extends Chart {
    public override toJson() {
      return super.toJson().map((object, index) => ({ ...object, data: { index: String(index) } }));
    }
  }
  const results = [App, StockApp].map((AppClass) => {
    const app = new AppClass({ outdir: join(temporaryFolder(), 'dist') });
    const chart = new Numbered(app, 'numbered');
    for (const id of ['a', 'b']) new ApiObject(chart, id, configMap);
    app.synth();
    return contents(app.outdir);
  });
  expect(results[0]).toEqual(results[1]);
  expect(results[0]!['numbered.k8s.yaml']).toContain('index: "1"');
});

test('an app that fails between staging and the end leaves nothing beside the output folder', () => {
  const app = appIn();
  const before = process.listeners('exit');
  app.stage(new DisaggregatedInference(app, 'one', validSpec));
  const parent = join(app.folder, '..');
  expect(readdirSync(parent)).toEqual([`.dist.${process.pid}.tmp`]);
  for (const listener of process.listeners('exit').filter(added => !before.includes(added))) (listener as () => void)();
  expect(readdirSync(parent)).toEqual([]);
});

describe('a folder named .staging stands for the one without', () => {
  const synthIn = (parent: string) => {
    const app = new App({ outdir: join(parent, 'out.staging') });
    new ApiObject(new Chart(app, 'a'), 'b', configMap);
    app.synth();
  };

  test.each([
    { what: 'nothing is there', make: () => undefined },
    { what: 'the link is there', make: (parent: string) => symlinkSync('out', join(parent, 'out.staging')) },
    {
      what: 'a link to something else is there',
      make: (parent: string) => symlinkSync('/etc', join(parent, 'out.staging')),
    },
    { what: 'an empty folder is there', make: (parent: string) => mkdirSync(join(parent, 'out.staging')) },
  ])('which is written, and linked to, when $what', ({ make }) => {
    const parent = temporaryFolder();
    make(parent);
    synthIn(parent);
    expect(readlinkSync(join(parent, 'out.staging'))).toBe('out');
    expect(Object.keys(contents(join(parent, 'out')))).toEqual(['a.k8s.yaml']);
  });

  test('but is refused, with nothing written or deleted, when it holds a file', () => {
    const parent = temporaryFolder();
    mkdirSync(join(parent, 'out.staging'));
    writeFileSync(join(parent, 'out.staging', 'mine'), 'mine');
    expect(() => synthIn(parent)).toThrow('PD739: out.staging is in the way of a link to the output folder');
    expect(contents(parent)).toEqual({ 'out.staging/mine': 'mine' });
  });
});

describe('what the API server would refuse', () => {
  test('a field that no Deployment has, and one that is missing', () => {
    const app = appIn();
    new ApiObject(new Chart(app, 'chart'), 'a', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a' },
      spec: { replcas: 2, template: {} },
    });
    const { message } = errorOf(app);
    expect(message).toContain('[chart/Deployment/a spec.replcas] PD743: must not be set: the API has no such field.');
    expect(message).toContain('[chart/Deployment/a spec.selector] PD743: must be set.');
  });

  test('a rule of CEL, once the schema is kept', () => {
    const app = appIn();
    const spec = {
      selector: { matchLabels: { a: 'b' } },
      targetPorts: [{ number: 8000 }, { number: 8000 }],
      endpointPickerRef: { name: 'epp', port: { number: 9002 } },
    };
    new ApiObject(new Chart(app, 'chart'), 'a', {
      apiVersion: 'inference.networking.k8s.io/v1',
      kind: 'InferencePool',
      metadata: { name: 'a' },
      spec,
    });
    expect(errorOf(app).message).toContain(
      '[chart/InferencePool/a spec.targetPorts] PD744: breaks a rule of its CRD: port number must be unique.',
    );
  });
});

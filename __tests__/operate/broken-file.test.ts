import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { distObjects } from '../../lib/cluster/dist-objects';
import { BrokenYaml, strictYaml } from '../../lib/cluster/strict-yaml';
import { llmdProgram } from '../../lib/cli/program';
import { temporaryFolder } from '../folder';
import { distManifests, yamlOf } from '../manifests';
import { HostedLlmd, Said } from './hosted-llmd';

// A busy machine is slow to start the process that runs the commands.
jest.setTimeout(240_000);

const root = join(__dirname, '..', '..');
const name = 'llm-d-llama31';
const whole = readFileSync(join(root, 'dist', `${name}.k8s.yaml`), 'utf8');
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;
const edited = (from: string, to: string): string => {
  expect(whole.split(from).length).toBeGreaterThan(1);
  return whole.replace(from, to);
};

const inRoute = whole.indexOf('infra-llama31-inference-gateway', whole.indexOf('kind: HTTPRoute'));
const lineOfRoute = whole.slice(0, inRoute).split('\n').length;

const documents = whole.split('---\n');

/** What is said of a file that somebody edited. */
const differs = (what: string): RegExp =>
  new RegExp(
    `: the file is not as it was synthesized: ${what}\\. Nothing was done\\. Fix: make the change in the spec, `
    + `.* and run \`npx cdk8s synth\``,
  );

/** Broken files of `dist/` by what is wrong, with what is said. */
const broken: Readonly<Record<string, readonly [text: string, says: RegExp]>> = {
  'cut off in a quoted text': [
    `${whole.slice(0, inRoute)}"infra`,
    new RegExp(`:${lineOfRoute}: Missing closing "quote`),
  ],
  'cut off in the middle of a line': [
    whole.slice(0, inRoute + 5),
    new RegExp(`:${lineOfRoute}: the file ends in the middle of a line`),
  ],
  'cut off after the separator of documents': [
    whole.slice(0, whole.lastIndexOf('---\n') + 4),
    /:\d+: a document without apiVersion/,
  ],
  'cut off before the name of an object': [
    whole.slice(0, whole.lastIndexOf('  name: ')),
    /:\d+: a document without metadata\.name/,
  ],
  'with a duplicate key': [
    edited('  replicas: 8\n', '  replicas: 8\n  replicas: 80\n'),
    new RegExp(`:${lineOf(whole, '  replicas: 8\n') + 1}: Map keys must be unique`),
  ],
  'with an unknown tag': [
    edited('  replicas: 8\n', '  replicas: !!js/function "x"\n'),
    new RegExp(`:${lineOf(whole, '  replicas: 8\n')}: Unresolved tag: tag:yaml\\.org,2002:js/function`),
  ],
  'empty': ['', /:1: the file is empty/],
  'with a value that was edited': [
    edited('  replicas: 8\n', '  replicas: 80\n'),
    differs(`Deployment/${name}-prefill was changed`),
  ],
  'cut off between two objects': [
    whole.slice(0, whole.indexOf('---\n', inRoute)),
    /: the file has no record, a ConfigMap '<deployment>-record'.*Fix: /,
  ],
  'without one of its objects': [
    documents.filter(document => !document.includes('kind: HTTPRoute\n')).join('---\n'),
    differs(`HTTPRoute/${name}-pd-disaggregation is missing`),
  ],
  'with an object twice': [
    [...documents, documents[4]!].join('---\n'),
    differs('Role/gaie-llama31-epp is there twice'),
  ],
  'with the Namespace of others': [
    yamlOf(distManifests(name).map(manifest => manifest.kind === 'Namespace'
      ? { ...manifest, metadata: { ...manifest.metadata, name: 'production' } }
      : manifest)),
    new RegExp(`: the Namespace is 'production', the deployment is in '${name}'\\. Nothing was done\\. Fix: run `),
  ],
  'with a record that was edited': [
    edited('"blockSize":128', '"blockSize":64'),
    /: the record ConfigMap\/llm-d-llama31-record was edited: its digest is that of another text/,
  ],
};

const folder = temporaryFolder();
mkdirSync(join(folder, 'dist'));
// Nothing answers there: a command that asked the cluster would end with 5.
writeFileSync(join(folder, 'kubeconfig'), `apiVersion: v1
kind: Config
current-context: a
contexts: [{ name: a, context: { cluster: a, user: a } }]
clusters: [{ name: a, cluster: { server: 'https://127.0.0.1:1' } }]
users: [{ name: a, user: {} }]
`);
const host = new HostedLlmd();
afterAll(() => host.stop());
const llmd = (...args: readonly string[]): Promise<Said> =>
  host.run({ args, cwd: folder, env: { KUBECONFIG: join(folder, 'kubeconfig') } });

const values: Readonly<Record<string, string>> = { '<pod>': 'pod', '<role>': 'decode', '<pods>': '8' };

/**
 * Every command about a deployment, of what the command line says of itself; each argument has a value that is taken.
 */
const help = llmdProgram().helpInformation();
const commands = [...help.matchAll(/^ {2}(\S+) (?:\[options\] )?<deployment>((?: <\S+>)*)/gm)]
  .map(([, command, more]) => [command!, name, ...(more!.match(/<\S+>/g) ?? []).map(argument => values[argument]!)]);

/** Changes the spec and never reads `dist/`. */
const readsNoFile: readonly string[] = ['scale'];
const readers = [
  ...commands.filter(([command]) => !readsNoFile.includes(command!)),
  ['doctor', name, '--snapshot', 'none.json'],
];

test('the commands are those of the command line', () => {
  expect(commands.map(([command]) => command)).toEqual(
    expect.arrayContaining(['deploy', 'destroy', 'doctor', 'explain', 'rehearse', 'scale', 'verify']),
  );
});

test('nothing else in lib/ reads manifests', () => {
  const sources = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.ts'),
  );
  const usersOf = (text: string): readonly string[] =>
    sources.filter(file => readFileSync(join(root, 'lib', file), 'utf8').includes(text)).sort();
  expect(usersOf('parseAllDocuments(')).toEqual(['cluster/strict-yaml.ts']);
  expect(usersOf('strictYaml(')).toEqual([
    'cli/waived.ts', 'cluster/dist-objects.ts', 'cluster/strict-yaml.ts', 'review/manifests/manifest-document.ts',
  ]);
  expect(usersOf('distDeployment(')).toEqual(['cli/dist-file.ts', 'cluster/dist-deployment.ts']);
});

describe.each(readers.map(args => [args.join(' '), args] as const))('llmd %s', (_, args) => {
  test.each(Object.keys(broken))('refuses a file of dist/ that is %s, with file and line', async (what) => {
    const [text, says] = broken[what]!;
    writeFileSync(join(folder, 'dist', `${name}.k8s.yaml`), text);
    const { status, text: said } = await llmd(...args);
    expect({ status, said }).toEqual({
      status: 2,
      said: expect.stringMatching(new RegExp(`dist/${name}\\.k8s\\.yaml${says.source}`)),
    });
  });
});

describe('llmd rules --waived, which takes any manifests,', () => {
  test.each(Object.keys(broken).filter(what => /quoted|key|tag/.test(what)))('refuses a file that is %s', async (what) => {
    const [text, says] = broken[what]!;
    writeFileSync(join(folder, 'dist', `${name}.k8s.yaml`), text);
    expect(await llmd('rules', '--waived')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`dist/${name}\\.k8s\\.yaml${says.source}`)),
    });
  });
});

describe('strict YAML', () => {
  const reason = (text: string): string => {
    try {
      return JSON.stringify(strictYaml(text));
    } catch (error) {
      expect(error).toBeInstanceOf(BrokenYaml);
      return (error as Error).message;
    }
  };

  test('is what kubectl reads', () => {
    expect(strictYaml('a: yes\nb: 0o17\nc: [1.5, ~]\n---\n# a comment\nd: &x {e: "1"}\nf: *x\n')).toEqual([
      { line: 1, value: { a: true, b: '0o17', c: [1.5, null] } }, { line: 6, value: { d: { e: '1' }, f: { e: '1' } } },
    ]);
  });

  test.each([
    ['keys that become one text', 'a: 1\n1: x\n"1": y\n', /^line 3: Map keys must be unique/],
    ['a tag of its own', 'a: !secret x\n', /^line 1: Unresolved tag: !secret/],
    [
      'a date, which kubectl takes for a text',
      'a: 1\nb: 2026-10-01\n',
      /^line 2: a value that JSON does not have: write it in quotes/,
    ],
    ['a number without end', 'a: .inf\n', /^line 1: a value that JSON does not have/],
    ['a binary value', 'a: !!binary aGk=\n', /^line 1: a value that JSON does not have/],
    ['a set', 'a: !!set {b, c}\n', /^line 1: the tag tag:yaml\.org,2002:set, which JSON does not have/],
    ['a map as a key', '? {a: b}\n: c\n', /^line 1: a key that is no text/],
    ['an alias of nothing', 'a: *nothing\n', /^line 1: Unresolved alias/],
    ['zeros of a disk that lost a write', 'a: 1\nb: \0\0\0\n', /^line 2: a control character/],
    ['a merge of what is no map', 'a: 1\n<<: 5\n', /^line \d: /],
  ])('refuses %s', (_, text, says) => {
    expect(reason(text)).toMatch(says);
  });

  test('refuses aliases that multiply, and lists in lists without end, without taking long', () => {
    const bomb = [
      'a0: &a0 [x, x, x, x, x, x, x, x, x]',
      ...Array.from(
        { length: 12 },
        (_, index) => `a${index + 1}: &a${index + 1} [${Array(9).fill(`*a${index}`).join(', ')}]`,
      ),
    ].join('\n');
    expect(reason(bomb)).toMatch(/^line 1: Excessive alias count/);
    expect(reason(`a: ${'['.repeat(50_000)}`)).toMatch(/^line 1: /);
  });

  test('names the line on which a document without a name begins', () => {
    expect(() =>
      distObjects('apiVersion: v1\nkind: A\nmetadata: {name: a}\n---\napiVersion: v1\nkind: B\nmetadata: {}\n'),
    ).toThrow('line 5: a document without metadata.name');
    expect(() => distObjects('- a\n')).toThrow('line 1: a document without apiVersion');
  });
});

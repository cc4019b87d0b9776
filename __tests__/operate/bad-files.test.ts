import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../folder';
import { HostedLlmd, Said } from './hosted-llmd';
import { writeKubeconfig } from './kubeconfig';

const root = join(__dirname, '..', '..');
const name = 'llm-d-llama31';
const folder = temporaryFolder();
const hosted = new HostedLlmd();
afterAll(() => hosted.stop());

mkdirSync(join(folder, 'dist'));
const dist = readFileSync(join(root, 'dist', `${name}.k8s.yaml`), 'utf8');
writeFileSync(join(folder, 'dist', `${name}.k8s.yaml`), dist);
// Nothing answers there: a command that asked the cluster would end with 5.
writeKubeconfig(join(folder, 'kubeconfig'), 'http://127.0.0.1:1');
const llmd = (...args: readonly string[]): Promise<Said> =>
  hosted.run({ args, cwd: folder, env: { KUBECONFIG: join(folder, 'kubeconfig') } });
const file = (text: string | Buffer): (() => string) => () => {
  writeFileSync(join(folder, 'x.yaml'), text);
  return 'x.yaml';
};
const is = (path: string): (() => string) => () => path;
const inFolder = (path: string, make: (path: string) => void): (() => string) => () => {
  make(join(folder, path));
  return path;
};
const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
const isRoot = process.getuid?.() === 0;

const bad: Readonly<Record<string, readonly [make: () => string, says: RegExp]>> = {
  'a path out of dist/': [is('../../../etc/passwd'), /does not exist: run `npx cdk8s synth` first/],
  'an empty name': [is(''), /dist\/\.k8s\.yaml does not exist/],
  'an escape sequence as a name': [is('\x1b[2J\r\n✔ verified'), /dist\/\^\[\[2J\\r\\n✔ verified\.k8s\.yaml does/],
  'a file that is no YAML': [is('/etc/hosts'), /does not exist: run `npx cdk8s synth` first, or name a file that ends/],
  'a name that is too long': [is(`${'x'.repeat(5000)}.yaml`), /does not exist/],
  'an empty file': [file(''), /x\.yaml:1: the file is empty/],
  'a binary file': [file(Buffer.from([0, 1, 2, 255, 254, 10])), /x\.yaml:1: a control character/],
  'YAML that does not end': [file(`${object}data: {a: "b\n`), /x\.yaml:\d+: /],
  'YAML with a key twice': [file(`${object}data: {a: b, a: c}\n`), /x\.yaml:4: Map keys must be unique/],
  'YAML with a tag of a language': [file(`${object}data: {a: !!js/function x}\n`), /x\.yaml:4: /],
  'a List': [file('apiVersion: v1\nkind: List\nitems: []\n'), /x\.yaml:1: a document without metadata\.name/],
  'an object without metadata': [file('apiVersion: v1\nkind: Pod\n'), /x\.yaml:1: a document without metadata\.name/],
  'an object of another kind': [file(object), /x\.yaml: the file has no record/],
  'an object with a name of a prototype': [
    file('apiVersion: v1\nkind: __proto__\nmetadata: {name: constructor}\n'), /x\.yaml: the file has no record/,
  ],
  'a number': [file('1\n'), /x\.yaml:1: a document without apiVersion/],
  'a pool without spec': [
    file(dist.replace(/^kind: InferencePool\n[^]*?^---$/m, 'kind: InferencePool\n---')), /x\.yaml:\d+: /,
  ],
  'containers that are none': [file(dist.replace(/containers:\n/, 'containers: 5\n        x:\n')), /x\.yaml:\d+: /],
  'aliases that multiply': [
    file(`${['a0: &a0 [x, x, x, x, x, x, x, x, x]', ...Array.from({ length: 12 }, (_, index) =>
      `a${index + 1}: &a${index + 1} [${Array(9).fill(`*a${index}`).join(', ')}]`)].join('\n')}\n`),
    /x\.yaml:1: Excessive alias count/,
  ],
  'lists in lists without end': [file(`a: ${'['.repeat(4_000_000)}\n`), /x\.yaml:1: it nests deeper than any manifest/],
  'items in items without end': [file(`a: 1\nb: ${'- '.repeat(2_000_000)}\n`), /x\.yaml:2: it nests deeper than any/],
  'a file of 57 MB': [
    inFolder('large.yaml', (path) => {
      writeFileSync(path, '');
      truncateSync(path, 57_000_000);
    }),
    /large\.yaml is 54\.4 MiB, more than the 4 MiB of the largest such file/,
  ],
  'a folder': [inFolder('folder.yaml', path => mkdirSync(path, { recursive: true })), /folder\.yaml is a folder/],
  'a pipe, which has no end': [
    inFolder('pipe.yaml', (path) => {
      execFileSync('mkfifo', [path]);
    }),
    /pipe\.yaml is no file/,
  ],
  'a link to a device': [inFolder('zero.yaml', path => symlinkSync('/dev/zero', path)), /zero\.yaml is no file/],
  'a link to itself': [
    inFolder('loop.yaml', path => symlinkSync('loop.yaml', path)), /dist\/loop\.yaml\S* does not exist/,
  ],
  ...isRoot
    ? {}
    : {
        'a file that may not be read': [
          inFolder('secret.yaml', (path) => {
            writeFileSync(path, object);
            chmodSync(path, 0);
          }),
          /secret\.yaml may not be read or written by this user/,
        ] as const,
      },
};

test.each(Object.keys(bad))('a deployment that is %s', async (what) => {
  const [make, message] = bad[what]!;
  const said = await llmd('status', make());
  expect(said.text).toMatch(message);
  expect(said.text).not.toMatch(/^\s+at |unexpected|\x1b/m);
  expect(said.status).toBe(2);
});

test('the largest file that is read is parsed in seconds', async () => {
  const keys = Array.from({ length: 180_000 }, (_, index) => `  key-${index}: value\n`).join('');
  const began = performance.now();
  const said = await llmd('status', file(`${object}data:\n${keys}`)());
  expect(said).toMatchObject({ status: 2, text: expect.stringContaining('the file has no record') });
  // It took minutes while every key was compared with every other; a loaded machine takes a few of these seconds.
  expect(performance.now() - began).toBeLessThan(100_000);
});

const run = {
  kind: 'BenchmarkRun', startedAt: '2026-01-01', pods: { prefill: 1 }, inputTokens: 1, outputTokens: 1,
  results: [{
    concurrency: 1, prompts: 1, completed: 1, durationSeconds: 1, outputTokensPerSecond: 1, ttft: { meanMs: 1 },
    tpot: { meanMs: 1 },
  }],
};
const written = (value: unknown): string => {
  writeFileSync(join(folder, 'input.json'), typeof value === 'string' ? value : JSON.stringify(value));
  return 'input.json';
};

test.each<[string, unknown]>([
  ['no JSON', '{"token": "s3cr3t"'], ['null', 'null'], ['a list', []], ['of another kind', { kind: 'Other' }],
  ['of pods that are none', { ...run, pods: null }], ['of results that are none', { ...run, results: [null] }],
  ['of figures that are texts', { ...run, results: [{ ...run.results[0], durationSeconds: '<script>' }] }],
  ['of latencies that are texts', { ...run, results: [{ ...run.results[0], ttft: { meanMs: '1' } }] }],
])('a baseline that is %s', async (_, value) => {
  const said = await llmd('bench', name, '--baseline', written(value));
  expect(said).toMatchObject({ status: 2, stderr: '✖ --baseline: input.json is not a result of `llmd bench`\n' });
});

test.each<[string, unknown, RegExp]>([
  ['no JSON', '{', /^✖ --snapshot input\.json: .*JSON/], ['null', 'null', /is not a snapshot of a cluster/],
  ['without its fields', { kind: 'ClusterSnapshot', of: name }, /has not the fields of a snapshot of this version/],
  ['of fields that are none', { kind: 'ClusterSnapshot', of: name, nodes: 5, apis: null }, /has not the fields/],
])('a snapshot that is %s', async (_, value, message) => {
  const said = await llmd('doctor', name, '--snapshot', written(value));
  expect(said).toMatchObject({ status: 2, stderr: expect.stringMatching(message) });
  expect(said.text).not.toMatch(/^\s+at |unexpected/m);
});

test.each([
  [['doctor', name, '--snapshot', 'absent.json'], /absent\.json does not exist/],
  [['doctor', name, '--snapshot', '.'], /\. is a folder/],
  [['bench', name, '--results', `dist/${name}.k8s.yaml/x`], /--results: \S+ cannot be written: it is below a file/],
  [['rules', '--waived', 'absent'], /absent cannot be read/],
  [['scale', name, 'decode', '3'], /cdk8s\.yaml cannot be read/],
  [['synth'], /cdk8s\.yaml cannot be read/],
  [['images', 'absent.lock'], /absent\.lock does not exist/],
  [['images', '.'], /\. is a folder/],
])('llmd %j', async (args, message) => {
  const said = await llmd(...args);
  expect(said.text).toMatch(message);
  expect(said.text).not.toMatch(/^\s+at |unexpected/m);
  expect(said.status).toBe(2);
});

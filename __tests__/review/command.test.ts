import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runDiff } from '../../lib/cli/diff';
import type { DiffOptions } from '../../lib/cli/diff-options';
import { temporaryFolder } from '../folder';
import { manifestsOf, yamlOf } from '../manifests';
import { recordedPrints } from '../printed';
import { validSpec } from '../valid-spec';

const printed = recordedPrints();
const options: DiffOptions = { folder: 'dist', format: 'text' };
const whole = yamlOf(manifestsOf(validSpec));
const scaled = yamlOf(manifestsOf({ ...validSpec, decode: { ...validSpec.decode, replicas: 6 } }));
const home = process.cwd();
afterEach(() => process.chdir(home));

/** A project with a commit of one file, and what is in the folder now. */
function repository(committed: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): void {
  const folder = temporaryFolder();
  const git = (...args: string[]) => expect(spawnSync('git', args, { cwd: folder }).status).toBe(0);
  write(folder, { 'README.md': 'a project', ...committed });
  git('init', '-q');
  git('add', '-A');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'first');
  write(folder, now);
  process.chdir(folder);
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function folders(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): [string, string] {
  const folder = temporaryFolder();
  for (const side of ['before', 'after']) mkdirSync(join(folder, side));
  write(join(folder, 'before'), before);
  write(join(folder, 'after'), after);
  return [join(folder, 'before'), join(folder, 'after')];
}

test('dist/ is compared with the last commit', async () => {
  repository({ 'dist/llama.k8s.yaml': whole }, { 'dist/llama.k8s.yaml': scaled });
  expect(await runDiff([], options)).toBe(0);
  expect(printed.out.join('\n')).toMatch(/^1 deployment differs: safe\n[^]*starts 2 more: 4 to 6 pods/);
});

test('a commit is compared with another one, from a folder below that of the repository', async () => {
  repository({ 'team/dist/llama.k8s.yaml': whole }, {});
  process.chdir('team');
  expect(await runDiff(['HEAD', 'HEAD'], options)).toBe(0);
  expect(printed.out).toEqual(['nothing differs for Kubernetes']);
});

test('what needs care and what is refused have exit codes of their own', async () => {
  const fewer = yamlOf(manifestsOf({ ...validSpec, decode: { ...validSpec.decode, replicas: 3 } }));
  expect(await runDiff(folders({ 'a.yaml': whole }, { 'a.yaml': fewer }), options)).toBe(3);
  expect(await runDiff(folders({ 'a.yaml': whole }, { 'a.yaml': whole.replace('replicas: 4', 'replicas: 5') }),
    options))
    .toBe(4);
});

test('JSON and Markdown say the same, and Markdown has the mark by which a comment is found again', async () => {
  const sides = folders({ 'a.yaml': whole }, { 'a.yaml': scaled });
  await runDiff(sides, { ...options, format: 'json' });
  expect(JSON.parse(printed.out.join('\n'))).toMatchObject({ danger: 'safe', deployments: [{ deployment: 'llama' }] });
  printed.out.length = 0;
  await runDiff(sides, { ...options, format: 'markdown' });
  expect(printed.out.slice(0, 2)).toEqual(['<!-- llmd diff -->', '## Deployments: 1 deployment differs: safe']);
});

test('git calls it as an external diff, kubectl as another one: each gets the exit code that it knows', async () => {
  const [before, after] = folders({ 'a.yaml': whole }, { 'a.yaml': scaled });
  const [old, present] = [join(before, 'a.yaml'), join(after, 'a.yaml')];
  expect(await runDiff(['dist/a.yaml', old, 'ab12', '100644', present, 'cd34', '100644'], options)).toBe(0);
  expect(printed.out.join('\n')).toContain('starts 2 more');
  printed.out.length = 0;
  const folder = temporaryFolder();
  const ofKubectl = (name: string, text: string) => {
    write(folder, { [`${name}/apps.v1.Deployment.team-a.llama-decode`]: text.split('---\n').find(document =>
      document.includes('kind: Deployment') && document.includes('name: llama-decode'))! });
    return join(folder, name);
  };
  expect(await runDiff([ofKubectl('LIVE-1', whole), ofKubectl('MERGED-2', scaled)], options)).toBe(1);
  expect(printed.out.join('\n')).toContain('starts 2 more');
  expect(await runDiff([ofKubectl('LIVE-3', whole), ofKubectl('MERGED-4', whole)], options)).toBe(0);
});

test('the value of a Secret is never printed', async () => {
  const secret = (value: string) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  key: `
    + `${value}\n`;
  const sides = folders({ 'a.yaml': secret('older-value') }, { 'a.yaml': secret('newer-value') });
  for (const format of ['text', 'json', 'markdown'] as const) await runDiff(sides, { ...options, format });
  expect(printed.out.join('\n')).toContain('stringData');
  expect(printed.out.join('\n')).not.toMatch(/older-value|newer-value/);
});

describe('what cannot be compared is one line and exit code 2', () => {
  const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';
  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['a document that is no object', { 'a.yaml': `${object}---\nreplicas: 4\n` },
      /after.a\.yaml:6: a document without apiVersion: it is no object of Kubernetes/],
    ['an object without a name', { 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n' },
      /a\.yaml:1: a document without metadata.name/],
    ['an object that is there twice', { 'a.yaml': `${object}---\n${object}data: {}\n` },
      /a\.yaml:6: ConfigMap\/a is there twice, first at .*a\.yaml:1/],
    ['broken YAML', { 'a.yaml': `${object}  name: "b\n` }, /a\.yaml:\d+: /],
    ['a merge conflict', { 'a.yaml': `<<<<<<< ours\n${object}` }, /a\.yaml:\d+: /],
  ])('%s', async (_, after, message) => {
    expect(await runDiff(folders({}, { ...after }), options)).toBe(2);
    expect([printed.out, printed.err]).toEqual([[], [expect.stringMatching(message)]]);
  });

  test('a commit without dist/, and a name that is no commit', async () => {
    repository({}, { 'dist/a.yaml': whole });
    expect(await runDiff([], options)).toBe(2);
    expect(await runDiff(['v9'], options)).toBe(2);
    expect(await runDiff(['a', 'b', 'c'], options)).toBe(2);
    expect(printed.err).toEqual([
      '✖ HEAD has no dist/: commit the manifests, or name a commit that has them',
      '✖ v9 is no folder, no file and no commit of this repository: name one of these, for example `llmd diff '
      + 'origin/main`',
      '✖ llmd diff takes two sides at most, got 3: a b c',
    ]);
  });

  test('no folder of manifests', async () => {
    repository({ 'dist/a.yaml': whole }, {});
    expect(await runDiff(['HEAD', 'other'], { ...options, folder: 'other' })).toBe(2);
    expect(printed.err).toHaveLength(1);
  });
});

test('a file of another version of the library says so, and is compared all the same', async () => {
  const older = whole.replace('"format": 1', '"format": 0');
  expect(await runDiff(folders({ 'a.yaml': older }, { 'a.yaml': scaled }), options)).toBe(3);
  expect(printed.out.join('\n')).toMatch(/the record before this change has the format 0, written by cdk8s-llm-d/);
});

test('a file that is not ours is reviewed by its objects', async () => {
  const other = (replicas: number) => `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  `
    + `replicas: `
    + `${replicas}\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n      `
    + 'containers: [{name: c, image: "d:1"}]\n';
  expect(await runDiff(folders({ 'web.yaml': other(1) }, { 'web.yaml': other(3) }), options)).toBe(0);
  expect(printed.out.join('\n')).toContain('Deployment/web starts 2 more: 1 to 3 pods');
});

import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { contents, temporaryFolder } from './folder';

const root = join(__dirname, '..');

/** A project of a user, with an app in JavaScript that uses this library. */
function project(code: string, config = 'output: dist.staging\n'): string {
  const folder = temporaryFolder();
  const app = `node ${root}/scripts/run.cjs main.js`;
  writeFileSync(join(folder, 'cdk8s.yaml'), `language: typescript\napp: ${app}\n${config}`);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  write(folder, code);
  return folder;
}

function write(folder: string, app: string): void {
  writeFileSync(
    join(folder, 'main.js'),
    `
    const { ApiObject, Chart } = require('cdk8s');
    const { App } = require(${JSON.stringify(join(root, 'lib'))});
    const app = new App();
    const chart = (id, ...names) => names.forEach(name =>
      new ApiObject(scope(id), name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }));
    const scope = id => app.node.tryFindChild(id) ?? new Chart(app, id);
    ${app}
    app.synth();
  `,
  );
}

function synth(
  folder: string,
  ...args: string[]
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(
    join(root, 'node_modules', '.bin', 'cdk8s'),
    ['synth', '--check-upgrade=false', ...args],
    { cwd: folder, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

test('synth writes dist/, changes it, and keeps it when the app fails', () => {
  const folder = project('chart("one", "a"); chart("two", "b")');
  expect(synth(folder)).toMatchObject({ status: 0, stdout: expect.stringContaining('dist.staging/one.k8s.yaml') });
  expect(Object.keys(contents(join(folder, 'dist')))).toEqual(['one.k8s.yaml', 'two.k8s.yaml']);

  write(folder, 'chart("one", "a"); chart("three", "c")');
  expect(synth(folder).status).toBe(0);
  const written = contents(join(folder, 'dist'));
  expect(Object.keys(written)).toEqual(['one.k8s.yaml', 'three.k8s.yaml']);

  for (const failing of ['chart("one", "A B")', 'throw new Error("broken")', 'process.exit(3)']) {
    write(folder, failing);
    expect(synth(folder).status).not.toBe(0);
    expect(contents(join(folder, 'dist'))).toEqual(written);
  }
  expect(readdirSync(folder).sort()).toEqual(['cdk8s.yaml', 'dist', 'main.js', 'node_modules']);
}, 60_000);

test('a mistake is shown as findings alone, without a stack trace or lines of code', () => {
  const folder = project('chart("one", "A B"); chart("two", "-")');
  const { status, stderr } = synth(folder);
  expect(status).toBe(1);
  expect(stderr.split('\n').slice(0, 3)).toEqual([
    '2 errors: nothing was written to dist',
    expect.stringMatching(
      /^error \[one\/ConfigMap\/A B metadata\.name\] PD731: must be a DNS subdomain .* Fix: .* Source: /,
    ),
    expect.stringMatching(/^error \[two\/ConfigMap\/- metadata\.name\] PD731: /),
  ]);
  expect(stderr).not.toMatch(/lib\/(app|synth)|\.ts:\d/);
}, 60_000);

test('an explicit folder is written as named, and dist/ is left alone', () => {
  const folder = project('chart("one", "a")');
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist', 'old.k8s.yaml'), 'old');
  expect(synth(folder, '-o', 'out')).toMatchObject({ status: 0, stdout: expect.stringContaining('out/one.k8s.yaml') });
  expect(Object.keys(contents(join(folder, 'out')))).toEqual(['one.k8s.yaml']);
  expect(lstatSync(join(folder, 'out')).isDirectory()).toBe(true);
  expect(contents(join(folder, 'dist'))).toEqual({ 'old.k8s.yaml': 'old' });
}, 60_000);

test('--stdout prints every object of every chart as a document of its own, and leaves dist/ alone', () => {
  const folder = project('chart("one", "a", "b"); chart("two", "c", "d")');
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist', 'old.k8s.yaml'), 'old');
  const { status, stdout } = synth(folder, '--stdout');
  expect(status).toBe(0);
  const documents = parseAllDocuments(stdout);
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  expect(documents.map(document => document.getIn(['metadata', 'name']))).toEqual(['a', 'b', 'c', 'd']);
  expect(contents(join(folder, 'dist'))).toEqual({ 'old.k8s.yaml': 'old' });
}, 60_000);

test('run without the CLI, an app writes dist/', () => {
  const folder = project('chart("one", "a")');
  expect(spawnSync(process.execPath, ['-r', 'tsx/cjs', 'main.js'], { cwd: folder }).status).toBe(0);
  expect(Object.keys(contents(join(folder, 'dist')))).toEqual(['one.k8s.yaml']);
});

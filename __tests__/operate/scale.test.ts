import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../folder';

const root = join(__dirname, '..', '..');

/** A project whose app is accepted or refused as `exitCode` says. */
function project(
  main: string,
  deployments = '',
  exitCode = 0,
): {
  readonly folder: string;
  readonly scale: (...args: readonly string[]) => ReturnType<typeof spawnSync>;
  readonly text: (file: string) => string;
} {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'deployments'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(join(folder, 'cdk8s.yaml'), `app: sh -c 'echo synthesized $0; exit ${exitCode}' main.ts\n`);
  writeFileSync(join(folder, 'main.ts'), main);
  writeFileSync(join(folder, 'deployments', 'llama.ts'), deployments);
  return {
    folder,
    text: file => readFileSync(join(folder, file), 'utf8'),
    scale: (...args) =>
      spawnSync(process.execPath, [join(root, 'bin', 'llmd.cjs'), 'scale', ...args], { cwd: folder, encoding: 'utf8' }),
  };
}

const imported
  = 'import { llama, next as newest } from \'./deployments/llama\';\nnew DisaggregatedInference(app, \'llama\', '
    + 'llama);\nnew DisaggregatedInference(app, \'next\', newest);\n';
const specs
  = 'export const llama: InferenceSpec = {\n  prefill: { replicas: 8, cpu: \'22\' }, // eight\n  decode: { '
    + 'replicas: eight },\n};\nexport const next = { ...llama, prefill: { ...llama.prefill, cpu: \'4\' } };\n';

test('the number of the spec changes and nothing else, and the app is synthesized', () => {
  const { scale, text } = project(imported, specs);
  expect(scale('llama', 'prefill', '12')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(
      /synthesized main\.ts\n.*deployments\/llama\.ts:2: prefill has 12 pods instead of 8; .*llmd deploy llama/,
    ),
  });
  expect(text('deployments/llama.ts')).toBe(specs.replace('replicas: 8', 'replicas: 12'));
});

test('a number that comes with a spread gets one of its own, and the spec it came from keeps its', () => {
  const { scale, text } = project(imported, specs);
  expect(scale('next', 'prefill', '3', '-o', 'json')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('"after": ", replicas: 3"'),
  });
  expect(text('deployments/llama.ts')).toBe(specs.replace('cpu: \'4\' }', 'cpu: \'4\', replicas: 3 }'));
});

test('a spec in the app\'s own file is found too', () => {
  const { scale, text } = project(
    'new DisaggregatedInference(app, "one", { prefill: { replicas: 1 }, decode: { replicas: 1 } });',
  );
  expect(scale('one', 'decode', '2').status).toBe(0);
  expect(text('main.ts')).toContain('prefill: { replicas: 1 }, decode: { replicas: 2 }');
});

test('a number that the synth refuses leaves the spec as it was', () => {
  const { scale, text } = project(imported, specs, 1);
  expect(scale('llama', 'prefill', '0')).toMatchObject({ status: 1, stderr: expect.stringContaining('is unchanged') });
  expect(text('deployments/llama.ts')).toBe(specs);
});

/** An app that writes the first `replicas` of the specs to the files of both deployments. */
const coupled = (files: string): string =>
  `app: |\n  mkdir -p "$CDK8S_OUTDIR"; for name in ${files}; do grep -o "replicas: [0-9]*" deployments/llama.ts `
  + '| head -1 > "$CDK8S_OUTDIR/$name.k8s.yaml"; done; test -f main.ts\noutput: dist\n';

test('a number that another deployment uses too is refused, with the name of its file, and changed with --all', () => {
  const { folder, scale, text } = project(imported, specs);
  mkdirSync(join(folder, 'dist'));
  for (const name of ['llama', 'next']) writeFileSync(join(folder, 'dist', `${name}.k8s.yaml`), 'replicas: 8\n');
  writeFileSync(join(folder, 'cdk8s.yaml'), coupled('llama next'));
  expect(scale('llama', 'prefill', '12')).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^✖ the manifests of other deployments would change, too: next\.k8s\.yaml\. .*--all/),
  });
  expect([text('deployments/llama.ts'), text('dist/next.k8s.yaml')]).toEqual([specs, 'replicas: 8\n']);
  expect(scale('llama', 'prefill', '12', '--all')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/changed: llama\.k8s\.yaml, next\.k8s\.yaml\. .*deploy llama` and .*deploy next`/),
  });
  expect(text('dist/next.k8s.yaml')).toBe('replicas: 12\n');
});

test.each([
  [
    ['llama', 'decode', '2'],
    /deployments\/llama\.ts: decode\.replicas cannot be changed by `llmd scale`, since it is 'eight'/,
  ],
  [['next', 'decode', '2'], /decode\.replicas cannot be changed by `llmd scale`, since the role is not an object/],
  [['nobody', 'decode', '2'], /main\.ts has no `new DisaggregatedInference\(app, 'nobody', \.\.\.\)`/],
  [['llama', 'picker', '2'], /the role must be prefill or decode, got 'picker'/],
  [['llama', 'prefill', 'many'], /must be a whole number of at least 0, got 'many'/],
])('scale %j is a mistake that says why', (args, message) => {
  const { scale, text } = project(imported, specs);
  expect(scale(...args)).toMatchObject({ status: 2, stderr: expect.stringMatching(message) });
  expect(text('deployments/llama.ts')).toBe(specs);
});

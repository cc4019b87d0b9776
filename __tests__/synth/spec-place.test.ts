import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as ts from 'typescript';
import type { Finding } from '../../lib';
import { located, setOrigin } from '../../lib/synth/source/locate';
import { placeOf } from '../../lib/synth/source/spec-place';
import { type StackFrame, userFrames } from '../../lib/synth/source/stack-frames';
import { temporaryFolder } from '../folder';

const here = process.cwd();
afterEach(() => process.chdir(here));

/** The line of the app that a finding points at, where calls stand at the marks `«1»`, `«2»`, the innermost first. */
function lineOf(files: Readonly<Record<string, string>>, field: string, deployment = 'llama'): string | undefined {
  const folder = temporaryFolder();
  process.chdir(folder);
  const frames: (StackFrame & { readonly order: number })[] = [];
  for (const [name, marked] of Object.entries(files)) {
    const file = join(process.cwd(), name);
    mkdirSync(dirname(file), { recursive: true });
    const lines = marked.split('\n').map((line, index) => {
      const [, order] = /«(\d)»/.exec(line) ?? [];
      if (order !== undefined)
        frames.push({ order: Number(order), file, line: index + 1, column: line.indexOf('«') + 1 });
      return line.replace(/«\d»/, '');
    });
    writeFileSync(file, lines.join('\n'));
  }
  const place = placeOf(ts, frames.sort((a, b) => a.order - b.order), deployment, field);
  return place && `${place.file}: ${readFileSync(place.file, 'utf8').split('\n')[place.line - 1]!.trim()}`;
}

const oneFile = {
  'main.ts': [
    'const app = new App();',
    '«1»new DisaggregatedInference(app, \'llama\', {',
    '  namespace: \'team-a\',',
    '  decode: {',
    '    // parallelism: of old',
    '    replicas: 4,',
    '    extraArgs: [',
    '      \'--seed=1\',',
    '      \'--seed=2\',',
    '    ],',
    '  },',
    '  prefill: {',
    '    replicas: 2,',
    '    parallelism: { tensor: 8 },',
    '    pod: {',
    '      nodeSelector: {',
    '        \'example.com/pool.gpu\': \'a\',',
    '      },',
    '    },',
    '  },',
    '});',
  ].join('\n'),
};

test.each<[string, string]>([
  ['decode.replicas', 'replicas: 4,'],
  ['prefill.replicas', 'replicas: 2,'],
  ['prefill.parallelism.tensor', 'parallelism: { tensor: 8 },'],
  ['decode.extraArgs[1]', '\'--seed=2\','],
  ['prefill.pod.nodeSelector.example.com/pool.gpu', '\'example.com/pool.gpu\': \'a\','],
  // A field that is not written: the object that should have it.
  ['decode.parallelism.tensor', 'decode: {'],
  ['decode.sharedMemory', 'decode: {'],
  ['engine.maxModelLen', 'new DisaggregatedInference(app, \'llama\', {'],
  ['name', 'new DisaggregatedInference(app, \'llama\', {'],
  ['Deployment/llama-decode spec.replicas', 'new DisaggregatedInference(app, \'llama\', {'],
])('in one file, %s is at `%s`', (field, line) => {
  expect(lineOf(oneFile, field)).toBe(`main.ts: ${line}`);
});

test('the column is that of the field', () => {
  lineOf(oneFile, 'decode');
  const [file, line, column] = [join(process.cwd(), 'main.ts'), 2, 1];
  expect(placeOf(ts, [{ file, line, column }], 'llama', 'prefill.parallelism.tensor'))
    .toEqual({ file: 'main.ts', line: 14, column: 20 });
});

const folders = {
  'apps/prod/main.ts': [
    'import { DisaggregatedInference } from \'cdk8s-llm-d\';',
    'import * as models from \'../../models/index\';',
    'import defaults, { TENSOR } from \'../../models/shared\';',
    'const engine = { maxModelLen: 4096 } as const;',
    'const of = (length: number) => ({',
    '  blockSize: length,',
    '});',
    '«1»new DisaggregatedInference(app, \'llama\', {',
    '  ...models.llama,',
    '  engine,',
    '  decode: { ...defaults.decode, parallelism: { tensor: TENSOR },',
    '    cpu: \'2\' },',
    '  operations: of(',
    '    7),',
    '  ...(isProduction && {',
    '    waive: { PD506: \'\' } }),',
    '} satisfies InferenceSpec);',
  ].join('\n'),
  'models/index.ts': 'export * from \'./llama\';\nexport { prefill } from \'./llama\';',
  'models/llama.ts': [
    'export const prefill = {',
    '  replicas: 2,',
    '};',
    'export const llama = structuredClone({',
    '  model: { uri: \'hf://a/b\' },',
    '  prefill,',
    '});',
  ].join('\n'),
  'models/shared.ts': [
    'export const TENSOR = 3;',
    'export default { decode: {',
    '  replicas: 4,',
    '  cpu: \'1\',',
    '} };',
  ].join('\n'),
};

test.each<[string, string]>([
  ['engine.maxModelLen', 'apps/prod/main.ts: const engine = { maxModelLen: 4096 } as const;'],
  ['engine.blockSize', 'apps/prod/main.ts: const engine = { maxModelLen: 4096 } as const;'],
  ['prefill.replicas', 'models/llama.ts: replicas: 2,'],
  ['model.uri', 'models/llama.ts: model: { uri: \'hf://a/b\' },'],
  ['decode.replicas', 'models/shared.ts: replicas: 4,'],
  // Of two the later one counts.
  ['decode.cpu', 'apps/prod/main.ts: cpu: \'2\' },'],
  ['decode.parallelism.tensor', 'models/shared.ts: export const TENSOR = 3;'],
  ['operations.blockSize', 'apps/prod/main.ts: 7),'],
  ['waive.PD506', 'apps/prod/main.ts: waive: { PD506: \'\' } }),'],
])('through constants, imports, spreads and functions, %s is at `%s`', (field, line) => {
  expect(lineOf(folders, field)).toBe(line);
});

const regions = {
  'main.ts': [
    'const specs = {',
    '  eu: { decode: {',
    '    replicas: 1 } },',
    '  us: { decode: {',
    '    replicas: 2 } },',
    '};',
    'for (const [name, spec] of Object.entries(specs)) {',
    '  «2»deploy(name, spec);',
    '}',
    'function deploy(name: string, spec: InferenceSpec): void {',
    '  «1»new DisaggregatedInference(app, name, spec);',
    '}',
  ].join('\n'),
};

test.each<[string, string]>([['eu', 'replicas: 1 } },'], ['us', 'replicas: 2 } },']])(
  'in a loop over regions, a field of %s is that of its entry', (region, line) => {
    expect(lineOf(regions, 'decode.replicas', region)).toBe(`main.ts: ${line}`);
  });

test('what is not known without running the app is the nearest that is', () => {
  const made = '«1»new DisaggregatedInference(app, \'a\', spec);';
  const main = (spec: string) => ({ 'main.ts': `const spec = ${spec};\n${made}` });
  expect(lineOf(main('read(\'a.json\')'), 'decode.replicas')).toBe('main.ts: const spec = read(\'a.json\');');
  expect(lineOf({ 'main.ts': 'specs.forEach(spec =>\n  «1»new DisaggregatedInference(app, \'a\', spec));' }, 'decode'))
    .toBe('main.ts: new DisaggregatedInference(app, \'a\', spec));');
  expect(lineOf(main('{ ...spec }'), 'decode')).toBe('main.ts: const spec = { ...spec };');
});

test('a stack has the calls of the user, not those of packages, of Node or of this library', () => {
  const library = join(__dirname, '..', '..', 'lib', 'constructs', 'disaggregated-inference.ts');
  expect(userFrames([
    'Error',
    `    at new DisaggregatedInference (${library}:40:5)`,
    '    at deploy (/project/main.ts:3:7)',
    '    at Array.forEach (<anonymous>)',
    '    at /project/node_modules/x/index.js:1:1',
    '    at Module._compile (node:internal/modules/cjs/loader:1554:14)',
    '    at async file:///project/a%20b.ts:9:1',
  ].join('\n'))).toEqual([
    { file: '/project/main.ts', line: 3, column: 7 },
    { file: '/project/a b.ts', line: 9, column: 1 },
  ]);
});

test('without typescript in the project a finding is on the line of its deployment, and that is said', () => {
  const folder = realpathSync(temporaryFolder());
  process.chdir(folder);
  const said = jest.spyOn(console, 'error').mockReturnValue(undefined);
  const finding: Finding = {
    rule: 'PD101', severity: 'error', deployment: 'llama', field: 'decode.replicas', cause: 'a', fix: 'b', source: 'c',
  };
  const created = new Error();
  created.stack = `Error\n    at <anonymous> (${folder}/main.ts:7:3)`;
  setOrigin(finding, created);
  const other = { ...finding };
  expect(located([finding, other])).toEqual([{ ...finding, file: 'main.ts', line: 7, column: 3 }, other]);
  expect(said.mock.calls).toEqual([[expect.stringMatching(/Fix: npm install --save-dev typescript$/)]]);
  said.mockRestore();
});

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import * as library from '../lib';
import { runInit } from '../lib/cli/init';
import { asked, Terminal } from '../lib/cli/questions';
import { accelerators } from '../lib/devices/accelerators';
import { gatewayVersions } from '../lib/gateways/gateway-versions';
import { selectionOf } from '../lib/stack/picker/selection';
import { releases } from '../lib/stack/releases';
import { contents, temporaryFolder } from './folder';
import { recordedPrints } from './printed';

const root = join(__dirname, '..');
const [model, accelerator] = ['Qwen/Qwen3-32B', 'NVIDIA-H100-80GB-HBM3'];

const { out, err } = recordedPrints('stderr');

/** `llmd init` without a terminal. */
function init(folder: string, options: Parameters<typeof runInit>[1]): Promise<number> {
  return runInit(folder, options, 'text', undefined);
}

/** Runs the app of a project, and returns what it found. */
function synth(folder: string): readonly library.Finding[] {
  const found: library.Finding[] = [];
  class App extends library.App {
    constructor() {
      super({ outdir: join(folder, 'dist') });
    }

    public override checkPlan(plan: library.InferencePlan): readonly library.Finding[] {
      const findings = super.checkPlan(plan);
      found.push(...findings);
      return findings;
    }
  }
  const load = (file: string): unknown => {
    const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    const module = {};
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the project's own code
    const run = new Function('require', 'exports', outputText) as (
      require: (name: string) => unknown, exports: object,
    ) => void;
    run(name => (name === 'cdk8s-llm-d' ? { ...library, App } : load(join(folder, `${name}.ts`))), module);
    return module;
  };
  load(join(folder, 'main.ts'));
  return found;
}

test('a project of every gateway and release is synthesized without a finding and type-checks, or is refused', async () => {
  const folder = temporaryFolder();
  const made: string[] = [];
  for (const [index, { gateway, release }] of gatewayVersions
    .flatMap(gateway => releases.map(release => ({ gateway, release }))).entries()) {
    const project = join(folder, `p${index}`);
    const code = await init(project, { model, accelerator, gateway: gateway.name, release: release.name });
    const { selectedBy } = gateway.gateway.provider(gateway);
    // A project has pods of both roles (PD760).
    const isPossible = gateway.gateway.abilities.carriesPickerHeaders && (selectedBy === 'endpointPicker'
      ? selectionOf(release.endpointPicker) !== undefined
      : Object.hasOwn(release.endpointPicker.permissions, gateway.inferencePoolGroup));
    expect({ gateway: gateway.name, release: release.name, code })
      .toEqual({ gateway: gateway.name, release: release.name, code: isPossible ? 0 : 1 });
    if (!isPossible) expect(existsSync(project)).toBe(false);
    else {
      expect(synth(project)).toEqual([]);
      expect(readdirSync(join(project, 'dist'))).toEqual([`p${index}.k8s.yaml`]);
      made.push(project);
    }
  }
  const specs = made.map(specText).join('');
  const possible = gatewayVersions.filter(({ gateway }) => gateway.abilities.carriesPickerHeaders);
  for (const { gateway, version } of possible) expect(specs).toContain(gateway.specOf(version));
  for (const { name } of releases) expect(specs).toContain(`Release.${name}`);
  expect(typeErrors(made)).toEqual([]);
}, 120_000);

function specText(project: string): string {
  const [file] = readdirSync(join(project, 'deployments'));
  return readFileSync(join(project, 'deployments', file!), 'utf8');
}

/** What the compiler says, with the options of the projects and this library in place of the installed one. */
function typeErrors(projects: readonly string[]): readonly string[] {
  const { config } = ts.readConfigFile(join(projects[0]!, 'tsconfig.json'), file => readFileSync(file, 'utf8')) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram(projects.map(project => join(project, 'main.ts')), {
    ...options,
    paths: { 'cdk8s-llm-d': [join(root, 'lib', 'index.ts')] },
    typeRoots: [join(root, 'node_modules', '@types')],
    resolveJsonModule: true,
    noEmit: true,
  });
  // The library is checked by `npm run typecheck`.
  return program.getSourceFiles()
    .filter(({ fileName }) => projects.some(project => fileName.startsWith(project)))
    .flatMap(file => ts.getPreEmitDiagnostics(program, file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

test('what the rules warn of is shown, and is a waiver with a reason to replace', async () => {
  const folder = join(temporaryFolder(), 'small');
  expect(await init(folder, { model: 'meta-llama/Llama-3.1-8B-Instruct', accelerator })).toBe(0);
  expect(err.join('')).toMatch(/warning \[small\/model\.uri\] PD506: /);
  expect(out.join('\n')).toMatch(/the warnings above are waived in deployments\/small\.ts/);
  expect(specText(folder)).toMatch(/PD506: '\d{4}-\d\d: accepted by init, not reviewed yet'/);
  expect(specText(folder)).toContain('token: { secretName: \'llm-d-hf-token\', key: \'HF_TOKEN\' }');
});

test('a pod has as many GPUs as the model needs, and a model that no size fits is refused before anything is written', async () => {
  const folder = temporaryFolder();
  expect(await init(join(folder, 'a'), { model, accelerator })).toBe(0);
  expect(specText(join(folder, 'a'))).toContain('parallelism: { tensor: 2 }');
  expect(await init(join(folder, 'b'), { model: 'deepseek-ai/DeepSeek-V3', accelerator })).toBe(1);
  expect(err.join('')).toMatch(/error \[b\/.*PD201: deepseek-ai\/DeepSeek-V3/);
  expect(readdirSync(folder)).toEqual(['a']);
});

test('every GPU of the table makes a project', async () => {
  const folder = temporaryFolder();
  for (const [index, accelerator] of Object.keys(accelerators).entries()) {
    const project = join(folder, `gpu-${index}`);
    expect([accelerator, await init(project, { model: 'Qwen/Qwen3-8B', accelerator })]).toEqual([accelerator, 0]);
    expect(synth(project)).toEqual([]);
  }
}, 60_000);

test('a folder that is not empty is refused and stays as it is; that of a new repository is empty', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, '.git'));
  writeFileSync(join(folder, 'notes'), 'mine');
  expect(await init(folder, { model, name: 'mine' })).toBe(2);
  expect(err.join('')).toMatch(/the folder .* is not empty \(notes\): name a new or an empty one/);
  expect(contents(folder)).toEqual({ notes: 'mine' });
  expect(await init(join(folder, 'notes'), { model, name: 'mine' })).toBe(2);
  expect(err.join('')).toMatch(/notes is no folder/);
  const empty = temporaryFolder();
  mkdirSync(join(empty, '.git'));
  expect(await init(empty, { model, name: 'mine' })).toBe(0);
});

test.each<[Parameters<typeof runInit>[1], RegExp]>([
  [{}, /--model is missing: name one, for example/],
  [{ model: 'qwen' }, /--model must be hf:\/\/<owner>\/<model>, got 'qwen'/],
  [{ model: 's3://a/b' }, /--model must be hf:\/\/<owner>\/<model>, got 's3:\/\/a\/b'/],
  [{ model, accelerator: 'h100-80gb' }, /did you mean NVIDIA-H100-80GB-HBM3\?/],
  [{ model, gateway: 'istio' }, /--gateway must be one of .*istio@1\.30.*, got 'istio'/],
  [{ model, release: '0.10' }, /--release must be one of .*ROUTER_0_10.*, got '0\.10'/],
  [{ model, prefill: 'two' }, /--prefill must be a whole number of at least 1, got 'two'/],
  [{ model, decode: '0' }, /--decode must be a whole number of at least 1, got '0'/],
  [{ model, name: '../up' }, /--name must be lowercase letters, .* got '\.\.\/up'/],
  [{ model, namespace: 'A' }, /--namespace must be lowercase letters, .* got 'A'/],
])('init %j is a mistake that says what to write, and writes nothing', async (options, message) => {
  const folder = temporaryFolder();
  expect(await init(folder, { name: 'mine', ...options })).toBe(2);
  expect(err.join('')).toMatch(message);
  expect(readdirSync(folder)).toEqual([]);
});

test('a terminal is asked for what no option says, and an empty line takes what is proposed', async () => {
  const questions: string[] = [];
  const answering = (...answers: readonly string[]): Terminal => ({
    ask: question => Promise.resolve(answers[questions.push(question) - 1] ?? ''), close: () => questions.push('end'),
  });
  expect(await asked(answering(' Qwen/Qwen3-8B ', '', '3'), { decode: '5' }))
    .toEqual({ model: 'Qwen/Qwen3-8B', prefill: '3', decode: '5' });
  expect(questions.map(question => question.split(/[ ,]/)[0]))
    .toEqual(['Model', 'GPU', 'Prefill', 'Gateway', 'llm-d', 'end']);
  const folder = join(temporaryFolder(), 'asked');
  questions.length = 0;
  expect(await runInit(folder, {}, 'text', answering('Qwen/Qwen3-32B', accelerator))).toBe(0);
  expect(specText(folder)).toContain(`accelerator: '${accelerator}'`);
});

test('with -o json the files and the findings are one document', async () => {
  const folder = join(temporaryFolder(), 'json');
  expect(await runInit(folder, { model, accelerator }, 'json')).toBe(0);
  const { files, findings, ok } = JSON.parse(out.join('')) as { files: string[]; findings: object[]; ok: boolean };
  expect({ ok, files: [...files].sort() }).toEqual({ ok: true, files: Object.keys(contents(folder)).sort() });
  expect(findings).toEqual(expect.arrayContaining([expect.objectContaining({ rule: 'PD508' })]));
  expect(await runInit(folder, { model }, 'json')).toBe(2);
  expect(JSON.parse(out.at(-1)!)).toEqual({ ok: false, causes: [expect.stringContaining('is not empty')] });
});

test('every package of the project has one version, and its own README has ten lines', async () => {
  const folder = join(temporaryFolder(), 'own');
  await init(folder, { model });
  const { devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  expect(Object.values(devDependencies).filter(version => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  expect(readFileSync(join(folder, 'README.md'), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(10);
});

import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import * as ts from 'typescript';
import * as library from '../../lib';
import {
  App, checkExample, checkPlan, DisaggregatedInference, InferenceSpec, planInference, poolsOf, Rule, SynthError,
} from '../../lib';
import { Fleet } from '../../lib/rules/fleet';
import { temporaryFolder } from '../folder';
import { validSpec } from '../valid-spec';

const root = join(__dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'own-rules.md'), 'utf8');
const blocks = new Map([...page.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)].map(([, path, code]) => [path!, code!]));
const output = /^```text\n(.*?)\n```$/ms.exec(page)![1];

// The tests that the page shows are tests of this file.
describe('docs/own-rules.md', () => {
  run('policy/rules.test.ts');

  test('has the output that its main.ts prints', () => {
    const folder = temporaryFolder();
    process.env.CDK8S_OUTDIR = folder;
    try {
      expect(thrown(() => run('main.ts')).message.replace(folder, 'dist')).toBe(output);
    } finally {
      delete process.env.CDK8S_OUTDIR;
    }
  });

  test('asks the same without an App', () => {
    expect(run('scripts/judge.ts').lines).toEqual(output!.split('\n').slice(1));
  });

  test('waives with a reason that is in the manifests', () => {
    const app = new App({ outdir: temporaryFolder(), rules: run('policy/rules.ts').rules as Rule[] });
    new DisaggregatedInference(app, 'llama', run('deployments/llama-waived.ts').llamaWaived as typeof validSpec);
    expect(app.synthYaml()).toContain('llm-d.ai/waived.ACME-1: "2026-11: a trial of one week, agreed with its users"');
  });

  test('has code that compiles', () => {
    const base = join(root, '__tests__', 'own-rules-page');
    const options: ts.CompilerOptions = {
      module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16, target: ts.ScriptTarget.ES2022,
      strict: true, skipLibCheck: true, noEmit: true, types: ['jest'],
      typeRoots: [join(root, 'node_modules', '@types')],
      paths: { 'cdk8s-llm-d': [join(root, 'lib', 'index.ts')] },
    };
    const host = ts.createCompilerHost(options);
    const onDisk = ts.createCompilerHost(options);
    const inPage = (path: string) => blocks.get(posix.relative(base, path));
    host.directoryExists = path => `${path}/`.startsWith(base) || ts.sys.directoryExists(path);
    host.fileExists = path => inPage(path) !== undefined || onDisk.fileExists(path);
    host.getSourceFile = (path, version) => {
      const code = inPage(path);
      return code === undefined ? onDisk.getSourceFile(path, version) : ts.createSourceFile(path, code, version);
    };
    const files = [...blocks.keys()].map(path => posix.join(base, path));
    const program = ts.createProgram(files, options, host);
    const messages = files.flatMap(file => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
    expect(messages.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  }, 60_000);
});

const rule: Rule = {
  id: 'ACME-1', title: 'a title', severity: 'error', cause: 'a cause', fix: 'a fix', source: 'a source',
  evidence: 'read',
  check: ({ name, spec }) => (name === 'small' || spec.decode.replicas < 2
    ? [{ field: 'decode.replicas', cause: `too few, got ${spec.decode.replicas}` }]
    : []),
  example: { field: 'decode.replicas', fails: 1, passes: 2 },
};
const with1: InferenceSpec = {
  ...validSpec, prefill: { ...validSpec.prefill, replicas: 1 }, decode: { ...validSpec.decode, replicas: 1 },
};

function asked(spec: InferenceSpec, rules: readonly unknown[] = [rule]): string[] {
  return checkPlan(planInference('llama', spec), rules as Rule[])
    .map(({ rule: id, severity, deployment, field, cause }) => `${severity} ${id} [${deployment}/${field}] ${cause}`);
}

test('a rule of one\'s own is judged beside those of the library, with its own words', () => {
  expect(checkPlan(planInference('llama', with1), [rule])).toEqual([{
    rule: 'ACME-1', severity: 'error', deployment: 'llama', field: 'decode.replicas', cause: 'too few, got 1',
    fix: 'a fix', source: 'a source',
  }]);
  expect(asked(validSpec)).toEqual([]);
  const small = asked({ ...with1, model: { uri: 'hf://Qwen/Qwen3-8B' } });
  expect(small.map(line => line.split(' ')[1])).toEqual(['PD506', 'PD507', 'PD508', 'ACME-1']);
});

test('it stops the synth, also of a chart that is staged, and only where the App has it', () => {
  // A warning goes to standard error.
  const printed = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const found = (rules?: readonly Rule[], staged = false) => {
    const app = new App({ outdir: temporaryFolder(), ...(rules && { rules }) });
    const chart = new DisaggregatedInference(app, 'llama', with1);
    if (staged) app.stage(chart);
    return thrown(() => app.synth())?.findings?.map(finding => finding.rule);
  };
  expect([found([rule]), found([rule], true), found([{ ...rule, severity: 'warning' }]), found()])
    .toEqual([['ACME-1'], ['ACME-1'], undefined, undefined]);
  expect(printed.mock.calls.flat().join('')).toContain('warning [llama/decode.replicas] ACME-1: too few, got 1');
  printed.mockRestore();
});

test('it is waived like the others: with a reason, where it may be, and where it finds something', () => {
  const waived = (waive: NonNullable<InferenceSpec['waive']>, change: Partial<Rule> = {}, spec = with1) =>
    asked({ ...spec, waive }, [{ ...rule, ...change }]).map(line => line.replace(/ \[.*\]/, ''));
  const stands = 'error ACME-1 too few, got 1';
  expect(waived({ 'ACME-1': 'a trial' })).toEqual([]);
  expect(waived({ 'ACME-1': ' ' })).toEqual([stands, 'error PD703 the reason to waive ACME-1 is empty']);
  expect(waived({ 'ACME-1': 'a trial' }, { waivable: false })).toEqual([stands, 'error PD703 ACME-1 cannot be waived']);
  expect(waived({ 'ACME-2': 'a trial' })).toEqual([stands, 'error PD703 \'ACME-2\' is not a rule about a spec']);
  expect(waived({ 'ACME-1': 'a trial' }, {}, validSpec))
    .toEqual(['warning PD704 ACME-1 has no finding in this deployment, so the waiver has no effect']);
});

const { check: _check, ...withoutCheck } = rule;
test.each<[string, readonly unknown[], string]>([
  ['has an id of the library', [{ ...rule, id: 'PD101' }],
    'rules[0].id] must not begin with PD, which is reserved for the rules of this library, got \'PD101\''],
  ['has an id that begins like those of the library', [{ ...rule, id: 'PD-101' }],
    'rules[0].id] must not begin with PD'],
  ['has an id of another form', [{ ...rule, id: 'acme-1' }],
    'rules[0].id] must be 2 to 20 capital letters or digits, a dash and a number, got \'acme-1\''],
  ['has an id that is no text', [{ ...rule, id: 1 }],
    'rules[0].id] must be 2 to 20 capital letters or digits, a dash and a number, got 1'],
  ['has the id of another', [rule, { ...rule, title: 'another' }], 'rules[1].id] ACME-1 is also the id of rules[0]'],
  ['has no check', [withoutCheck], 'rules[0].check] must be a function from a plan to a list'],
  ['has no fix', [{ ...rule, fix: undefined }], 'rules[0].fix] must be text, got nothing'],
  ['has an unknown severity', [{ ...rule, severity: 'fatal' }],
    'rules[0].severity] must be one of \'error\', \'warning\', got \'fatal\''],
  ['has an example of an object', [{ ...rule, example: { ...rule.example, of: 'object' } }],
    'rules[0].example.of] must be one of'],
  ['is nothing', [undefined], 'rules[0]] must be an object'],
])('a rule that %s is an error, in an App when it is made', (_what, rules, says) => {
  expect(asked(validSpec, rules)).toEqual([expect.stringContaining(`error PD707 [app/${says}`)]);
  const error = thrown(() => new App({ outdir: temporaryFolder(), rules: rules as Rule[] }));
  expect(error.findings.map(finding => finding.rule)).toEqual(['PD707']);
});

test.each<[string, () => never]>([
  ['throws', () => { throw new Error('no such field'); }],
  ['returns no list', () => undefined as never],
  ['returns what is no violation', () => [undefined] as never],
])('a check that %s is an error of its deployment, and the other rules are judged all the same', (_what, wrong) => {
  const second = { ...rule, id: 'ACME-2', check: wrong };
  expect(asked(with1, [second, rule])).toEqual([
    expect.stringMatching(/^error PD707 \[llama\/rules\] the check of ACME-2 failed: ./),
    expect.stringContaining('ACME-1'),
  ]);
});

test('an example that shows its rule has nothing wrong with it', () => {
  expect(checkExample(rule)).toEqual([]);
  const ofPlan: Rule = {
    ...rule,
    check: plan => poolsOf(plan, 'prefill').flatMap(({ replicas }) =>
      replicas > 2 ? [{ field: 'prefill.replicas', cause: 'too many' }] : []),
    example: { of: 'plan', field: 'prefill.replicas', fails: 3, passes: 2 },
  };
  expect(checkExample(ofPlan)).toEqual([]);
});

test.each<[string, Partial<Rule>, readonly string[]]>([
  ['the failing value breaks nothing', { example: { ...rule.example, fails: 2 } },
    ['the failing value does not break ACME-1']],
  ['the passing value breaks it', { example: { ...rule.example, passes: 1 } },
    ['the passing value breaks ACME-1: too few, got 1']],
  ['the failing value breaks another', { example: { ...rule.example, fails: 0 } },
    ['the failing value breaks PD502 as well: must be at least 1, since the endpoint picker of']],
  ['the failing value has another shape', { example: { ...rule.example, fails: 'one' } },
    ['the failing value does not break ACME-1', 'the failing value breaks PD701 as well: must be a number']],
  ['what both have breaks another', { example: { ...rule.example, given: { drainSeconds: 0.5 } } },
    ['the failing value breaks PD504 as well: must be', 'the passing value breaks PD504: must be']],
  ['the rule is malformed', { id: 'PD101', fix: undefined },
    ['rule.id must not begin with PD', 'rule.fix must be text']],
])('where %s, checkExample says so', (_what, change, says) => {
  const problems = checkExample({ ...rule, ...change });
  expect(problems).toHaveLength(says.length);
  for (const [index, text] of says.entries()) expect(problems[index]).toContain(text);
});

test('what another rule finds in an example can be meant', () => {
  expect(checkExample({ ...rule, example: { ...rule.example, fails: 0, implies: ['PD502'] } })).toEqual([]);
});

test('in a fleet, a rule of one\'s own is asked of each deployment, and so is whether its waiver matches', () => {
  const fleet = new Fleet([rule]);
  const found = (name: string, spec = validSpec) =>
    fleet.checkPlan(planInference(name, spec)).map(finding => `${name} ${finding.rule}`);
  expect(['one', 'two', 'small', 'three'].flatMap(name => found(name))).toEqual(['small ACME-1']);
  expect(found('x'.repeat(64))).toContainEqual(expect.stringMatching(/PD712$/));
  const waived = { ...validSpec, waive: { 'ACME-1': 'small' } };
  expect(['small', 'one', 'small'].flatMap(name => found(name, waived))).toEqual(['one PD704']);
});

/** Runs a file of the page; its imports are other files of the page, or the library. */
function run(path: string): Record<string, unknown> {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(blocks.get(path)!, { compilerOptions });
  const exported: Record<string, unknown> = {};
  const required = (name: string) => name === 'cdk8s-llm-d'
    ? library
    : run(`${posix.join(posix.dirname(path), name)}.ts`);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  new Function('exports', 'require', outputText)(exported, required);
  return exported;
}

function thrown(action: () => unknown): SynthError {
  try {
    action();
  } catch (error) {
    return error as SynthError;
  }
  return undefined as never;
}

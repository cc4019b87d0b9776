import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gateways } from '../lib/gateways/gateways';
import { contents, temporaryFolder } from './folder';

const root = join(__dirname, '..');

function llmd(
  cwd: string,
  ...args: string[]
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin', 'llmd.cjs'), ...args], {
    cwd,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** A project with one deployment, whose spec is changed by a line of code. */
function project(change = ''): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'deployments'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(
    join(folder, 'cdk8s.yaml'),
    `language: typescript\napp: node ${root}/scripts/run.cjs main.ts\noutput: dist.staging\n`,
  );
  writeFileSync(
    join(folder, 'deployments', 'llama.ts'),
    readFileSync(join(root, '__tests__', 'valid-spec.ts'), 'utf8').replaceAll('../lib', join(root, 'lib')),
  );
  writeFileSync(
    join(folder, 'main.ts'),
    [
      `import { App, DisaggregatedInference } from '${join(root, 'lib')}';`,
      'import { validSpec } from \'./deployments/llama\';',
      'const spec: any = structuredClone(validSpec);',
      change,
      'const app = new App();',
      'new DisaggregatedInference(app, \'llama\', spec);',
      'app.synth();',
    ].join('\n'),
  );
  return folder;
}

const dataParallel = 'spec.decode.extraArgs = [\'--data-parallel-size=8\'];';
const waiving
  = 'spec.model.uri = \'hf://meta-llama/Llama-3.1-8B-Instruct\'; spec.waive = { PD506: \'measured on our prompts, '
    + '2026-10\' };';

describe('llmd rules', () => {
  const all = llmd(root, 'rules');

  test('lists every rule of docs/rules.md', () => {
    const { status, stdout } = all;
    const documented = [...readFileSync(join(root, 'docs', 'rules.md'), 'utf8').matchAll(/^### (PD\d+)$/gm)].map(
      ([, id]) => id,
    );
    expect(status).toBe(0);
    expect([...stdout.matchAll(/^ {2}(PD\d+) {2}(?:error {2}|warning) {2}\S/gm)].map(([, id]) => id)).toEqual(
      documented,
    );
  });

  test('says below each rule what it holds for, how that is known and where it was read', () => {
    const lines = all.stdout.split('\n');
    const below = (id: string) => lines[lines.findIndex(line => line.startsWith(`  ${id} `)) + 1];
    expect(below('PD311')).toMatch(/^ {9}holds for vLLM 0\.27\.1\b.*; read: vLLM \S/);
    expect(below('PD501')).toMatch(/^ {9}holds for every version; (proven|read|issue): \S/);
  });

  test('--format json: the same for programs, all or one', () => {
    const list = JSON.parse(llmd(root, 'rules', '--format', 'json').stdout) as { id: string }[];
    const one = JSON.parse(llmd(root, 'rules', 'PD311', '--format', 'json').stdout) as object;
    expect(list.find(({ id }) => id === 'PD311')).toEqual(one);
    expect(one).toMatchObject({
      evidence: 'read', severity: 'warning', source: expect.stringContaining('vLLM'),
      versions: [
        { component: 'vLLM', versions: expect.arrayContaining(['0.27.1']), every: false },
        { component: 'endpoint picker' }, { component: 'routing proxy' },
        ...gateways.map(({ title }) => ({ component: title })),
      ],
    });
  });

  test('shows one with an example that fails and one that passes', () => {
    const { status, stdout } = llmd(root, 'rules', 'pd101');
    expect(status).toBe(0);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^PD101 .*\(error\)$/),
      expect.stringMatching(/^Why: .*EngineCore_DP1/),
      expect.stringMatching(/^Fix: /),
      expect.stringMatching(/^Holds for: .* Source: /),
      'Fails:  decode.extraArgs: [\'--data-parallel-size=8\']',
      expect.stringMatching(/^ {8}\[llama\/decode\.extraArgs\[0\]\] PD101: /),
      'Passes: decode.extraArgs left out',
      '',
    ]);
  });

  test('says which rule is meant by one that there is not', () => {
    expect(llmd(root, 'rules', 'PD10')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^rule PD10 does not exist; did you mean PD101\?/),
    });
  });

  test('--waived lists what the manifests waive, with the reason', () => {
    const folder = project(waiving);
    expect(llmd(folder, 'synth')).toMatchObject({ status: 0 });
    expect(llmd(folder, 'rules', '--waived')).toEqual({
      status: 0,
      stderr: '',
      stdout: expect.stringMatching(/^dist\/llama\.k8s\.yaml: PD506 \S.*: measured on our prompts, 2026-10\n$/),
    });
    mkdirSync(join(folder, 'empty'));
    expect(llmd(folder, 'rules', '--waived', 'empty').stdout).toBe('nothing is waived in empty\n');
    expect(llmd(folder, 'rules', '--waived', 'absent')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^absent cannot be read: .*llmd rules --waived <folder>`\n$/),
    });
  }, 30_000);
});

describe('llmd synth', () => {
  test('writes what is valid', () => {
    const folder = project();
    expect(llmd(folder, 'synth')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(Object.keys(contents(join(folder, 'dist')))).toEqual(['llama.k8s.yaml']);
  }, 30_000);

  test('--format json: findings on standard output, also when there are none', () => {
    expect(llmd(project(), 'synth', '--format', 'json')).toEqual({
      status: 0,
      stdout: '{\n  "findings": []\n}\n',
      stderr: '',
    });
    const { status, stdout, stderr } = llmd(project(dataParallel), 'synth', '--format', 'json');
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      findings: [{ rule: 'PD101', deployment: 'llama', field: 'decode.extraArgs[0]' }],
    });
  }, 30_000);

  test('--format github: an annotation of the line of the spec', () => {
    const { status, stdout } = llmd(project(dataParallel), 'synth', '--format', 'github');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=deployments\/llama\.ts,line=14,col=3,title=PD101::llama\/decode/);
  }, 30_000);

  test('--format sarif: a log of code scanning', () => {
    const { stdout } = llmd(project(dataParallel), 'synth', '--format', 'sarif');
    expect(JSON.parse(stdout)).toMatchObject({ version: '2.1.0', runs: [{ results: [{ ruleId: 'PD101' }] }] });
  }, 30_000);

  test('as text: findings on standard error, without colours where it is no terminal', () => {
    const { status, stdout, stderr } = llmd(project(dataParallel), 'synth');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^1 error: nothing was written to dist\nerror \[llama\/decode\.extraArgs\[0\]\] PD101: /);
    expect(stderr).not.toContain('\u001b');
  }, 30_000);

  test.each([
    {
      what: 'an unknown form',
      args: ['synth', '--format', 'xml'],
      says: /Allowed choices are text, json, github, sarif/,
    },
    { what: 'an unknown command', args: ['synthesize'], says: /unknown command/ },
    {
      what: 'no cdk8s.yaml',
      args: ['synth'],
      says: /^cdk8s\.yaml cannot be read: .* Fix: run llmd in the folder of the project\n$/,
    },
  ])('$what is a line and exit code 2', ({ args, says }) => {
    const { status, stderr } = llmd(temporaryFolder(), ...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from './folder';

const root = join(__dirname, '..');
const lib = join(root, 'lib');

/** A project whose app is run by a command, by default as a clone of this repository runs its own. */
function project(files: Readonly<Record<string, string>>, command = `node ${root}/scripts/run.cjs main.ts`): string {
  const folder = temporaryFolder();
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'cdk8s.yaml'), `language: typescript\napp: ${command}\noutput: dist.staging\n`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function synth(folder: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin', 'llmd.cjs'), 'synth', ...args], {
    cwd: folder, encoding: 'utf8', env: { ...process.env, GITHUB_WORKSPACE: '' },
  });
  return { status, stdout, stderr };
}

interface Report {
  readonly findings: readonly Readonly<Record<string, unknown>>[];
}

const findingsIn = (text: string) => (JSON.parse(text) as Report).findings;

/** Two regions of one spec in a folder of its own; of one, decode has a flag that cannot be. */
const regions = {
  'main.ts': [
    `import { App, DisaggregatedInference, type InferenceSpec } from '${lib}';`,
    'import { models } from \'./models/regions\';',
    'console.log(\'hello from the app\');',
    'const app = new App();',
    'const deploy = (name: string, spec: InferenceSpec) => new DisaggregatedInference(app, name, spec);',
    'for (const [name, spec] of Object.entries(models)) deploy(name, spec);',
    'app.synth();',
  ].join('\n'),
  'models/regions.ts': [
    `import { istio, Release } from '${lib}';`,
    'const base = (region: string) => ({',
    '  namespace: `team-${region}`,',
    '  release: Release.LLM_D_0_10,',
    '  gateway: istio(\'1.30\'),',
    '  model: { uri: \'hf://openai/gpt-oss-120b\' },',
    '  modelCache: { type: \'persistentVolumeClaim\', size: \'1Ti\' },',
    '  decode: { replicas: 4, cpu: \'8\', memory: \'64Gi\' },',
    '  prefill: { replicas: 2, cpu: \'8\', memory: \'64Gi\' },',
    '} as const);',
    'export const models = {',
    '  eu: base(\'eu\'),',
    '  us: { ...base(\'us\'), decode: {',
    '    ...base(\'us\').decode,',
    '    extraArgs: [\'--data-parallel-size=8\'],',
    '  } },',
    '};',
  ].join('\n'),
};

const place = { file: 'models/regions.ts', line: 15 };

test.each([
  ['bundled', undefined],
  ['by tsx', 'node -r tsx/cjs main.ts'],
])('%s: what the app prints is not in the report, and a finding is at the line of the spec', (_, command) => {
  const { status, stdout, stderr } = synth(project(regions, command), '--format', 'json');
  expect(status).toBe(1);
  expect(findingsIn(stdout)).toEqual([expect.objectContaining({ rule: 'PD101', deployment: 'us', ...place })]);
  expect(stderr).toContain('hello from the app');
}, 60_000);

test('without the command `llmd`, the format of the environment is on standard output', () => {
  const { stdout } = spawnSync('node -r tsx/cjs main.ts', {
    cwd: project(regions), encoding: 'utf8', shell: true,
    env: { ...process.env, CDK8S_LLM_D_FORMAT: 'github', GITHUB_WORKSPACE: '/' },
  });
  // From the root of the checkout, which is not the folder of the project here.
  expect(stdout).toMatch(new RegExp(`::error file=\\S+/${place.file},line=${place.line},col=`));
}, 60_000);

test.each([
  [
    'throws',
    { 'main.ts': 'const app = 1;\nfunction fail(): never {\n  throw new TypeError(\'no such team\');\n}\nfail();\n' },
    { cause: 'TypeError: no such team', file: 'main.ts', line: 3 },
  ],
  [
    'cannot be parsed',
    { 'main.ts': 'const a = 1;\nconst b = ;\n' },
    { cause: 'Unexpected ";"', file: 'main.ts', line: 2 },
  ],
])('an app that %s is a finding in every form, at the line of its own source', (_, files, finding) => {
  const folder = project(files);
  const { status, stdout, stderr } = synth(folder, '--format', 'json');
  expect(status).toBe(1);
  expect(findingsIn(stdout)).toEqual([expect.objectContaining({ rule: 'app-failed', severity: 'error', ...finding })]);
  expect(stderr).toContain(`${finding.file}:${finding.line}`);
  const annotation = `::error file=${finding.file},line=${finding.line},`;
  expect(synth(folder, '--format', 'github').stdout.startsWith(annotation)).toBe(true);
  const [result] = JSON.parse(synth(folder, '--format', 'sarif').stdout).runs[0].results;
  expect(result.ruleId).toBe('app-failed');
  expect(result.locations[0].physicalLocation.region.startLine).toBe(finding.line);
}, 60_000);

test('a lock file that is missing is a finding at the line that wants it, in text too, and no trace', () => {
  const models = regions['models/regions.ts']
    .replace('import { istio,', 'import { imagesLock, istio,')
    .replace(', extraArgs: [\'--data-parallel-size=8\']', '')
    .replace('  model: {', '  images: { digests: imagesLock() },\n  model: {');
  const folder = project({ ...regions, 'models/regions.ts': models });
  const { status, stderr, stdout } = synth(folder);
  expect(status).toBe(1);
  const said = stdout + stderr;
  expect(said).toMatch(/PD439: images\.lock does not exist\. Fix: run `npx llmd images --create`/);
  expect(said).not.toMatch(/^ +at |node:|Node\.js v/m);
  const found = findingsIn(synth(folder, '--format', 'json').stdout);
  expect(found).toContainEqual(
    expect.objectContaining({ rule: 'PD439', deployment: 'eu', file: 'models/regions.ts', line: 6 }),
  );
}, 60_000);

test('a refused synth of cdk8s-cli ends with a trace of its own alone, that of `llmd` with none', () => {
  const folder = project(regions);
  const { status, stderr } = spawnSync(
    process.execPath, [join(root, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s'), 'synth', '--check-upgrade=false'],
    { cwd: folder, encoding: 'utf8' },
  );
  expect(status).toBe(1);
  const trace = stderr.split('\n').filter(line => /^ +at /.test(line));
  expect(trace.filter(line => !/cdk8s-cli|node:/.test(line))).toEqual([]);
  // As soon as it has none, README need not say so.
  expect(trace).not.toEqual([]);
  const own = synth(folder);
  expect(own.status).toBe(1);
  expect(own.stderr + own.stdout).not.toMatch(/^ +at |node:/m);
}, 90_000);

test('--strict: warnings end it with exit code 1 in every form, and nothing else does', () => {
  const change = 'replicas: 2, cpu: \'8\', memory: \'64Gi\', extraEnv: { VLLM_NO_SUCH: \'1\' } }';
  const models = regions['models/regions.ts'];
  const warned = project({
    ...regions,
    'models/regions.ts': models
      .replace('replicas: 2, cpu: \'8\', memory: \'64Gi\' }', change).replace('\'--data-parallel-size=8\'', ''),
  });
  expect(synth(warned, '--format', 'json')).toMatchObject({
    status: 0, stdout: expect.stringContaining('"severity": "warning"'),
  });
  expect(synth(warned, '--strict', '--format', 'json').status).toBe(1);
  expect(synth(warned, '--strict')).toMatchObject({ status: 1, stderr: expect.stringContaining('--strict') });
  const clean = project({ ...regions, 'models/regions.ts': models.replace('\'--data-parallel-size=8\'', '') });
  expect(synth(clean, '--strict').status).toBe(0);
}, 90_000);

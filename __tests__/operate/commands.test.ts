import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shells } from '../../lib/cli/completion';
import { printDeployments } from '../../lib/cli/list';
import { llmdProgram } from '../../lib/cli/program';
import { runStatus } from '../../lib/cli/status';
import { ClusterClient } from '../../lib/kube/cluster-client';
import { temporaryFolder } from '../folder';
import { distManifests, Manifest } from '../manifests';
import { recordedPrints } from '../printed';

const root = join(__dirname, '..', '..');
const { out, err } = recordedPrints('stdout');

const program = llmdProgram();
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

/** Runs a command of `llmd` here. */
async function llmd(...args: readonly string[]): Promise<void> {
  await llmdProgram().parseAsync(args, { from: 'user' });
}

test.each(program.commands.map(command => [command.name(), command] as const))(
  '%s has an example that is a command of its own, and a group in the help', (name, command) => {
    const help: string[] = [];
    command.configureOutput({ writeOut: text => void help.push(text) }).outputHelp();
    expect(help.join('')).toMatch(new RegExp(`^Examples:\\n.*(llmd|cdk8s-llm-d) ${name}\\b`, 'm'));
    expect(command.helpGroup()).toMatch(/:$/);
  },
);

test('the help fits a page, and every command stands in a group', () => {
  const help = llmdProgram().helpInformation();
  const errors: string[] = [];
  llmdProgram().configureOutput({ writeErr: text => void errors.push(text) }).outputHelp({ error: true });
  // Whoever names no command reads the same.
  expect(errors.join('')).toContain(help);
  expect(help.split('\n').filter(line => line.length > 120)).toEqual([]);
  expect([...help.matchAll(/^\S.*:$/gm)].map(([heading]) => heading))
    .toEqual(['Options:', 'A project:', 'A deployment in a cluster:', 'The command itself:']);
});

test('every command with a result has -o json; a script for a shell is none', () => {
  const without = program.commands.filter(({ options }) => !options.some(({ short }) => short === '-o'));
  expect(without.map(command => command.name())).toEqual(['completion']);
});

test('the version is that of the package', async () => {
  await llmd('version');
  await llmd('version', '-o', 'json');
  expect(out[0]).toBe(version);
  expect(JSON.parse(out[1]!)).toEqual({ version, node: process.versions.node });
  jest.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
  await expect(llmd('--version')).rejects.toThrow('exit 0');
  expect(out.at(-1)).toBe(`${version}\n`);
});

describe('llmd list', () => {
  test('has each deployment with its namespace, release, gateway and pods', () => {
    expect(printDeployments(join(root, 'dist'), 'text')).toBe(0);
    expect(out).toEqual([
      'deployment          namespace           release      gateway  prefill  decode',
      'llm-d-llama31-next  llm-d-llama31-next  ROUTER_0_10  istio    8        8',
      'llm-d-llama31       llm-d-llama31       ROUTER_0_3   istio    8        8',
    ]);
  });

  test('names a file that cannot be used, and passes by files without a deployment', () => {
    const folder = temporaryFolder();
    cpSync(join(root, 'dist'), folder, { recursive: true });
    const file = join(folder, 'llm-d-llama31.k8s.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('replicas: 8', 'replicas: 9'));
    writeFileSync(join(folder, 'argo.k8s.yaml'), 'kind: Application\n');
    expect(printDeployments(folder, 'json')).toBe(1);
    const { deployments, ok } = JSON.parse(out.join('')) as { ok: boolean; deployments: { problem?: string }[] };
    expect({ ok, deployments }).toMatchObject({
      ok: false,
      deployments: [
        { deployment: 'llm-d-llama31-next', release: 'ROUTER_0_10', prefill: 8 },
        { deployment: 'llm-d-llama31', problem: expect.stringContaining('is not as it was synthesized') },
      ],
    });
    expect(deployments).toHaveLength(2);
    expect(printDeployments(folder, 'text')).toBe(1);
    expect(out.at(-1)).toMatch(/^llm-d-llama31 {2}✖ /);
  });

  test('says what to do where there is no folder', () => {
    expect(printDeployments('no-such', 'text')).toBe(2);
    expect(err.join('')).toMatch(/^✖ no-such does not exist: run `npx cdk8s synth` first/);
  });
});

test('rules and waivers are JSON with -o json, also where there is none', async () => {
  await llmd('rules', 'PD101', '-o', 'json');
  expect(JSON.parse(out.pop()!)).toMatchObject({ id: 'PD101' });
  await llmd('rules', 'PD1', '-o', 'json');
  expect(JSON.parse(out.pop()!)).toMatchObject({ ok: false, causes: [expect.stringContaining('does not exist')] });
  await llmd('rules', '--waived', join(root, 'dist'), '-o', 'json');
  expect(JSON.parse(out.pop()!)).toMatchObject({ ok: true, waivers: expect.arrayContaining([
    expect.objectContaining({ file: join(root, 'dist', 'llm-d-llama31.k8s.yaml'), rule: 'PD506' }),
  ]) });
  process.exitCode = undefined;
});

describe('llmd completion', () => {
  test.each(shells)('of $name has every command and option', async ({ name }) => {
    await llmd('completion', name);
    const script = out.join('');
    for (const command of program.commands) {
      expect(script).toContain(command.name());
      for (const { long } of command.options) expect(script).toContain(name === 'fish' ? long!.slice(2) : long!);
    }
  });

  test('bash completes commands, deployments of dist/ and options', async () => {
    await llmd('completion', 'bash');
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'mine.k8s.yaml'), '');
    const complete = (...words: readonly string[]) => spawnSync('bash', ['-c', `${out.join('')}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _llmd; echo "\${COMPREPLY[@]}"`, 'bash', ...words], {
      cwd: folder, encoding: 'utf8',
    });
    expect(complete('llmd', 'sta')).toMatchObject({ stdout: 'status\n', stderr: '' });
    expect(complete('llmd', 'deploy', 'm').stdout).toBe('mine\n');
    expect(complete('llmd', 'rules', 'm').stdout).toBe('\n');
    expect(complete('llmd', 'scale', 'mine', '--a').stdout).toBe('--all\n');
  });
});

describe('llmd status --watch', () => {
  const name = 'llm-d-llama31';
  let pool: Manifest | undefined;
  const asked: string[] = [];
  const here = process.cwd();
  beforeAll(() => process.chdir(root));
  afterAll(() => {
    process.chdir(here);
    process.exitCode = undefined;
  });
  beforeEach(() => {
    pool = undefined;
    asked.length = 0;
    const record = distManifests(name).find(({ metadata }) => metadata.name === `${name}-record`);
    const present = (kind: string) => kind === 'ConfigMap' ? record : kind === 'InferencePool' ? pool : undefined;
    const client: Pick<ClusterClient, 'apply' | 'list' | 'read'> = {
      apply: (object) => {
        asked.push(object.kind);
        return Promise.resolve(object);
      },
      list: () => Promise.resolve([]),
      read: <T>(_: string, kind: string) => Promise.resolve(present(kind) as T),
    };
    jest.spyOn(ClusterClient, 'connect').mockResolvedValue(client as ClusterClient);
  });

  test('looks again after each wait, and prints what has changed', async () => {
    const waited: number[] = [];
    const code = await runStatus(name, { output: 'text', watch: '3' }, (seconds) => {
      // Between the second look and the third the pool comes.
      if (waited.push(seconds) === 2) pool = distManifests(name).find(({ kind }) => kind === 'InferencePool');
      return Promise.resolve(waited.length < 3);
    });
    expect({ code, waited }).toEqual({ code: 1, waited: [3, 3, 3] });
    expect(out.filter(text => /^(InferencePool|$)/.test(text))).toEqual([
      expect.stringMatching(/^InferencePool \S+ of \S+: not found/),
      '',
      expect.stringMatching(/^InferencePool \S+ of \S+: exists/),
    ]);
  });

  test('asks for a dry run of what has changed since the last look, other than in its status', async () => {
    pool = { ...distManifests(name).find(({ kind }) => kind === 'InferencePool')!, status: {} };
    const status = (at: string): Manifest => ({ manager: 'istio', subresource: 'status', time: at, fieldsV1: {} });
    const at = (resourceVersion: string, other: Manifest): Manifest => ({
      ...pool, ...other, metadata: { ...pool!.metadata, resourceVersion, managedFields: [status(resourceVersion)] },
    });
    const looks: string[][] = [];
    const changes: (() => void)[] = [
      () => pool = at('2', { status: { parents: [] } }),
      () => pool = at('3', { spec: { ...pool!.spec, targetPortNumber: 8200 } }),
      () => {},
    ];
    await runStatus(name, { output: 'text', watch: '3' }, () => {
      looks.push(asked.splice(0));
      changes[looks.length - 1]!();
      return Promise.resolve(looks.length < changes.length);
    });
    expect(looks.map(({ length }) => length > 1)).toEqual([true, false, false]);
    expect(looks.slice(1)).toEqual([[], ['InferencePool']]);
  });

  test('is refused with -o json, and with a number that is none', async () => {
    expect(await runStatus(name, { output: 'json', watch: true })).toBe(2);
    expect(out.join('')).toMatch(/--watch cannot be combined with --output json/);
    expect(await runStatus(name, { output: 'text', watch: 'soon' })).toBe(2);
    expect(err.join('')).toMatch(/--watch must be a whole number of at least 1, got 'soon'/);
  });
});

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printRule, printRules } from '../lib/cli/rules';
import { runSynth } from '../lib/cli/synth';
import { printWaivers } from '../lib/cli/waived';
import { book } from '../lib/rules/report/catalog';
import { contents, temporaryFolder } from './folder';
import { recordedPrints } from './printed';

// Each test of the command line loads all of it, which takes a loaded machine seconds.
jest.setTimeout(60_000);

// What `llmd` does once its arguments are read; __tests__/llmd.test.ts runs the command itself.
const { out, err } = recordedPrints();

test('all rules are listed by family, each with a line below that says what it holds for', () => {
  expect(printRules()).toBe(0);
  expect(out.filter(line => !line.startsWith('  '))).toEqual([...new Set(book().map(({ family }) => family))]);
  expect(out).toContain('  PD101  error    Data parallelism is a field, not a flag of the engine');
  expect(out.filter(line => line.startsWith('  PD'))).toHaveLength(book().length);
  expect(out.filter(line => line.startsWith('         holds for '))).toHaveLength(book().length);
});

test('one rule is printed, and one that does not exist is not', () => {
  expect(printRule('pd101')).toBe(0);
  expect(out.join('\n')).toMatch(/^PD101 .*\(error\)/);
  expect(printRule('PD1')).toBe(2);
  expect(printRule('PD1011')).toBe(2);
  expect(printRule('nonsense')).toBe(2);
  expect(err).toEqual([
    expect.stringMatching(/^rule PD1 does not exist/),
    'rule PD1011 does not exist; did you mean PD101? `llmd rules` lists all rules',
    'rule nonsense does not exist. `llmd rules` lists all rules',
  ]);
});

test('waivers are listed by file, with the reason', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'sub'));
  const object = (annotations: object) => JSON.stringify({ metadata: { annotations } });
  writeFileSync(
    join(folder, 'b.yaml'),
    `${object({ 'llm-d.ai/waived.PD506': 'measured', other: 'x' })}\n---\n{}\n---\n`,
  );
  writeFileSync(join(folder, 'sub', 'a.yml'), object({ 'llm-d.ai/waived.PD999': 'long ago' }));
  writeFileSync(join(folder, 'sub', 'b.yml'), object({ 'llm-d.ai/waived.ACME-1': 'a trial' }));
  // The second half of a file on a disk of macOS, and the mark of an editor.
  writeFileSync(join(folder, '._b.yaml'), '\0\x05\x16\x07');
  symlinkSync('me@host.1:2', join(folder, '.#b.yaml'));
  writeFileSync(join(folder, 'c.txt'), object({ 'llm-d.ai/waived.PD508': 'not a manifest' }));
  expect(printWaivers(folder)).toBe(0);
  const title = book().find(({ rule }) => rule.id === 'PD506')!.rule.title;
  expect(out).toEqual([[
    `${join(folder, 'b.yaml')}: PD506 ${title}: measured`,
    `${join(folder, 'sub', 'a.yml')}: PD999 (no longer a rule): long ago`,
    `${join(folder, 'sub', 'b.yml')}: ACME-1 (a rule of this app): a trial`,
  ].join('\n')]);
  expect(printWaivers(join(folder, 'nowhere'))).toBe(2);
  const fix = 'Fix: run `npx cdk8s synth` first, or name the folder of the manifests: `llmd rules --waived <folder>`';
  expect(err).toEqual([expect.stringMatching(new RegExp(`nowhere cannot be read: ENOENT.*${fix}$`))]);
});

test('a folder without waivers says so', () => {
  const folder = temporaryFolder();
  expect(printWaivers(folder)).toBe(0);
  expect(out).toEqual([`nothing is waived in ${folder}`]);
});

describe('the app of cdk8s.yaml', () => {
  const here = process.cwd();
  afterEach(() => process.chdir(here));

  test.each<[string, string | undefined, number, readonly unknown[]]>([
    ['ends as it ends', 'app: exit 3\n', 3, []],
    ['ends by a signal', 'app: kill -TERM $$\n', 1, [expect.stringMatching(/was killed by SIGTERM$/)]],
    [
      'gets its folder and the form',
      'app: test "$CDK8S_OUTDIR" = other && test "$CDK8S_LLM_D_FORMAT" = json\noutput: other\n',
      0,
      [],
    ],
    ['writes to dist by default', 'app: test "$CDK8S_OUTDIR" = dist\n', 0, []],
    ['must be a command', 'app: 1\n', 2, ['cdk8s.yaml: `app` must be the command that runs the app, got 1']],
    ['must be there', '', 2, ['cdk8s.yaml: `app` must be the command that runs the app, got undefined']],
    [
      'must be in a file',
      undefined,
      2,
      [expect.stringMatching(/^cdk8s.yaml cannot be read: ENOENT.*\. Fix: run llmd in the folder of the project$/)],
    ],
  ])('%s', (_what, config, status, said) => {
    const folder = temporaryFolder();
    if (config !== undefined) writeFileSync(join(folder, 'cdk8s.yaml'), config);
    process.chdir(folder);
    const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    expect(runSynth('json')).toBe(status);
    expect(err).toEqual(said);
    // Also an app that says nothing is JSON with a finding.
    const reports = written.mock.calls.map(([text]) => JSON.parse(String(text)) as { findings: object[] });
    expect(reports.map(({ findings }) => findings.length)).toEqual(status === 2 ? [] : [status === 0 ? 0 : 1]);
  });
});

describe('llmd synth --check', () => {
  const here = process.cwd();
  afterEach(() => process.chdir(here));

  test.each<[string, Readonly<Record<string, string>>, number, readonly string[]]>([
    ['passes where dist/ is what the app writes', { 'a.k8s.yaml': 'a' }, 0, []],
    ['names a file that differs', { 'a.k8s.yaml': 'b' }, 1, ['dist/a.k8s.yaml is not what the app writes']],
    ['names a file that is not there', {}, 1, ['dist/a.k8s.yaml does not exist, and the app writes it']],
    ['names a file that nothing writes', { 'a.k8s.yaml': 'a', 'b.k8s.yaml': '' }, 1, [
      'dist/b.k8s.yaml exists, and the app does not write it',
    ]],
  ])('%s, and leaves it as it is', (_what, dist, status, causes) => {
    const folder = temporaryFolder();
    process.chdir(folder);
    mkdirSync('dist');
    for (const [name, text] of Object.entries(dist)) writeFileSync(join('dist', name), text);
    writeFileSync(
      'cdk8s.yaml',
      'app: mkdir "$CDK8S_OUTDIR" && printf a > "$CDK8S_OUTDIR/a.k8s.yaml"\noutput: dist.staging\n',
    );
    const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    expect(runSynth('json', { check: true })).toBe(status);
    const { findings } = JSON.parse(written.mock.calls.map(([text]) => String(text)).join('')) as {
      findings: { cause: string; file: string }[];
    };
    expect(findings.map(({ cause }) => cause)).toEqual(causes);
    expect(contents('dist')).toEqual(dist);
  });
});

test('llmd synth --check asks an app to write nothing but its output folder', () => {
  const here = process.cwd();
  process.chdir(temporaryFolder());
  writeFileSync('cdk8s.yaml', 'app: mkdir -p "$CDK8S_OUTDIR" && printf "$CDK8S_LLM_D_ONLY_OUTPUT" > asked\n');
  expect(runSynth('text', { check: true })).toBe(0);
  const asked = readFileSync('asked', 'utf8');
  process.chdir(here);
  expect(asked).toBe('true');
});

describe('the command line', () => {
  const argv = process.argv;
  const here = process.cwd();
  afterEach(() => {
    process.argv = argv;
    process.exitCode = undefined;
    process.chdir(here);
    process.stdout.removeAllListeners('error');
  });

  /** What `llmd` with these arguments said, and its exit code. */
  async function llmd(...args: string[]): Promise<{ readonly code: number | undefined; readonly said: string }> {
    const written: string[] = [];
    jest.spyOn(process.stdout, 'write').mockImplementation(text => Boolean(written.push(String(text))));
    jest.spyOn(process.stderr, 'write').mockImplementation(text => Boolean(written.push(String(text))));
    let exited: number | undefined;
    // The first counts: it does not really end here.
    jest.spyOn(process, 'exit').mockImplementation(code => (exited ??= Number(code)) as never);
    process.argv = ['node', 'llmd', ...args];
    // Loading it runs it.
    jest.isolateModules(() => void jest.requireActual('../lib/cli/llmd'));
    await new Promise(resolve => setImmediate(resolve));
    return { code: exited ?? process.exitCode as number | undefined, said: [...written, ...out, ...err].join('\n') };
  }

  test('lists rules, or shows one', async () => {
    expect(await llmd('rules')).toEqual({ code: 0, said: expect.stringContaining('PD101  error') });
    out.length = 0;
    expect(await llmd('rules', 'PD101')).toEqual({ code: 0, said: expect.stringMatching(/^PD101 Data parallelism/) });
    out.length = 0;
    expect(await llmd('rules', 'PD1')).toMatchObject({ code: 2 });
  });

  test('lists what is waived in dist/, or in the folder that is named', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'dist'));
    process.chdir(folder);
    expect(await llmd('rules', '--waived')).toEqual({ code: 0, said: 'nothing is waived in dist' });
    out.length = 0;
    expect(await llmd('rules', '--waived', folder)).toEqual({ code: 0, said: `nothing is waived in ${folder}` });
  });

  test('synthesizes in one of the forms there are, as text if none is asked for', async () => {
    const folder = temporaryFolder();
    process.chdir(folder);
    writeFileSync(join(folder, 'cdk8s.yaml'), 'app: test "$CDK8S_LLM_D_FORMAT" = text\n');
    expect(await llmd('synth')).toEqual({ code: 0, said: '' });
    expect(await llmd('synth', '--format', 'sarif')).toMatchObject({ code: 1 });
  });

  test('locks images.lock, or the file that is named, and changes nothing to check', async () => {
    const folder = temporaryFolder();
    process.chdir(folder);
    for (const name of ['images.lock', 'other.lock']) writeFileSync(join(folder, name), '# none\n');
    expect(await llmd('images')).toEqual({ code: 0, said: '' });
    expect(await llmd('images', 'other.lock', '--check')).toEqual({ code: 0, said: '' });
  });

  test('explains itself, and refuses what it does not know', async () => {
    expect(await llmd('--help')).toEqual({ code: 0, said: expect.stringMatching(/rules .*synth .*images /s) });
    expect(await llmd('nothing')).toMatchObject({ code: 2 });
  });

  test('ends quietly when its reader has seen enough, and with any other error of its output', async () => {
    await llmd('rules');
    const broken = (code: string) => () => process.stdout.emit('error', Object.assign(new Error('broken'), { code }));
    jest.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${code}`);
    });
    expect(broken('EPIPE')).toThrow('exit 0');
    expect(broken('EIO')).toThrow('broken');
  });

  test('goes on without its messages when nobody reads them', async () => {
    await llmd('rules');
    const broken = (code: string) => () => process.stderr.emit('error', Object.assign(new Error('broken'), { code }));
    expect(broken('EPIPE')).not.toThrow();
    expect(broken('EIO')).not.toThrow();
  });
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchmarkResult, BenchmarkRun } from '../../lib/bench/benchmark-run';
import { SeenConditions } from '../../lib/bench/conditions';
import { STAND_IN_NOTICE } from '../../lib/bench/engine';
import { Estimate, progressIn } from '../../lib/bench/progress';
import { benchCommand, BenchOptions, runBench } from '../../lib/cli/bench';
import { gitCommitOf } from '../../lib/cli/git-commit';
import { measure, Measured } from '../../lib/cluster/run/run-benchmark';
import { ClusterClient } from '../../lib/kube/cluster-client';
import { temporaryFolder } from '../folder';
import { benchmarkRun, standInRun } from './benchmark-run';

jest.mock('../../lib/cluster/run/run-benchmark');

const dist = join(__dirname, '../../dist/llm-d-llama31.k8s.yaml');
const [row] = benchmarkRun.results as [BenchmarkResult];
const { accelerators, engine, pods } = benchmarkRun;
const gateway = { className: 'istio', image: 'docker.io/istio/proxyv2:1.27.3' };
const images = { prefill: 'acme/vllm:1', decode: 'acme/vllm:1' };
const onGpus: SeenConditions = { accelerators, engine, pods, images, gateway };
const onStandIns: SeenConditions = { engine: standInRun.engine, pods };

let out: string[];
let err: string[];
let results: string;
beforeEach(() => {
  [out, err, results] = [[], [], temporaryFolder()];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
  jest.spyOn(console, 'error').mockImplementation((line: string) => void err.push(line));
  jest.spyOn(ClusterClient, 'connect').mockResolvedValue({} as ClusterClient);
  jest.spyOn(process, 'on').mockReturnThis();
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

/** What the cluster answers at each concurrency; of others, that the pods are away. */
function cluster(seen: Readonly<Record<number, SeenConditions>>, says: readonly string[] = []): number[] {
  const measured: number[] = [];
  jest.mocked(measure).mockImplementation((_, __, ___, { concurrency, prompts }, onLine): Promise<Measured> => {
    measured.push(concurrency);
    says.forEach(onLine);
    const conditions = seen[concurrency];
    return Promise.resolve(
      conditions === undefined
        ? { problems: ['198 of 200 prompts completed'], seen: onGpus }
        : { problems: [], result: { ...row, concurrency, prompts, completed: prompts }, seen: conditions },
    );
  });
  return measured;
}

const bench = (options: Partial<BenchOptions>, prompts?: string): Promise<number> =>
  runBench(dist, prompts, undefined, {
    output: 'text', inputTokens: '1000', outputTokens: '1000', loadGenerator: 'vllm', results, ...options,
  });
const files = (ending = '.json'): string[] => readdirSync(results).filter(file => file.endsWith(ending));
const file = (): string => join(results, files()[0]!);
const stored = (): BenchmarkRun => JSON.parse(readFileSync(file(), 'utf8')) as BenchmarkRun;
const concurrencies = (): number[] => stored().results.map(({ concurrency }) => concurrency);

test('a result has all that its figures depend on', async () => {
  cluster({ 32: onGpus });
  expect(await bench({ sweep: '32' })).toBe(0);
  expect(stored()).toMatchObject({
    deployment: 'llm-d-llama31',
    digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    record: /"digest": "(.*)"\n *}\n?$/.exec(recordOf(dist))![1],
    library: '0.1.0',
    release: 'ROUTER_0_3',
    model: 'meta-llama/Llama-3.1-8B-Instruct',
    inputTokens: 1000,
    outputTokens: 1000,
    gpusPerPod: { prefill: 1, decode: 1 },
    selectedAccelerators: {},
    ...onGpus,
    results: [{ prompts: 200 }],
  });
  expect(stored()).not.toHaveProperty('missing');
});

const recordOf = (path: string): string => /record\.json: \|\n((?: {4}.*\n)+)/.exec(readFileSync(path, 'utf8'))![1]!;

test('a sweep that fails keeps the points before, says what continues it, and is continued by it', async () => {
  cluster({ 32: onGpus, 64: onGpus });
  expect(await bench({ sweep: '32,64,128,256' })).toBe(1);
  expect(concurrencies()).toEqual([32, 64]);
  expect(stored().missing).toEqual([128, 256]);
  expect(files('.html')).toHaveLength(1);
  expect(out.filter(line => /^ {2}stored in .*\.json$/.test(line))).toHaveLength(2);
  expect(out.at(-1)).toBe(
    `the points before are stored in ${file()}; measure the others: llmd bench ${dist} --resume ${file()}`,
  );
  expect(err).toEqual(['✖ 198 of 200 prompts completed']);

  const measured = cluster({ 128: onGpus, 256: onGpus });
  out = [];
  expect(await bench({ resume: file() })).toBe(0);
  expect(measured).toEqual([128, 256]);
  expect(concurrencies()).toEqual([32, 64, 128, 256]);
  expect(stored()).not.toHaveProperty('missing');
  expect(stored()).toMatchObject({ ...onGpus, gpusPerPod: { prefill: 1, decode: 1 } });
  expect(out[0]).toBe('… point 3 of 4: 200 prompts at a concurrency of 128');
  expect(files('')).toHaveLength(2);

  expect(await bench({ resume: file() })).toBe(2);
  expect(err.at(-1)).toMatch(/has all its points: there is nothing to measure$/);
});

test('a sweep that is continued on other GPUs does not name them', async () => {
  cluster({ 32: onGpus });
  await bench({ sweep: '32,64' });
  cluster({ 64: { ...onGpus, accelerators: { prefill: 'NVIDIA-L40S', decode: 'NVIDIA-L40S' } } });
  await bench({ resume: file() });
  expect(stored().accelerators).toEqual({});
});

test('a stand-in at a later point marks the whole sweep, its files too', async () => {
  cluster({ 32: onGpus });
  await bench({ sweep: '32,64' });
  expect(files()).toEqual([expect.not.stringContaining('stand-in')]);
  cluster({ 64: onStandIns });
  expect(await bench({ resume: file() })).toBe(0);
  expect(files('')).toEqual([expect.stringMatching(/-stand-in\.html$/), expect.stringMatching(/-stand-in\.json$/)]);
  expect(stored()).toMatchObject({ notice: STAND_IN_NOTICE, engine: { kind: 'stand-in' } });
  expect(stored()).not.toHaveProperty('gpusPerPod');
  expect(stored()).not.toHaveProperty('accelerators');
  expect(out.at(-3)).toMatch(/not compared with any baseline: a stand-in answered$/);
});

test.each<[what: string, saved: Partial<BenchmarkRun>, says: RegExp]>([
  ['another deployment', { deployment: 'other' }, /is of other with the record/],
  ['another version of it', { record: 'sha256:0' }, /with the record sha256:0, .* has the record sha256:/],
  ['an earlier version', { record: undefined }, /with the record of an earlier version,/],
])('a sweep of %s is not continued', async (_, change, says) => {
  cluster({ 32: onGpus });
  await bench({ sweep: '32,64' });
  writeFileSync(file(), JSON.stringify({ ...stored(), ...change }));
  const measured = cluster({});
  expect(await bench({ resume: file() })).toBe(2);
  expect({ measured, said: err.at(-1) }).toEqual({ measured: [], said: expect.stringMatching(says) });
});

test('a sweep that is continued takes no other prompts, and needs its file', async () => {
  expect(await bench({ resume: 'any.json' }, '100')).toBe(2);
  expect(await bench({ resume: 'any.json' })).toBe(2);
  expect(err).toEqual([
    expect.stringMatching(/^✖ --resume continues with the prompts/), '✖ --resume: the file any.json does not exist',
  ]);
});

test.each(['--sweep=32', '--input-tokens=1', '--output-tokens=1', '--load-generator=vllm', '--results=a'])(
  'a sweep that is continued has its load and its place in the file, not in %s',
  async (option) => {
    const command = benchCommand().exitOverride().configureOutput({ writeErr: () => {} });
    await expect(command.parseAsync(['x', '--resume', 'a.json', option], { from: 'user' })).rejects.toThrow(
      /option '--resume <file>' cannot be used with option/,
    );
  },
);

test.each<[differs: string, saved: BenchmarkRun, says: string]>([
  ['the model', { ...benchmarkRun, model: 'qwen3-32b' }, 'model meta-llama/Llama-3.1-8B-Instruct, baseline qwen3-32b'],
  ['the lengths', { ...benchmarkRun, inputTokens: 200 }, 'input tokens 1000, baseline 200'],
  ['the GPUs of a pod', { ...benchmarkRun, gpusPerPod: {} }, 'GPUs of a prefill pod 1, baseline unknown'],
  ['every concurrency', { ...benchmarkRun, results: [{ ...row, concurrency: 8 }] }, 'concurrency 32, baseline 8'],
  ['what answered', standInRun, 'engine of the baseline stand-in'],
])('a baseline is refused before anything is measured where this differs: %s', async (_, saved, says) => {
  const baseline = join(results, 'before.json');
  writeFileSync(baseline, JSON.stringify(saved));
  const measured = cluster({ 32: onGpus });
  expect(await bench({ baseline })).toBe(2);
  expect({ err, measured }).toEqual({ err: [expect.stringContaining(says)], measured: [] });
  expect(err[0]).toMatch(/^✖ --baseline: .* Nothing was measured\. Fix: measure under the conditions of the baseline/);
});

test('a baseline under the same conditions is used; what only the cluster tells is compared afterwards', async () => {
  const baseline = join(results, 'before.json');
  writeFileSync(baseline, JSON.stringify(benchmarkRun));
  cluster({ 32: onGpus, 64: { ...onGpus, pods: { prefill: 7, decode: 8 } } });
  expect(await bench({ baseline })).toBe(0);
  expect(out.join('\n')).toMatch(/this \| 2026-11-24 \| change/);
  out = [];
  await bench({ baseline, sweep: '32,64' });
  expect(out.join('\n')).toContain('not compared with baseline \'2026-11-24\': prefill pods unknown, baseline 8');
});

describe('the progress of a sweep', () => {
  test('is its point, the prompts that are done, and an estimate', async () => {
    const now = jest.spyOn(Date, 'now').mockReturnValue(0);
    cluster({ 32: onGpus, 64: onGpus }, ['done: 10 of 200 prompts', 'something else']);
    expect(await bench({ sweep: '32,64' })).toBe(0);
    now.mockRestore();
    expect(out.slice(0, 5)).toEqual([
      '… point 1 of 2: 200 prompts at a concurrency of 32',
      '  10 of 200 prompts done',
      '  something else',
      expect.stringMatching(/^ {2}stored in /),
      '✔ point 1 of 2: 200 prompts at a concurrency of 32: all completed in 50.0 s',
    ]);
  });

  test.each([
    [0, '110 of 200 prompts done, about 9 s left'],
    [2, '110 of 200 prompts done, about 9 s left, 49 s for all points'],
    [60, '110 of 200 prompts done, about 9 s left, 20 min for all points'],
  ])('has, with %d points after this one, an estimate of the rest', (pointsLeft, text) => {
    let at = 5000;
    const estimate = new Estimate(pointsLeft, () => at);
    expect(estimate.text({ done: 10, prompts: 200 })).toBe('10 of 200 prompts done');
    at += 10_000;
    expect(estimate.text({ done: 110, prompts: 200 })).toBe(text);
  });

  test('is read from the line of the program and from no other', () => {
    expect(progressIn('done: 57 of 200 prompts')).toEqual({ done: 57, prompts: 200 });
    expect(progressIn('answered: 128 of 128; served by prefill pods: 128')).toBeUndefined();
  });
});

test('a run has the commit of the file of dist/, if the file is in it as it is', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'dist', 'llama.k8s.yaml');
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@a.example', ...args], {
    cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  mkdirSync(join(folder, 'dist'));
  writeFileSync(file, 'a: 1\n');
  expect(gitCommitOf(file)).toBeUndefined();
  git('init');
  expect(gitCommitOf(file)).toBeUndefined();
  git('add', '.');
  git('commit', '-m', 'a');
  writeFileSync(join(folder, 'other'), 'changed\n');
  expect(gitCommitOf(file)).toBe(git('rev-parse', 'HEAD'));
  writeFileSync(file, 'a: 2\n');
  expect(gitCommitOf(file)).toBeUndefined();
});

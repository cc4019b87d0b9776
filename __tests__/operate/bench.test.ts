import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Baseline, comparisonOf } from '../../lib/bench/baseline';
import { BenchmarkResult, BenchmarkRun } from '../../lib/bench/benchmark-run';
import { commonConditions, SeenConditions } from '../../lib/bench/conditions';
import { STAND_IN_NOTICE } from '../../lib/bench/engine';
import { chartsOf } from '../../lib/bench/report/charts';
import { htmlReport } from '../../lib/bench/report/html-report';
import { inferencePerfResult } from '../../lib/bench/inference-perf-result';
import { publishedRun } from '../../lib/bench/seed-run';
import { readRun } from '../../lib/bench/stored-run';
import { summaryText } from '../../lib/bench/summary';
import { vllmResult } from '../../lib/bench/vllm-result';
import { benchmarkRun, standInRun } from './benchmark-run';

test('the table shows this run and the published figures side by side, with what changed', () => {
  expect(summary(benchmarkRun)).toEqual([
    'concurrency  output tok/s  peak tok/s  mean TTFT  mean TPOT  duration',
    '  this | published | change  this | published | change  this | published | change  this | published | '
    + 'change  this | published | change',
    '32  4,000 | 3,710 | +8% better  6,000 | 5,463 | +10% better  600 ms | 829 ms | −28% better  '
    + '7.00 ms | 7.41 ms | −6% better  50.0 s | 53.9 s | −7% better',
    '256  9,000  –  4.20 s  10.00 ms  22.2 s',
    'The published figures name their GPU "H100 or similar"; only their means are known.',
  ]);
});

const summary = (run: BenchmarkRun, baseline: Baseline = publishedRun): string[] =>
  summaryText(run, comparisonOf(run, baseline)).split('\n').map(line => line.replace(/ {2,}/g, '  '));

test.each<[what: string, change: Partial<BenchmarkResult>, says: string]>([
  ['a higher throughput is better', { outputTokensPerSecond: 4452 }, '+20% better'],
  ['a lower throughput is worse', { outputTokensPerSecond: 2968 }, '−20% worse'],
  ['a higher latency is worse', { ttft: { meanMs: 1000 } }, '+21% worse'],
  ['a difference that rounds to nothing is neither', { outputTokensPerSecond: 3711 }, '3,711 | 3,710 | 0%  '],
])('%s', (_, change, says) => {
  const [row] = benchmarkRun.results;
  expect(summary({ ...benchmarkRun, results: [{ ...row!, ...change }] })[2]).toContain(says);
});

test('a run of a stand-in is marked before and after its figures, and has no baseline and no change', () => {
  expect(summary(standInRun)).toEqual([
    'stand-in: these figures say nothing about a GPU',
    'concurrency  output tok/s  peak tok/s  mean TTFT  mean TPOT  duration',
    '32  4,000  6,000  600 ms  7.00 ms  50.0 s',
    '256  9,000  –  4.20 s  10.00 ms  22.2 s',
    'stand-in: these figures say nothing about a GPU',
    'not compared with any baseline: a stand-in answered',
  ]);
  expect(summary(standInRun, { ...standInRun, name: 'before' })).toEqual(summary(standInRun));
});

const [row] = benchmarkRun.results as [BenchmarkResult];

test.each<[differs: string, change: Partial<BenchmarkRun>, says: string]>([
  ['the model', { model: 'qwen3-32b' }, 'model qwen3-32b, baseline meta-llama/Llama-3.1-8B-Instruct'],
  [
    'what the name of the model stands for',
    { repository: 'Qwen/Qwen3-32B' },
    'repository Qwen/Qwen3-32B, baseline meta-llama/Llama-3.1-8B-Instruct',
  ],
  ['the length of prompts', { inputTokens: 200 }, 'input tokens 200, baseline 1000'],
  ['the length of answers', { outputTokens: 50 }, 'output tokens 50, baseline 1000'],
  ['the number of prompts', { results: [{ ...row, prompts: 24 }] }, 'prompts 24, baseline 200'],
  [
    'every concurrency',
    {
      results: [
        { ...row, concurrency: 8 },
        { ...row, concurrency: 16 },
      ],
    },
    'concurrency 8, 16, baseline 32, 64, 128',
  ],
  ['the number of prefill pods', { pods: { prefill: 2, decode: 8 } }, 'prefill pods 2, baseline 8'],
  ['the number of decode pods', { pods: { prefill: 8, decode: 9 } }, 'decode pods 9, baseline 8'],
  ['the GPUs of a pod', { gpusPerPod: { prefill: 1, decode: 2 } }, 'GPUs of a decode pod 2, baseline 1'],
  [
    'the accelerator of a role',
    { accelerators: { ...benchmarkRun.accelerators, prefill: 'NVIDIA-L40S' } },
    'accelerator of prefill pods NVIDIA-L40S, baseline NVIDIA-H100-80GB-HBM3',
  ],
  [
    'an accelerator that is not known',
    { accelerators: { prefill: 'NVIDIA-H100-80GB-HBM3' } },
    'accelerator of decode pods unknown, baseline NVIDIA-H100-80GB-HBM3',
  ],
  ['the load generator', { loadGenerator: 'inference-perf' }, 'load generator inference-perf, baseline vllm'],
  ['an engine that is not known', { engine: { kind: 'unknown', versions: [] } }, 'engine unknown, baseline vllm'],
])('a baseline is not used, and the summary says why, where this differs: %s', (_, change, says) => {
  const lines = summary({ ...benchmarkRun, ...change });
  expect(lines.at(-1)).toBe(`not compared with baseline 'published': ${says}`);
  expect(lines.join('\n')).not.toMatch(/change|published \|/);
});

test('what neither the run nor the baseline knows does not agree', () => {
  const { accelerators: _, ...run } = benchmarkRun;
  expect(summary(run, { ...run, name: 'before' }).at(-1)).toBe(
    'not compared with baseline \'before\': accelerator of prefill pods unknown, baseline unknown; accelerator '
    + 'of decode pods unknown, baseline unknown',
  );
});

test('a saved result is a baseline for a run under the same conditions, whatever version of vLLM each is of', () => {
  const later: BenchmarkRun = { ...benchmarkRun, engine: { kind: 'vllm', versions: ['0.27.1'] } };
  expect(comparisonOf(later, { ...benchmarkRun, name: 'before' })).toEqual({
    baseline: expect.objectContaining({ name: 'before' }),
    changes: ['vLLM 0.27.1, baseline 0.11.0'],
  });
});

test('what is other in the software of a run and its baseline is said, where both are known', () => {
  const gateway = { className: 'istio', image: 'docker.io/istio/proxyv2:1.27.3' };
  const before = { ...benchmarkRun, release: 'ROUTER_0_3', images: { prefill: 'a:1', decode: 'a:1' }, gateway };
  const run = { ...before, release: 'ROUTER_0_10', images: { prefill: 'a:1', decode: 'a:2' } };
  const other = { ...run, gateway: { ...gateway, image: 'docker.io/istio/proxyv2:1.30.0' } };
  expect(summary(other, { ...before, name: 'before' }).at(-1)).toBe(
    'what differs from \'before\': release ROUTER_0_10, baseline ROUTER_0_3; image of decode pods a:2, baseline a:1; '
    + 'gateway istio (docker.io/istio/proxyv2:1.30.0), baseline istio (docker.io/istio/proxyv2:1.27.3)',
  );
  expect(comparisonOf(run, publishedRun)).toMatchObject({ changes: [] });
});

test.each<[of: string, saved: BenchmarkRun, says: RegExp]>([
  [
    'that does not say what answered',
    { ...benchmarkRun, engine: undefined },
    /^not compared with baseline 'before': engine vllm, baseline unknown$/,
  ],
  ['of a stand-in', standInRun, /^not compared with baseline 'before': engine vllm, baseline stand-in; /],
])('a saved result %s is no baseline', (_, saved, says) => {
  expect(summary(benchmarkRun, { ...saved, name: 'before' }).at(-1)).toMatch(says);
});

test('the stand-in marks its own figures with the same words', () => {
  expect(readFileSync(join(__dirname, '../../programs/rehearsal/cmd/vllm/stand_in.go'), 'utf8')).toContain(
    `standInNotice = "${STAND_IN_NOTICE}"`,
  );
});

const pages = readdirSync(join(__dirname, '../../docs')).filter(name => name.endsWith('.md'));

test.each(['README.md', ...pages.map(name => `docs/${name}`)])(
  '%s marks what a stand-in measured, and compares nothing with published figures',
  (page) => {
    const text = readFileSync(join(__dirname, '../..', page), 'utf8');
    expect(text).not.toMatch(/\| published \| change|3,710/);
    for (const block of text.match(/^```[^]*?^```/gm) ?? []) {
      if (block.includes('output tok/s'))
        expect(block).toMatch(new RegExp(`^${STAND_IN_NOTICE}\\nconcurrency [^]*^${STAND_IN_NOTICE}$`, 'm'));
    }
  },
);

describe('several measurements together', () => {
  const seen: SeenConditions = {
    engine: { kind: 'vllm', versions: ['0.11.0'] },
    pods: { prefill: 2, decode: 4 },
    accelerators: { prefill: 'A', decode: 'B' },
  };

  test('have the conditions that did not change between them', () => {
    expect(
      commonConditions([seen, { ...seen, pods: { prefill: 2, decode: 5 }, accelerators: { prefill: 'A' } }]),
    ).toEqual({
      engine: seen.engine,
      pods: { prefill: 2 },
      accelerators: { prefill: 'A' },
    });
  });

  test('of stand-ins name no GPU', () => {
    expect(commonConditions([{ pods: {}, engine: standInRun.engine }])).not.toHaveProperty('accelerators');
  });

  test('have a gateway only if it is one', () => {
    const [istio, other] = ['1.27.3', '1.30.0'].map(version => ({ className: 'istio', image: `proxyv2:${version}` }));
    expect(commonConditions([{ ...seen, gateway: istio }, { ...seen, gateway: istio }]).gateway).toEqual(istio);
    expect(commonConditions([{ ...seen, gateway: istio }, { ...seen, gateway: other }]).gateway).toBeUndefined();
    expect(commonConditions([{ ...seen, gateway: istio }, seen]).gateway).toBeUndefined();
  });

  test.each([
    ['stand-in', ['vllm', 'stand-in', 'unknown']], ['unknown', ['vllm', 'unknown']], ['vllm', ['vllm', 'vllm']],
  ] as const)('are of the engine %s where they are of %j', (kind, kinds) => {
    expect(commonConditions(kinds.map(kind => ({ ...seen, engine: { kind, versions: ['0.11.0'] } }))).engine).toEqual({
      kind,
      versions: ['0.11.0'],
    });
  });
});

describe('the report', () => {
  const report = (run: BenchmarkRun): string => htmlReport(run, comparisonOf(run, publishedRun));
  const mark = /stand-in: these figures say nothing about a GPU/g;

  test('of a stand-in says so in its title, a banner, its table and each chart, and shows no published figure', () => {
    const html = report(standInRun);
    expect(html).toContain('<title>stand-in: llm-d-llama31, 2026-11-24</title>');
    expect(html).toContain('<p class="notice" role="note">stand-in: these figures say nothing about a GPU</p>\n<h1>');
    expect(html.match(mark)).toHaveLength(2);
    expect(html.match(/"title":"[^"]*, stand\u2011in"/g)).toHaveLength(3);
    expect(html).toContain('<dt>Engine</dt><dd>stand-in of vLLM 0.11.0, without a GPU</dd>');
    expect(html).not.toMatch(/<small>|published|3,710|H100/);
  });

  test('of vLLM names the engine and the GPUs, and has no such mark', () => {
    expect(report(benchmarkRun)).toContain(
      '<dt>Engine</dt><dd>vLLM 0.11.0</dd></div><div><dt>Pods</dt><dd>8 prefill, each with 1 × NVIDIA-H100-80GB-HBM3<',
    );
    expect(report(benchmarkRun)).not.toMatch(/stand-in/);
  });

  test('says which conditions differ, and then has no column and no line of the baseline', () => {
    const html = report({ ...benchmarkRun, inputTokens: 200 });
    expect(html).toContain(
      '<p class="comparison">not compared with baseline &#39;published&#39;: input tokens 200, baseline 1000</p>',
    );
    expect(html).not.toMatch(/<small>|"isBaseline":true|3,710/);
  });

  test('names the GPU that the spec selects where another is found, the images of both roles, and what is missing', () => {
    const html = report({
      ...benchmarkRun,
      selectedAccelerators: { prefill: 'NVIDIA-L40S', decode: 'NVIDIA-H100-80GB-HBM3' },
      images: { prefill: 'acme/vllm:1', decode: 'acme/vllm:2' },
      gateway: { className: 'istio', image: 'docker.io/istio/proxyv2:1.27.3' },
      missing: [512, 1024],
    });
    for (const words of [
      '8 prefill, each with 1 × NVIDIA-H100-80GB-HBM3 (the spec selects NVIDIA-L40S)</dd>',
      '8 decode, each with 1 × NVIDIA-H100-80GB-HBM3</dd>',
      '<dd>prefill: acme/vllm:1</dd><dd>decode: acme/vllm:2</dd>',
      '<dt>Gateway</dt><dd>istio (docker.io/istio/proxyv2:1.27.3)</dd>',
      '<dt>Not yet measured</dt><dd>concurrency 512, 1024</dd>',
    ]) expect(html).toContain(words);
  });

  test('draws the points that no other beats as the front, and the others apart', () => {
    const at = (concurrency: number, outputTokensPerSecond: number, meanMs: number): BenchmarkResult =>
      ({ ...row, concurrency, outputTokensPerSecond, tpot: { meanMs } });
    const points = [at(256, 1500, 20), at(32, 800, 5), at(64, 1600, 10), at(128, 1440, 12.5)];
    const run = { ...benchmarkRun, results: points };
    const pareto = chartsOf(run).at(-1)!;
    expect(pareto).toMatchObject({ x: [50, 80, 100, 200], unit: 'tok/s per GPU', xTitle: 'tok/s per user' });
    expect(pareto.lines).toEqual([
      {
        label: 'this run, Pareto front', isBaseline: false, style: 'line', values: [null, null, 100, 50],
        pointLabels: ['', '', '64', '32'],
      },
      {
        label: 'this run, not on the front', isBaseline: false, style: 'points', values: [93.75, 90, null, null],
        pointLabels: ['256', '128', '', ''],
      },
    ]);
    expect(chartsOf(standInRun).map(({ title }) => title)).not.toContain(expect.stringContaining('interactivity'));
    expect(chartsOf({ ...run, results: run.results.slice(0, 1) })).toHaveLength(3);
  });
});

describe('a result of vllm bench serve', () => {
  const latencies = Object.fromEntries(
    ['ttft', 'tpot'].flatMap(name =>
      ['mean', 'median', 'p99'].map((statistic, index) => [`${statistic}_${name}_ms`, index + 1]),
    ),
  );
  const json = {
    max_concurrency: 32,
    num_prompts: 200,
    completed: 199,
    duration: 50,
    output_throughput: 4000,
    max_output_tokens_per_s: 6000,
    ...latencies,
  };

  test('is read with what its version has', () => {
    expect(vllmResult(json, 7)).toEqual({
      concurrency: 32,
      prompts: 200,
      completed: 199,
      seed: 7,
      durationSeconds: 50,
      outputTokensPerSecond: 4000,
      peakOutputTokensPerSecond: 6000,
      ttft: { meanMs: 1, medianMs: 2, p99Ms: 3 },
      tpot: { meanMs: 1, medianMs: 2, p99Ms: 3 },
    });
  });

  test.each(['request_goodput', 'request_goodput:'])('has the goodput in %s, with the objectives that it is of', (key) => {
    const objectives = { ttftMs: 2500, tpotMs: 50 };
    const { goodput } = vllmResult({ ...json, [key]: 3.5 }, 7, objectives);
    expect(goodput).toEqual({ requestsPerSecond: 3.5, ...objectives });
    expect(vllmResult({ ...json, [key]: null }, 7, objectives)).not.toHaveProperty('goodput');
    const results = [{ ...benchmarkRun.results[0]!, goodput }];
    const report = htmlReport({ ...benchmarkRun, results }, { notCompared: 'no baseline' });
    expect(report).toMatch(/requests\/s that meet the objectives.*3\.50/s);
    expect(report).toContain('first token within 2.50 s, each further one within 50.00 ms');
    expect(htmlReport(benchmarkRun, { notCompared: 'no baseline' })).not.toContain('objectives');
    expect(readRun(JSON.stringify({ ...benchmarkRun, results }))).toMatchObject({ results: [{ goodput }] });
    expect(readRun(JSON.stringify({ ...benchmarkRun, results: [{ ...results[0], goodput: {} }] }))).toBeUndefined();
  });

  test('of a stand-in is known as one', () => {
    expect(vllmResult({ ...json, stand_in: true, notice: 'stand-in' }, 7)).toMatchObject({ standIn: true });
  });

  test('that lacks a figure is refused by its name', () => {
    expect(() => vllmResult({ ...json, p99_tpot_ms: undefined })).toThrow(
      'the result of vllm bench serve has no number \'p99_tpot_ms\'',
    );
  });
});

describe('a summary of inference-perf', () => {
  const latency = Object.fromEntries(
    ['request_latency', 'time_to_first_token', 'time_per_output_token', 'inter_token_latency'].map(name => [
      name,
      { mean: 0.5, median: 0.4, p99: 1.5 },
    ]),
  );
  const summary = {
    successes: { count: 40, latency, throughput: { output_tokens_per_sec: 1000, requests_per_sec: 8 } },
    failures: { count: 0 },
  };
  const log = (json: object) => `info\n=== START_SUMMARY ===\n${JSON.stringify(json)}\n=== END_SUMMARY ===\n`;

  test('is read from the log, its seconds as milliseconds', () => {
    expect(inferencePerfResult(log(summary), 8, 41)).toMatchObject({
      concurrency: 8,
      prompts: 41,
      completed: 40,
      durationSeconds: 5,
      outputTokensPerSecond: 1000,
      ttft: { meanMs: 500, medianMs: 400, p99Ms: 1500 },
    });
  });

  test('of a stand-in is known as one', () => {
    expect(inferencePerfResult(log({ ...summary, stand_in: true }), 8, 40)).toMatchObject({ standIn: true });
  });

  test('that is not there, or lacks a figure, is refused', () => {
    expect(() => inferencePerfResult('nothing', 8, 40)).toThrow('inference-perf has printed no summary');
    expect(() => inferencePerfResult(log({ successes: { count: 1, throughput: {} } }), 8, 40)).toThrow(
      'has no number \'successes.throughput.requests_per_sec\'',
    );
  });
});

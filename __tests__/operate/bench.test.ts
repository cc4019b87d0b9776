import { comparisonTable } from '../../lib/bench/comparison';
import { inferencePerfResult } from '../../lib/bench/inference-perf-result';
import { publishedRun } from '../../lib/bench/seed-run';
import { vllmResult } from '../../lib/bench/vllm-result';
import { benchmarkRun } from './benchmark-run';

test('the table shows this run and the published figures side by side, with what changed', () => {
  expect(comparisonTable(benchmarkRun, publishedRun).split('\n').map(line => line.replace(/ {2,}/g, '  '))).toEqual([
    'concurrency  output tok/s  peak tok/s  mean TTFT  mean TPOT  duration',
    '  this | published | change  this | published | change  this | published | change  this | published | change  this | published | change',
    '32  4,000 | 3,710 | +8%  6,000 | 5,463 | +10%  600 ms | 829 ms | −28%  7.00 ms | 7.41 ms | −6%  50.0 s | 53.9 s | −7%',
    '256  9,000 | – | –  – | – | –  4.20 s | – | –  10.00 ms | – | –  22.2 s | – | –',
  ]);
});

describe('a result of vllm bench serve', () => {
  const latencies = Object.fromEntries(['ttft', 'tpot'].flatMap(name => ['mean', 'median', 'p99'].map((statistic, index) => [`${statistic}_${name}_ms`, index + 1])));
  const json = { max_concurrency: 32, num_prompts: 200, completed: 199, duration: 50, output_throughput: 4000, max_output_tokens_per_s: 6000, ...latencies };

  test('is read with what its version has', () => {
    expect(vllmResult(json, 7)).toEqual({
      concurrency: 32, prompts: 200, completed: 199, seed: 7, durationSeconds: 50, outputTokensPerSecond: 4000, peakOutputTokensPerSecond: 6000,
      ttft: { meanMs: 1, medianMs: 2, p99Ms: 3 }, tpot: { meanMs: 1, medianMs: 2, p99Ms: 3 },
    });
  });

  test('that lacks a figure is refused by its name', () => {
    expect(() => vllmResult({ ...json, p99_tpot_ms: undefined })).toThrow('the result of vllm bench serve has no number \'p99_tpot_ms\'');
  });
});

describe('a summary of inference-perf', () => {
  const latency = Object.fromEntries(['request_latency', 'time_to_first_token', 'time_per_output_token', 'inter_token_latency'].map(name => [name, { mean: 0.5, median: 0.4, p99: 1.5 }]));
  const summary = { successes: { count: 40, latency, throughput: { output_tokens_per_sec: 1000, requests_per_sec: 8 } }, failures: { count: 0 } };
  const log = (json: object) => `info\n=== START_SUMMARY ===\n${JSON.stringify(json)}\n=== END_SUMMARY ===\n`;

  test('is read from the log, its seconds as milliseconds', () => {
    expect(inferencePerfResult(log(summary), 8, 41)).toMatchObject({
      concurrency: 8, prompts: 41, completed: 40, durationSeconds: 5, outputTokensPerSecond: 1000, ttft: { meanMs: 500, medianMs: 400, p99Ms: 1500 },
    });
  });

  test('that is not there, or lacks a figure, is refused', () => {
    expect(() => inferencePerfResult('nothing', 8, 40)).toThrow('inference-perf has printed no summary');
    expect(() => inferencePerfResult(log({ successes: { count: 1, throughput: {} } }), 8, 40)).toThrow('has no number \'successes.throughput.requests_per_sec\'');
  });
});

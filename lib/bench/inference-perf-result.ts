import { BenchmarkResult, Latency } from './benchmark-run';

/**
 * Reads the summary that inference-perf v0.6 prints between its markers (kubernetes-sigs/inference-perf
 * `inference_perf/main.py`, `docs/reports.md`). Its times are in seconds. `stand_in` is not inference-perf's: only the
 * stand-in of a rehearsal writes it.
 *
 * @throws Error that names the field which is missing
 */
export function inferencePerfResult(log: string, concurrency: number, prompts: number): BenchmarkResult {
  const [, text] = /=== START_SUMMARY ===\s*([\s\S]*?)\s*=== END_SUMMARY ===/.exec(log) ?? [];
  if (text === undefined) throw new Error('inference-perf has printed no summary');
  const summary = JSON.parse(text) as { readonly stand_in?: unknown };
  const number = (...path: readonly string[]): number => {
    const value = path.reduce<unknown>(
      (object, name) => (object as Readonly<Record<string, unknown>> | undefined)?.[name],
      summary,
    );
    if (typeof value !== 'number') throw new Error(`the summary of inference-perf has no number '${path.join('.')}'`);
    return value;
  };
  const latency = (name: string): Latency => {
    const milliseconds = (statistic: string): number => number('successes', 'latency', name, statistic) * 1000;
    return { meanMs: milliseconds('mean'), medianMs: milliseconds('median'), p99Ms: milliseconds('p99') };
  };
  return {
    concurrency,
    prompts,
    completed: number('successes', 'count'),
    durationSeconds: number('successes', 'count') / number('successes', 'throughput', 'requests_per_sec'),
    outputTokensPerSecond: number('successes', 'throughput', 'output_tokens_per_sec'),
    ttft: latency('time_to_first_token'),
    tpot: latency('time_per_output_token'),
    itl: latency('inter_token_latency'),
    e2e: latency('request_latency'),
    ...(summary.stand_in === true && { standIn: true }),
  };
}

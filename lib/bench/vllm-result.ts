import { BenchmarkResult, Goodput, Latency } from './benchmark-run';

/**
 * Reads what `vllm bench serve --save-result` writes (vLLM 0.11.0 and 0.27.1 `vllm/benchmarks/serve.py`). `failed` is
 * not in 0.11; prompts that were not completed tell the same. `stand_in` is not vLLM's: only the stand-in of a
 * rehearsal writes it.
 *
 * @param objectives that `--goodput` was given. Versions of 2025 write the name of its result with a colon at its end
 * @throws Error that names the field which is missing
 */
export function vllmResult(
  json: unknown, seed?: number, objectives?: Omit<Goodput, 'requestsPerSecond'>,
): BenchmarkResult {
  const fields = json as Readonly<Record<string, unknown>>;
  const number = (name: string): number => {
    const value = fields[name];
    if (typeof value !== 'number') throw new Error(`the result of vllm bench serve has no number '${name}'`);
    return value;
  };
  const latency = (name: string): Latency => ({
    meanMs: number(`mean_${name}_ms`),
    medianMs: number(`median_${name}_ms`),
    p99Ms: number(`p99_${name}_ms`),
  });
  const requestsPerSecond = fields.request_goodput ?? fields['request_goodput:'];
  return {
    concurrency: number('max_concurrency'),
    prompts: number('num_prompts'),
    completed: number('completed'),
    ...(seed !== undefined && { seed }),
    durationSeconds: number('duration'),
    outputTokensPerSecond: number('output_throughput'),
    ...('max_output_tokens_per_s' in fields && { peakOutputTokensPerSecond: number('max_output_tokens_per_s') }),
    ...(objectives && typeof requestsPerSecond === 'number' && { goodput: { ...objectives, requestsPerSecond } }),
    ttft: latency('ttft'),
    tpot: latency('tpot'),
    ...('mean_itl_ms' in fields && { itl: latency('itl') }),
    ...('mean_e2el_ms' in fields && { e2e: latency('e2el') }),
    ...(fields.stand_in === true && { standIn: true }),
  };
}

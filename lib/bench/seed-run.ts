import { BenchmarkResult } from './benchmark-run';

/** Something to hold a run against. */
export interface Baseline {
  readonly name: string;
  readonly results: readonly Pick<BenchmarkResult, 'concurrency' | 'durationSeconds' | 'outputTokensPerSecond' | 'peakOutputTokensPerSecond' | 'ttft' | 'tpot'>[];
}

/**
 * The figures that were published for Llama 3.1 8B on 8 prefill and 8 decode pods with a GPU each, H100 or similar: 200 prompts of 1000 tokens,
 * 1000 tokens each in answer. They were taken with the same seed in each row and without a warm-up of every pair of pods, so prompts may have
 * been found in prefix caches and first requests have waited for handshakes. Only means are known.
 */
export const publishedRun: Baseline = {
  name: 'published',
  results: [
    published(32, 3710, 5463, 829, 7.41, 53.9),
    published(64, 5814, 9195, 1470, 8.46, 34.4),
    published(128, 7590, 15252, 3700, 9.01, 26.4),
  ],
};

function published(concurrency: number, throughput: number, peak: number, ttft: number, tpot: number, durationSeconds: number): Baseline['results'][number] {
  const mean = (meanMs: number): BenchmarkResult['ttft'] => ({ meanMs });
  return { concurrency, outputTokensPerSecond: throughput, peakOutputTokensPerSecond: peak, ttft: mean(ttft), tpot: mean(tpot), durationSeconds };
}

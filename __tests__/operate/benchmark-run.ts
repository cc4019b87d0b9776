import { BenchmarkResult, BenchmarkRun, Latency } from '../../lib/bench/benchmark-run';
import { noticeOf } from '../../lib/bench/engine';

/**
 * A run under the conditions of the published figures, with one concurrency that they have, and one that they have not.
 */
export const benchmarkRun: BenchmarkRun = {
  kind: 'BenchmarkRun',
  deployment: 'llm-d-llama31',
  digest: 'sha256:03b7e415',
  startedAt: '2026-11-24T10:00:00.000Z',
  loadGenerator: 'vllm',
  model: 'meta-llama/Llama-3.1-8B-Instruct',
  repository: 'meta-llama/Llama-3.1-8B-Instruct',
  inputTokens: 1000,
  outputTokens: 1000,
  engine: { kind: 'vllm', versions: ['0.11.0'] },
  pods: { prefill: 8, decode: 8 },
  gpusPerPod: { prefill: 1, decode: 1 },
  accelerators: { prefill: 'NVIDIA-H100-80GB-HBM3', decode: 'NVIDIA-H100-80GB-HBM3' },
  results: [
    {
      concurrency: 32,
      prompts: 200,
      completed: 200,
      seed: 7,
      durationSeconds: 50,
      outputTokensPerSecond: 4000,
      peakOutputTokensPerSecond: 6000,
      ttft: { meanMs: 600, medianMs: 550, p99Ms: 1200 },
      tpot: { meanMs: 7, medianMs: 7, p99Ms: 9 },
    },
    {
      concurrency: 256,
      prompts: 200,
      completed: 200,
      seed: 8,
      durationSeconds: 22.2,
      outputTokensPerSecond: 9000,
      ttft: { meanMs: 4200, medianMs: 4000, p99Ms: 8000 },
      tpot: { meanMs: 10, medianMs: 10, p99Ms: 12 },
    },
  ],
};

/** What a run of the same shape stores where stand-ins answered: no GPU is named. */
export const standInRun: BenchmarkRun = {
  ...benchmarkRun,
  engine: { kind: 'stand-in', versions: ['0.11.0'] },
  ...noticeOf({ kind: 'stand-in', versions: [] }),
  gpusPerPod: undefined,
  accelerators: undefined,
};

/** A run of these concurrencies, with every figure that vLLM tells. */
export function sweepOf(concurrencies: readonly number[]): BenchmarkRun {
  return { ...benchmarkRun, results: concurrencies.map(resultAt) };
}

function resultAt(concurrency: number): BenchmarkResult {
  const latency = (meanMs: number, tail: number): Latency => ({ meanMs, medianMs: meanMs * 0.9, p99Ms: meanMs * tail });
  return {
    concurrency,
    prompts: 200,
    completed: 200,
    durationSeconds: 2000 / Math.sqrt(concurrency),
    outputTokensPerSecond: 600 * Math.sqrt(concurrency),
    peakOutputTokensPerSecond: 900 * Math.sqrt(concurrency),
    ttft: latency(40 * concurrency ** 0.8, 10),
    tpot: latency(5 + concurrency / 40, 1.8),
    itl: latency(5 + concurrency / 40, 12),
    e2e: latency(6000 + concurrency * 40, 1.5),
  };
}

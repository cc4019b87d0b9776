import { Baseline, BaselineResult } from './baseline';

/**
 * The figures that were published for Llama 3.1 8B on 8 prefill and 8 decode pods with a GPU each: 200 prompts of 1000
 * tokens, 1000 tokens each in answer. They were taken with the same seed in each row and without a warm-up of every
 * pair of pods, so prompts may have been found in prefix caches and first requests have waited for handshakes. Only
 * means are known. The GPU was published as "H100 or similar" and is taken for the H100 of the same pods in
 * vllm-project/router `ROUTER_BENCHMARK_RESULTS.md` at be0f5645.
 */
export const publishedRun: Baseline = {
  name: 'published',
  remark: 'The published figures name their GPU "H100 or similar"; only their means are known.',
  engine: { kind: 'vllm', versions: [] },
  loadGenerator: 'vllm',
  model: 'meta-llama/Llama-3.1-8B-Instruct',
  repository: 'meta-llama/Llama-3.1-8B-Instruct',
  inputTokens: 1000,
  outputTokens: 1000,
  pods: { prefill: 8, decode: 8 },
  gpusPerPod: { prefill: 1, decode: 1 },
  accelerators: { prefill: 'NVIDIA-H100-80GB-HBM3', decode: 'NVIDIA-H100-80GB-HBM3' },
  results: [
    published(32, 3710, 5463, 829, 7.41, 53.9),
    published(64, 5814, 9195, 1470, 8.46, 34.4),
    published(128, 7590, 15252, 3700, 9.01, 26.4),
  ],
};

function published(
  concurrency: number,
  throughput: number,
  peak: number,
  ttft: number,
  tpot: number,
  durationSeconds: number,
): BaselineResult {
  const mean = (meanMs: number): BaselineResult['ttft'] => ({ meanMs });
  return {
    concurrency,
    prompts: 200,
    outputTokensPerSecond: throughput,
    peakOutputTokensPerSecond: peak,
    ttft: mean(ttft),
    tpot: mean(tpot),
    durationSeconds,
  };
}

/** A measurement of a deployment, as `llmd bench` stores it. */
export interface BenchmarkRun {
  readonly kind: 'BenchmarkRun';
  /** Name of the deployment. */
  readonly deployment: string;
  /** SHA-256 of its file of `dist/`. */
  readonly digest: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly loadGenerator: LoadGenerator;
  readonly model: string;
  /** Tokens of each prompt, and of each answer. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly pods: { readonly prefill: number; readonly decode: number };
  /** One for each concurrency. */
  readonly results: readonly BenchmarkResult[];
}

/** What sends the requests and measures: `vllm bench serve`, or inference-perf. */
export type LoadGenerator = 'vllm' | 'inference-perf';

/** What was measured at one concurrency. */
export interface BenchmarkResult {
  /** Requests at a time. */
  readonly concurrency: number;
  readonly prompts: number;
  /** Prompts that were answered to the end. */
  readonly completed: number;
  /** Of the prompts; another in every run, so that none of them is in a prefix cache. */
  readonly seed?: number;
  readonly durationSeconds: number;
  readonly outputTokensPerSecond: number;
  /** The most tokens within one second; inference-perf does not measure it. */
  readonly peakOutputTokensPerSecond?: number;
  /** Time to the first token, which does not count the wait for a place among the requests at a time. */
  readonly ttft: Latency;
  /** Time a token after the first. */
  readonly tpot: Latency;
  /** Time between two tokens. */
  readonly itl?: Latency;
  /** Time to the last token. */
  readonly e2e?: Latency;
}

/** A distribution, in milliseconds. */
export interface Latency {
  readonly meanMs: number;
  /** Absent where only the mean was published. */
  readonly medianMs?: number;
  readonly p99Ms?: number;
}

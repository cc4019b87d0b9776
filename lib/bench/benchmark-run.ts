import { BenchmarkConditions } from './conditions';

/** A measurement of a deployment, as `llmd bench` stores it. */
export interface BenchmarkRun extends BenchmarkConditions {
  readonly kind: 'BenchmarkRun';
  /** `STAND_IN_NOTICE` where a stand-in is part of the measurement, else absent. */
  readonly notice?: string;
  /** Name of the deployment. */
  readonly deployment: string;
  /** SHA-256 of its file of `dist/`. */
  readonly digest: string;
  /** Digest of its record, the same in the file and in the cluster. Results of earlier versions do not have it. */
  readonly record?: string;
  /** Commit of the repository in which the file is; absent where the file differs from it, or is in none. */
  readonly commit?: string;
  /** Version of the library that wrote the file. Results of earlier versions do not have it. */
  readonly library?: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Concurrencies that a sweep has yet to measure; absent where it has ended. */
  readonly missing?: readonly number[];
  /** One for each concurrency. */
  readonly results: readonly BenchmarkResult[];
}

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
  /** Requests that met the objectives; inference-perf does not measure it. */
  readonly goodput?: Goodput;
  /** Time to the first token, which does not count the wait for a place among the requests at a time. */
  readonly ttft: Latency;
  /** Time a token after the first. */
  readonly tpot: Latency;
  /** Time between two tokens. */
  readonly itl?: Latency;
  /** Time to the last token. */
  readonly e2e?: Latency;
  /** Present where the load generator says that it is a stand-in itself. */
  readonly standIn?: true;
}

/** Requests a second that were as fast as they should be. */
export interface Goodput {
  readonly requestsPerSecond: number;
  /** Milliseconds to the first token that a request may take. */
  readonly ttftMs: number;
  /** Milliseconds that a request may take for each token after the first. */
  readonly tpotMs: number;
}

/** A distribution, in milliseconds. */
export interface Latency {
  readonly meanMs: number;
  /** Absent where only the mean was published. */
  readonly medianMs?: number;
  readonly p99Ms?: number;
}

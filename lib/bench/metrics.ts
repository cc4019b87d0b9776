import { Latency } from './benchmark-run';
import { BaselineResult } from './baseline';
import { BenchmarkConditions, ByRole } from './conditions';

/** Something that is measured at each concurrency. */
export interface Metric {
  /** Metrics of one group stand together. */
  readonly group: string;
  /** Within its group. */
  readonly title: string;
  /** The title of its column on a terminal; absent where it has none. */
  readonly column?: string;
  /** Undefined where it was not measured. */
  readonly of: (figures: BaselineResult, gpus: number | undefined) => number | undefined;
  readonly text: (value: number) => string;
  /** Which of two values a user of the service wants. */
  readonly better: 'higher' | 'lower';
}

/** The GPUs of all pods; undefined where one of the numbers is not known, or a stand-in answered. */
export function gpusOf(of: Pick<BenchmarkConditions, 'gpusPerPod' | 'pods'>): number | undefined {
  const { gpusPerPod = {}, pods } = of;
  const ofRole = (role: keyof ByRole<number>): number => (pods[role] ?? NaN) * (gpusPerPod[role] ?? NaN);
  // Without prefill pods neither of the two says anything of the role.
  const isAggregated = pods.prefill === undefined && gpusPerPod.prefill === undefined;
  const gpus = (isAggregated ? 0 : ofRole('prefill')) + ofRole('decode');
  return gpus > 0 ? gpus : undefined;
}

/** Output tokens a second that a user sees arrive, once the first has. */
export function tokensPerUser({ tpot }: BaselineResult): number | undefined {
  return tpot.meanMs > 0 ? 1000 / tpot.meanMs : undefined;
}

/** Output tokens a second that a GPU yields, those of prefill pods counted too. */
export function tokensPerGpu({ outputTokensPerSecond }: BaselineResult, gpus: number | undefined): number | undefined {
  return gpus === undefined ? undefined : outputTokensPerSecond / gpus;
}

/** The times of a request, with the words for them. */
export const latencies: readonly LatencyMetric[] = [
  { name: 'TTFT', title: 'Time to the first token', of: ({ ttft }) => ttft },
  { name: 'TPOT', title: 'Time per output token', of: ({ tpot }) => tpot },
  { name: 'ITL', title: 'Inter-token latency', of: ({ itl }) => itl },
  { name: 'E2E', title: 'End-to-end latency', of: ({ e2e }) => e2e },
];

/** A time of a request. */
export interface LatencyMetric {
  readonly name: string;
  readonly title: string;
  readonly of: (figures: BaselineResult) => Latency | undefined;
}

const throughput: readonly Metric[] = [
  {
    group: 'Throughput', title: 'output tok/s', column: 'output tok/s', better: 'higher', text: count,
    of: ({ outputTokensPerSecond }) => outputTokensPerSecond,
  },
  {
    group: 'Throughput', title: 'peak tok/s', column: 'peak tok/s', better: 'higher', text: count,
    of: ({ peakOutputTokensPerSecond }) => peakOutputTokensPerSecond,
  },
  { group: 'Throughput', title: 'tok/s per GPU', better: 'higher', text: count, of: tokensPerGpu },
  { group: 'Throughput', title: 'tok/s per user', better: 'higher', text: count, of: tokensPerUser },
];

const goodput: Metric = {
  group: 'Goodput', title: 'requests/s that meet the objectives', better: 'higher', text: value => value.toFixed(2),
  of: ({ goodput }) => goodput?.requestsPerSecond,
};

const statistics: readonly (readonly [title: string, of: (latency: Latency) => number | undefined])[] = [
  ['mean', ({ meanMs }) => meanMs], ['median', ({ medianMs }) => medianMs], ['p99', ({ p99Ms }) => p99Ms],
];

/** All metrics in the order of a report. */
export const metrics: readonly Metric[] = [
  ...throughput,
  goodput,
  ...latencies.flatMap(({ name, of, title }) => statistics.map(([statistic, value]): Metric => ({
    group: `${title} (${name})`, title: statistic, better: 'lower', text: milliseconds,
    of: (figures) => {
      const latency = of(figures);
      return latency && value(latency);
    },
    ...statistic === 'mean' && ['TTFT', 'TPOT'].includes(name) && { column: `mean ${name}` },
  }))),
  {
    group: 'All prompts', title: 'duration', column: 'duration', better: 'lower',
    of: ({ durationSeconds }) => durationSeconds, text: value => `${value.toFixed(1)} s`,
  },
];

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** A time for a reader. */
export function milliseconds(value: number): string {
  if (value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  return `${value >= 100 ? value.toFixed(0) : value.toFixed(2)} ms`;
}

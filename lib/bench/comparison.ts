import { BenchmarkResult, BenchmarkRun } from './benchmark-run';
import { Baseline } from './seed-run';

/** A figure of a run beside the baseline's. */
export interface Compared {
  readonly title: string;
  readonly run: string;
  /** `–` where the baseline has none. */
  readonly baseline: string;
  /** In percent of the baseline, with its sign; `–` where there is none. */
  readonly change: string;
}

/** The figures of one concurrency. */
export interface ComparedRow {
  readonly concurrency: number;
  readonly figures: readonly Compared[];
}

/** A run against a baseline, a row for each concurrency of the run. */
export function compare({ results }: Pick<BenchmarkRun, 'results'>, baseline: Baseline): readonly ComparedRow[] {
  return results.map((result) => {
    const other = baseline.results.find(({ concurrency }) => concurrency === result.concurrency);
    return { concurrency: result.concurrency, figures: columns.map(({ title, of, text }) => compared(title, of(result), other && of(other), text)) };
  });
}

/** The same for a terminal, the run and the baseline side by side. */
export function comparisonTable(run: Pick<BenchmarkRun, 'results'>, baseline: Baseline): string {
  const rows = compare(run, baseline);
  const head = ['concurrency', ...columns.map(({ title }) => title)];
  const second = ['', ...columns.map(() => `this | ${baseline.name} | change`)];
  const body = rows.map(({ concurrency, figures }) => [`${concurrency}`, ...figures.map(figure => `${figure.run} | ${figure.baseline} | ${figure.change}`)]);
  const widths = head.map((_, column) => Math.max(...[head, second, ...body].map(row => row[column]!.length)));
  return [head, second, ...body].map(row => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd()).join('\n');
}

type Figures = Baseline['results'][number];

interface Column {
  readonly title: string;
  readonly of: (figures: Figures | BenchmarkResult) => number | undefined;
  readonly text: (value: number) => string;
}

const columns: readonly Column[] = [
  { title: 'output tok/s', of: ({ outputTokensPerSecond }) => outputTokensPerSecond, text: count },
  { title: 'peak tok/s', of: ({ peakOutputTokensPerSecond }) => peakOutputTokensPerSecond, text: count },
  { title: 'mean TTFT', of: ({ ttft }) => ttft.meanMs, text: milliseconds },
  { title: 'mean TPOT', of: ({ tpot }) => tpot.meanMs, text: milliseconds },
  { title: 'duration', of: ({ durationSeconds }) => durationSeconds, text: value => `${value.toFixed(1)} s` },
];

function compared(title: string, run: number | undefined, baseline: number | undefined, text: (value: number) => string): Compared {
  const known = run !== undefined && baseline !== undefined;
  return {
    title, run: run === undefined ? '–' : text(run), baseline: baseline === undefined ? '–' : text(baseline),
    change: known ? `${run >= baseline ? '+' : '−'}${Math.abs((run / baseline - 1) * 100).toFixed(0)}%` : '–',
  };
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function milliseconds(value: number): string {
  if (value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  return `${value >= 100 ? value.toFixed(0) : value.toFixed(2)} ms`;
}

import { Baseline, BaselineResult } from './baseline';
import { BenchmarkResult, BenchmarkRun } from './benchmark-run';

/** A figure of a run, beside the baseline's where there is one. */
export interface Figure {
  readonly title: string;
  /** `–` where it was not measured. */
  readonly run: string;
  /** Absent without a baseline. */
  readonly against?: {
    /** `–` where the baseline has none. */
    readonly baseline: string;
    /** In percent of the baseline, with its sign; `–` where there is none. */
    readonly change: string;
  };
}

/** The figures of one concurrency. */
export interface FigureRow {
  readonly concurrency: number;
  readonly figures: readonly Figure[];
}

/** The figures of a run, a row for each concurrency, against a baseline if there is one. */
export function figuresOf({ results }: Pick<BenchmarkRun, 'results'>, baseline?: Baseline): readonly FigureRow[] {
  return results.map((result) => {
    const other = baseline?.results.find(({ concurrency }) => concurrency === result.concurrency);
    return {
      concurrency: result.concurrency,
      figures: columns.map(({ title, of, text }) => ({
        title, run: textOr(of(result), text), ...baseline && { against: against(of(result), other && of(other), text) },
      })),
    };
  });
}

/** The same for a terminal. */
export function figureTable(run: Pick<BenchmarkRun, 'results'>, baseline?: Baseline): string {
  const head = ['concurrency', ...columns.map(({ title }) => title)];
  const second = baseline ? [['', ...columns.map(() => `this | ${baseline.name} | change`)]] : [];
  const body = figuresOf(run, baseline).map(({ concurrency, figures }) => [`${concurrency}`, ...figures.map(cell)]);
  const lines = [head, ...second, ...body];
  const widths = head.map((_, column) => Math.max(...lines.map(row => row[column]!.length)));
  return lines.map(row => row.map((text, column) => text.padEnd(widths[column]!)).join('  ').trimEnd()).join('\n');
}

function cell({ run, against }: Figure): string {
  return against ? `${run} | ${against.baseline} | ${against.change}` : run;
}

interface Column {
  readonly title: string;
  readonly of: (figures: BaselineResult | BenchmarkResult) => number | undefined;
  readonly text: (value: number) => string;
}

const columns: readonly Column[] = [
  { title: 'output tok/s', of: ({ outputTokensPerSecond }) => outputTokensPerSecond, text: count },
  { title: 'peak tok/s', of: ({ peakOutputTokensPerSecond }) => peakOutputTokensPerSecond, text: count },
  { title: 'mean TTFT', of: ({ ttft }) => ttft.meanMs, text: milliseconds },
  { title: 'mean TPOT', of: ({ tpot }) => tpot.meanMs, text: milliseconds },
  { title: 'duration', of: ({ durationSeconds }) => durationSeconds, text: value => `${value.toFixed(1)} s` },
];

function against(
  run: number | undefined,
  baseline: number | undefined,
  text: (value: number) => string,
): Figure['against'] {
  const known = run !== undefined && baseline !== undefined;
  return {
    baseline: textOr(baseline, text),
    change: known ? `${run >= baseline ? '+' : '−'}${Math.abs((run / baseline - 1) * 100).toFixed(0)}%` : '–',
  };
}

function textOr(value: number | undefined, text: (value: number) => string): string {
  return value === undefined ? '–' : text(value);
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function milliseconds(value: number): string {
  if (value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  return `${value >= 100 ? value.toFixed(0) : value.toFixed(2)} ms`;
}

import { Baseline } from './baseline';
import { BenchmarkRun } from './benchmark-run';
import { gpusOf, Metric, metrics } from './metrics';

/** A metric of a run at one concurrency, beside the baseline's where there is one. */
export interface Figure {
  /** `–` where it was not measured. */
  readonly run: string;
  /** Absent without a baseline, and where the baseline does not have this figure or the run has not. */
  readonly against?: Against;
}

/** The baseline's figure, and how far the run's is from it. */
export interface Against {
  readonly baseline: string;
  /** In percent of the baseline, with its sign. */
  readonly change: string;
  /** Which of the two a user of the service wants; `same` where the percentage is 0. */
  readonly verdict: 'better' | 'worse' | 'same';
}

/** A metric with a figure for each concurrency. */
export interface FigureRow {
  readonly metric: Metric;
  readonly figures: readonly Figure[];
}

type Run = Pick<BenchmarkRun, 'gpusPerPod' | 'pods' | 'results'>;

/** Every metric that was measured at one concurrency at least, in the order of the concurrencies of the run. */
export function figuresOf(run: Run, baseline?: Baseline): readonly FigureRow[] {
  const gpus = gpusOf(run);
  return metrics.map((metric): FigureRow => ({
    metric,
    figures: run.results.map((result) => {
      const other = baseline?.results.find(({ concurrency }) => concurrency === result.concurrency);
      return figureOf(metric, metric.of(result, gpus), other && metric.of(other, gpus));
    }),
  })).filter(({ figures }) => figures.some(({ run }) => run !== NONE));
}

/** The figures of a run for a terminal, a line for each concurrency. */
export function figureTable(run: Run, baseline?: Baseline): string {
  const rows = figuresOf(run, baseline).filter(({ metric }) => metric.column !== undefined);
  const head = ['concurrency', ...rows.map(({ metric }) => metric.column!)];
  const compared = (figures: readonly Figure[]): boolean => figures.some(({ against }) => against !== undefined);
  const second = baseline
    ? [['', ...rows.map(({ figures }) => (compared(figures) ? `this | ${baseline.name} | change` : ''))]]
    : [];
  const body = run.results.map(({ concurrency }, index) => [
    `${concurrency}`, ...rows.map(({ figures }) => cell(figures[index]!)),
  ]);
  const lines = [head, ...second, ...body];
  const widths = head.map((_, column) => Math.max(...lines.map(row => row[column]!.length)));
  return lines.map(row => row.map((text, column) => text.padEnd(widths[column]!)).join('  ').trimEnd()).join('\n');
}

function cell({ run, against }: Figure): string {
  return against ? `${run} | ${against.baseline} | ${changeText(against)}` : run;
}

/** The change with its direction in words: a sign alone says the opposite for a throughput and for a latency. */
export function changeText({ change, verdict }: Against): string {
  return verdict === 'same' ? change : `${change} ${verdict}`;
}

function figureOf({ better, text }: Metric, run: number | undefined, baseline: number | undefined): Figure {
  if (run === undefined) return { run: NONE };
  if (baseline === undefined) return { run: text(run) };
  const percent = Math.round(Math.abs(run / baseline - 1) * 100);
  const isHigher = run >= baseline;
  const verdict = percent === 0 ? 'same' : (better === 'higher') === isHigher ? 'better' : 'worse';
  const change = percent === 0 ? '0%' : `${isHigher ? '+' : '−'}${percent}%`;
  return { run: text(run), against: { baseline: text(baseline), change, verdict } };
}

const NONE = '–';

import { Baseline, BaselineResult } from '../baseline';
import { BenchmarkRun } from '../benchmark-run';
import { gpusOf, latencies, tokensPerGpu, tokensPerUser } from '../metrics';

/** What the script draws. */
export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly xTitle: string;
  readonly x: readonly number[];
  /** `log2` for concurrencies, which sweeps double. */
  readonly xScale: 'log2' | 'linear';
  /** `log10` for latencies, as a p99 of seconds would press a mean of milliseconds to the floor. */
  readonly yScale: 'log10' | 'linear';
  readonly lines: readonly ChartLine[];
}

/** A line of a chart. */
export interface ChartLine {
  readonly label: string;
  /** A value for each x; none where nothing was measured. */
  readonly values: readonly (number | null)[];
  /** What is written beside the points; absent where nothing is. */
  readonly pointLabels?: readonly string[];
  readonly isBaseline: boolean;
  /** The mark of its points and the form of its line: `line` is solid, `tail` dashed, `points` have no line. */
  readonly style: 'line' | 'tail' | 'points';
}

/** The charts of a run, against a baseline if there is one. */
export function chartsOf(measured: BenchmarkRun, baseline?: Baseline): readonly Chart[] {
  const run = { ...measured, results: [...measured.results].sort((a, b) => a.concurrency - b.concurrency) };
  // A hyphen at which no line breaks, for narrow charts.
  const mark = run.engine?.kind === 'stand-in' ? ', stand\u2011in' : '';
  const charts = [throughputOf(run, baseline), ...latenciesOf(run, baseline), ...paretoOf(run, baseline)];
  return charts
    .map(chart => ({ ...chart, title: `${chart.title}${mark}`, lines: chart.lines.filter(hasValues) }))
    .filter(({ lines }) => lines.length > 0);
}

/** One set of figures that a chart shows. */
interface Shown {
  readonly name: string;
  readonly results: readonly BaselineResult[];
  readonly isBaseline: boolean;
}

/** A baseline's concurrencies are shown where the run has them: a point alone says nothing of the run. */
function shown(run: BenchmarkRun, baseline?: Baseline): readonly Shown[] {
  const own = run.results.map(({ concurrency }) => concurrency);
  const others = baseline?.results.filter(({ concurrency }) => own.includes(concurrency));
  return [
    { name: 'this run', results: run.results, isBaseline: false },
    ...baseline && others ? [{ name: baseline.name, results: others, isBaseline: true }] : [],
  ];
}

function throughputOf(run: BenchmarkRun, baseline?: Baseline): Chart {
  return {
    ...overConcurrency(run), title: 'Throughput', unit: 'output tokens a second', yScale: 'linear',
    lines: shown(run, baseline).map(each => ({
      label: each.name, isBaseline: each.isBaseline, style: 'line',
      values: valuesOf(run, each, ({ outputTokensPerSecond }) => outputTokensPerSecond),
    })),
  };
}

function latenciesOf(run: BenchmarkRun, baseline?: Baseline): readonly Chart[] {
  return latencies.map(({ name, of, title }) => ({
    ...overConcurrency(run), title: `${title} (${name})`, unit: 'ms', yScale: 'log10',
    lines: shown(run, baseline).flatMap(({ isBaseline, ...each }): ChartLine[] => [
      { label: `${each.name}, mean`, isBaseline, style: 'line', values: valuesOf(run, each, row => of(row)?.meanMs) },
      { label: `${each.name}, p99`, isBaseline, style: 'tail', values: valuesOf(run, each, row => of(row)?.p99Ms) },
    ]),
  }));
}

/** Which load gets how much of both: of two points, one that is right of and above the other is better. */
function paretoOf(run: BenchmarkRun, baseline?: Baseline): readonly Chart[] {
  const gpus = gpusOf(run);
  if (gpus === undefined || run.results.length < 2) return [];
  const sets = shown(run, baseline).map(({ results, ...set }) => ({ ...set, points: pointsOf(results, gpus) }));
  const all = sets.flatMap(({ points }) => points);
  const x = [...new Set(all.map(({ perUser }) => perUser))].sort((a, b) => a - b);
  return [{
    title: 'Throughput against interactivity', unit: 'tok/s per GPU', xTitle: 'tok/s per user', xScale: 'linear',
    yScale: 'linear', x,
    lines: sets.flatMap(({ isBaseline, name, points }) => [true, false].map((isFront): ChartLine => {
      const own = points.filter(point => isFront !== points.some(other => beats(other, point)));
      const at = x.map(perUser => own.find(point => point.perUser === perUser));
      return {
        label: `${name}, ${isFront ? 'Pareto front' : 'not on the front'}`,
        isBaseline, style: isFront ? 'line' : 'points',
        values: at.map(point => point?.perGpu ?? null), pointLabels: at.map(point => `${point?.concurrency ?? ''}`),
      };
    })),
  }];
}

interface Point {
  readonly concurrency: number;
  readonly perGpu: number;
  readonly perUser: number;
}

function pointsOf(results: readonly BaselineResult[], gpus: number): readonly Point[] {
  return results.flatMap((result) => {
    const [perGpu, perUser] = [tokensPerGpu(result, gpus), tokensPerUser(result)];
    return perGpu === undefined || perUser === undefined ? [] : [{ concurrency: result.concurrency, perGpu, perUser }];
  });
}

function beats(a: Point, b: Point): boolean {
  return a.perGpu >= b.perGpu && a.perUser >= b.perUser && (a.perGpu > b.perGpu || a.perUser > b.perUser);
}

function overConcurrency({ results }: BenchmarkRun): Pick<Chart, 'x' | 'xScale' | 'xTitle'> {
  return { xTitle: 'concurrency', xScale: 'log2', x: results.map(({ concurrency }) => concurrency) };
}

function valuesOf(
  { results: own }: BenchmarkRun,
  { results }: Pick<Shown, 'results'>,
  value: (figures: BaselineResult) => number | undefined,
): ChartLine['values'] {
  return own.map(({ concurrency }) => {
    const figures = results.find(result => result.concurrency === concurrency);
    return (figures && value(figures)) ?? null;
  });
}

function hasValues({ values }: ChartLine): boolean {
  return values.some(value => value !== null);
}

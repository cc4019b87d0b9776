import { Baseline, BaselineResult } from './baseline';
import { BenchmarkResult, BenchmarkRun, Latency } from './benchmark-run';

/** The charts of a run, against a baseline if there is one. */
export function chartsOf({ engine, results }: BenchmarkRun, baseline?: Baseline): readonly Chart[] {
  const mark = engine?.kind === 'stand-in' ? ', stand-in' : '';
  const x = [...new Set([...results, ...(baseline?.results ?? [])].map(({ concurrency }) => concurrency))].sort(
    (a, b) => a - b,
  );
  const line = (
    label: string,
    of: readonly Figures[],
    value: (figures: Figures) => number | undefined,
    isBaseline: boolean,
    dashed = false,
  ): ChartLine => ({
    label,
    isBaseline,
    dashed,
    values: x.map(at =>
      nothingOr(
        of.find(({ concurrency }) => concurrency === at),
        value,
      ),
    ),
  });
  const latency = (title: string, of: (figures: Figures) => Latency): Chart => ({
    title: `${title}${mark}`,
    unit: 'ms',
    x,
    lines: [
      line('this run, mean', results, figures => of(figures).meanMs, false),
      line('this run, p99', results, figures => of(figures).p99Ms, false, true),
      ...(baseline
        ? [
            line(`${baseline.name}, mean`, baseline.results, figures => of(figures).meanMs, true),
            line(`${baseline.name}, p99`, baseline.results, figures => of(figures).p99Ms, true, true),
          ]
        : []),
    ].filter(({ values }) => values.some(value => value !== null)),
  });
  return [
    {
      title: `Throughput${mark}`,
      unit: 'output tokens a second',
      x,
      lines: [
        line('this run', results, ({ outputTokensPerSecond }) => outputTokensPerSecond, false),
        ...(baseline
          ? [line(baseline.name, baseline.results, ({ outputTokensPerSecond }) => outputTokensPerSecond, true)]
          : []),
      ],
    },
    latency('Time to the first token', ({ ttft }) => ttft),
    latency('Time a token', ({ tpot }) => tpot),
  ];
}

/** What the script draws. */
export interface Chart {
  readonly title: string;
  readonly unit: string;
  /** Concurrencies. */
  readonly x: readonly number[];
  readonly lines: readonly ChartLine[];
}

/** A line of a chart. */
export interface ChartLine {
  readonly label: string;
  /** A value for each concurrency; none where nothing was measured. */
  readonly values: readonly (number | null)[];
  readonly isBaseline: boolean;
  readonly dashed: boolean;
}

type Figures = BaselineResult | BenchmarkResult;

function nothingOr(figures: Figures | undefined, value: (figures: Figures) => number | undefined): number | null {
  return (figures && value(figures)) ?? null;
}

import { Baseline, Comparison, comparisonOf } from './baseline';
import { BenchmarkResult, BenchmarkRun } from './benchmark-run';
import { BenchmarkConditions, commonConditions, SeenConditions } from './conditions';
import { noticeOf } from './engine';
import { StoredRun, storeRun } from './stored-run';

/** A run before its last point is measured. */
export interface Sweep {
  /** Path of its files without the ending. */
  readonly base: string;
  /** What is known: all but what the cluster tells, or a result that was stored before. */
  readonly begun: BegunRun;
  /** Prompts of each point. */
  readonly prompts: number;
  /** Concurrencies to measure. */
  readonly missing: readonly number[];
}

/** A run of which the cluster may have told nothing yet. */
export type BegunRun = Omit<BenchmarkRun, keyof SeenConditions> & Partial<SeenConditions>;

/** What was measured at one concurrency, and under which conditions. */
export interface Point {
  readonly result: BenchmarkResult;
  readonly seen: SeenConditions;
}

/** A sweep that stores each point as it ends. */
export class MeasuredSweep {
  /** Absent until the first point ends. */
  stored?: StoredRun;
  private readonly points: Point[] = [];

  constructor(private readonly sweep: Sweep, private readonly baseline: Baseline) {}

  get loadGenerator(): BenchmarkRun['loadGenerator'] {
    return this.sweep.begun.loadGenerator;
  }

  /** The load of a point. */
  shapeOf(index: number): Pick<BenchmarkConditions, 'inputTokens' | 'outputTokens'> & ConcurrentPrompts {
    const { begun: { inputTokens, outputTokens }, missing, prompts } = this.sweep;
    return { concurrency: missing[index]!, prompts, inputTokens, outputTokens };
  }

  /** `point 3 of 6: `, or nothing where there is one. */
  nameOf(index: number): string {
    const { begun: { results }, missing } = this.sweep;
    const all = results.length + missing.length;
    return all === 1 ? '' : `point ${results.length + index + 1} of ${all}: `;
  }

  pointsAfter(index: number): number {
    return this.sweep.missing.length - index - 1;
  }

  /** Adds a point and stores the run. */
  add(point: Point): StoredRun {
    this.points.push(point);
    return (this.stored = storeRun(this.run, this.comparison, this.sweep.base));
  }

  /** What was measured until now, as one run. Conditions that changed between its points are left out. */
  get run(): BenchmarkRun {
    const { begun, missing } = this.sweep;
    const { gpusPerPod, results, selectedAccelerators } = begun;
    const seen = commonConditions([
      ...results.length > 0 ? [{ ...begun, pods: begun.pods ?? {} }] : [], ...this.points.map(point => point.seen),
    ]);
    const left = missing.slice(this.points.length);
    return {
      ...withoutSeen(begun),
      ...noticeOf(seen.engine),
      ...seen,
      ...seen.engine?.kind !== 'stand-in' && { gpusPerPod, selectedAccelerators },
      ...left.length > 0 && { missing: left },
      results: [...results, ...this.points.map(point => point.result)].sort((a, b) => a.concurrency - b.concurrency),
    };
  }

  get comparison(): Comparison {
    return comparisonOf(this.run, this.baseline);
  }
}

/** What the command knows by itself, in the order of a result. */
function withoutSeen(begun: BegunRun): Omit<BenchmarkRun, keyof SeenConditions | 'results'> {
  const { deployment, digest, inputTokens, kind, library, loadGenerator, model, outputTokens, record, release } = begun;
  const { repository, startedAt } = begun;
  return {
    kind, deployment, digest, record, library, release, startedAt, loadGenerator, model, repository, inputTokens,
    outputTokens,
  };
}

interface ConcurrentPrompts {
  readonly concurrency: number;
  readonly prompts: number;
}

import { Comparison } from './baseline';
import { BenchmarkRun } from './benchmark-run';
import { noticeOf } from './engine';
import { figureTable } from './figures';

/**
 * A run for a terminal: its figures, with the mark of a stand-in before and after them, and what they were compared
 * with.
 */
export function summaryText(run: BenchmarkRun, comparison: Comparison): string {
  const marks = Object.values(noticeOf(run.engine));
  const table = 'baseline' in comparison ? figureTable(run, comparison.baseline) : figureTable(run);
  return [...marks, table, ...marks, ...comparisonLines(comparison)].join('\n');
}

/** What a reader must know of a comparison, or why there is none. */
export function comparisonLines(comparison: Comparison): readonly string[] {
  if ('notCompared' in comparison) return [comparison.notCompared];
  const { baseline: { name, remark }, changes } = comparison;
  return [
    ...changes.length === 0 ? [] : [`what differs from '${name}': ${changes.join('; ')}`],
    ...remark === undefined ? [] : [remark],
  ];
}

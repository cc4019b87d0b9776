import { Baseline } from '../baseline';
import { BenchmarkRun } from '../benchmark-run';
import { Against, changeText, Figure, FigureRow, figuresOf } from '../figures';
import { escaped } from './escaped';

/**
 * The figures as a table of HTML: a row for each metric, a column for each concurrency, and in each cell the baseline's
 * figure below the run's. A table that is wider than the screen says that it scrolls.
 */
export function figuresTable(run: BenchmarkRun, notice?: string, baseline?: Baseline): string {
  const rows = figuresOf(run, baseline);
  const head = run.results.map(({ concurrency }) => `<th scope="col">${concurrency}</th>`).join('');
  const groups = [...new Set(rows.map(({ metric }) => metric.group))].map(group => groupBody(
    group, rows.filter(({ metric }) => metric.group === group), run.results.length, baseline?.name,
  ));
  const caption = notice === undefined ? '' : `<caption>${escaped(notice)}</caption>`;
  return `<p class="scrolls" hidden>The table goes on to the right: scroll it.</p>
<div class="scroll" role="region" aria-label="Figures for each concurrency" tabindex="0"><table>${caption}\
<thead><tr><th scope="col">concurrency</th>${head}</tr></thead>${groups.join('')}</table></div>`;
}

function groupBody(group: string, rows: readonly FigureRow[], columns: number, baseline?: string): string {
  const lines = rows.map(({ figures, metric }) =>
    `<tr><th scope="row">${escaped(metric.title)}</th>${figures.map(figure => cell(figure, baseline)).join('')}</tr>`);
  const title = `<tr class="group"><th scope="rowgroup">${escaped(group)}</th><td colspan="${columns}"></td></tr>`;
  return `<tbody>${title}${lines.join('')}</tbody>`;
}

function cell({ against, run }: Figure, baseline = ''): string {
  return `<td>${escaped(run)}${against === undefined ? '' : againstText(against, baseline)}</td>`;
}

function againstText(against: Against, name: string): string {
  const change = `<span class="${against.verdict}">${escaped(changeText(against))}</span>`;
  return `<small>${escaped(`${name} ${against.baseline}`)}<br>${change}</small>`;
}

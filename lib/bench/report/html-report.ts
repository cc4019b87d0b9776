import { readFileSync } from 'node:fs';
import { Comparison } from '../baseline';
import { BenchmarkRun } from '../benchmark-run';
import { noticeOf } from '../engine';
import { comparisonLines } from '../summary';
import { barCharts } from './bars';
import { Chart, chartsOf } from './charts';
import { conditionsList } from './conditions-list';
import { escaped, inScript } from './escaped';
import { figuresTable } from './figures-table';
import { text as reportScript } from './report-script.js.json';
import { text as reportStyle } from './report-style.css.json';

/**
 * One file that shows a run, against a baseline where there is one: what its figures depend on, charts over the
 * concurrency, and a table of all figures. It loads nothing. The title, a banner, the caption of the table and each
 * chart say it where a stand-in is part of the run.
 */
export function htmlReport(run: BenchmarkRun, comparison: Comparison): string {
  const baseline = 'baseline' in comparison ? comparison.baseline : undefined;
  const { notice } = noticeOf(run.engine);
  const title = `${notice === undefined ? '' : 'stand-in: '}${run.deployment}, ${run.startedAt.slice(0, 10)}`;
  const charts = chartsOf(run, baseline);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; \
style-src 'unsafe-inline'; img-src data:">
<title>${escaped(title)}</title>
<style>${plotFile('uPlot.min.css')}${reportStyle}</style>
</head>
<body>
${notice === undefined ? '' : `<p class="notice" role="note">${escaped(notice)}</p>\n`}\
<h1>${escaped(run.deployment)}</h1>
${conditionsList(run)}
${comparisonLines(comparison)
  .map(line => `<p class="comparison">${escaped(line)}</p>\n`)
  .join('')}${run.results.length > 1 ? drawnCharts(charts) : `<div id="charts">${barCharts(charts)}</div>`}
${figuresTable(run, notice, baseline)}
<p>The time to the first token does not include the time that a prompt waits for its turn: at most as many requests as \
the concurrency are sent at a time. tok/s per user is 1 s divided by the mean time per output token. tok/s per GPU \
counts the GPUs of prefill and decode pods.</p>
<script>${reportScript}</script>
</body>
</html>
`;
}

function drawnCharts(charts: readonly Chart[]): string {
  return `<div id="charts"></div>
<script>${plotFile('uPlot.iife.min.js')}</script>
<script id="data" type="application/json">${inScript(JSON.stringify(charts))}</script>`;
}

function plotFile(name: string): string {
  return readFileSync(require.resolve(`uplot/dist/${name}`), 'utf8');
}

import { readFileSync } from 'node:fs';
import { Baseline, Comparison } from './baseline';
import { BenchmarkRun } from './benchmark-run';
import { chartsOf } from './charts';
import { engineText, noticeOf, unknownEngine } from './engine';
import { figuresOf } from './figures';
import { text as reportScript } from './report-script.js.json';
import { text as reportStyle } from './report-style.css.json';
import { comparisonLines } from './summary';

/**
 * One file that shows a run, against a baseline where there is one: facts, a table, and throughput, TTFT and TPOT over
 * the concurrency. It loads nothing. The title, a banner, the caption of the table and each chart say it where a
 * stand-in is part of the run.
 */
export function htmlReport(run: BenchmarkRun, comparison: Comparison): string {
  const baseline = 'baseline' in comparison ? comparison.baseline : undefined;
  const { notice } = noticeOf(run.engine);
  const title = `${notice === undefined ? '' : 'stand-in: '}${run.deployment}, ${run.startedAt.slice(0, 10)}`;
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
<p>${escaped(factsOf(run).join(' · '))}</p>
<p class="digest">${escaped(run.digest)}</p>
${comparisonLines(comparison)
  .map(line => `<p class="comparison">${escaped(line)}</p>\n`)
  .join('')}${table(run, notice, baseline)}
<div id="charts"></div>
<p>TTFT is the time to the first token and does not count the wait for one of the places at a time; \
TPOT is the time a token after the first.</p>
<script>${plotFile('uPlot.iife.min.js')}</script>
<script id="data" type="application/json">${inScript(JSON.stringify(chartsOf(run, baseline)))}</script>
<script>${reportScript}</script>
</body>
</html>
`;
}

function factsOf(run: BenchmarkRun): readonly string[] {
  const { engine, gpusPerPod, inputTokens, loadGenerator, model, outputTokens, pods, results, startedAt } = run;
  const gpus = (['prefill', 'decode'] as const).map(role =>
    `each ${role} pod: ${gpusPerPod?.[role] ?? 'unknown number of'} × ${run.accelerators?.[role] ?? 'unknown GPU'}`);
  return [
    model, `engine: ${engineText(engine ?? unknownEngine)}`, ...engine?.kind === 'stand-in' ? [] : gpus,
    `${pods.prefill ?? 'a changing number of'} prefill and ${pods.decode ?? 'a changing number of'} decode pods`,
    `${results[0]?.prompts ?? 0} prompts of ${inputTokens} tokens, ${outputTokens} tokens in answer`,
    loadGenerator === 'vllm' ? 'vllm bench serve' : loadGenerator, `${startedAt.slice(0, 16).replace('T', ' ')} UTC`,
  ];
}

function table(run: BenchmarkRun, notice?: string, baseline?: Baseline): string {
  const rows = figuresOf(run, baseline);
  const titles = rows[0]?.figures.map(({ title }) => title) ?? [];
  const head = titles.map(title => `<th${baseline ? ' colspan="3"' : ''}>${escaped(title)}</th>`).join('');
  const second = baseline
    ? `<tr>${titles.map(() => `<th>this run</th><th>${escaped(baseline.name)}</th><th>change</th>`).join('')}</tr>`
    : '';
  const body = rows.map(({ concurrency, figures }) => {
    const cells = figures.flatMap(({ run: own, against }) => [
      own,
      ...(against ? [against.baseline, against.change] : []),
    ]);
    return `<tr><th>${concurrency}</th>${cells.map(cell => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
  });
  const caption = notice === undefined ? '' : `<caption>${escaped(notice)}</caption>`;
  const top = `<thead><tr><th${baseline ? ' rowspan="2"' : ''}>concurrency</th>${head}</tr>${second}</thead>`;
  return `<div class="scroll"><table>${caption}${top}<tbody>${body.join('')}</tbody></table></div>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

/** No text can end the element that it is in. */
function inScript(json: string): string {
  return json.replace(/</g, '\\u003c');
}

function plotFile(name: string): string {
  return readFileSync(require.resolve(`uplot/dist/${name}`), 'utf8');
}

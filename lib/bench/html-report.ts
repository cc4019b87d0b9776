import { readFileSync } from 'node:fs';
import { BenchmarkResult, BenchmarkRun, Latency } from './benchmark-run';
import { compare } from './comparison';
import { reportScript } from './report-script';
import { reportStyle } from './report-style';
import { Baseline } from './seed-run';

/** One file that shows a run against a baseline: facts, a table, and throughput, TTFT and TPOT over the concurrency. It loads nothing. */
export function htmlReport(run: BenchmarkRun, baseline: Baseline): string {
  const title = `${run.deployment}, ${run.startedAt.slice(0, 10)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<title>${escaped(title)}</title>
<style>${plotFile('uPlot.min.css')}${reportStyle}</style>
</head>
<body>
<h1>${escaped(run.deployment)}</h1>
<p>${escaped(factsOf(run).join(' · '))}</p>
<p class="digest">${escaped(run.digest)}</p>
${table(run, baseline)}
<div id="charts"></div>
<p>TTFT is the time to the first token and does not count the wait for one of the places at a time; TPOT is the time a token after the first.</p>
<script>${plotFile('uPlot.iife.min.js')}</script>
<script id="data" type="application/json">${inScript(JSON.stringify(chartsOf(run, baseline)))}</script>
<script>${reportScript}</script>
</body>
</html>
`;
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

function chartsOf({ results }: BenchmarkRun, baseline: Baseline): readonly Chart[] {
  const x = [...new Set([...results, ...baseline.results].map(({ concurrency }) => concurrency))].sort((a, b) => a - b);
  const line = (label: string, of: readonly Figures[], value: (figures: Figures) => number | undefined, isBaseline: boolean, dashed = false): ChartLine =>
    ({ label, isBaseline, dashed, values: x.map(at => nothingOr(of.find(({ concurrency }) => concurrency === at), value)) });
  const latency = (title: string, of: (figures: Figures) => Latency): Chart => ({
    title, unit: 'ms', x,
    lines: [
      line('this run, mean', results, figures => of(figures).meanMs, false), line('this run, p99', results, figures => of(figures).p99Ms, false, true),
      line(`${baseline.name}, mean`, baseline.results, figures => of(figures).meanMs, true),
      line(`${baseline.name}, p99`, baseline.results, figures => of(figures).p99Ms, true, true),
    ].filter(({ values }) => values.some(value => value !== null)),
  });
  return [
    {
      title: 'Throughput', unit: 'output tokens a second', x,
      lines: [
        line('this run', results, ({ outputTokensPerSecond }) => outputTokensPerSecond, false),
        line(baseline.name, baseline.results, ({ outputTokensPerSecond }) => outputTokensPerSecond, true),
      ],
    },
    latency('Time to the first token', ({ ttft }) => ttft),
    latency('Time a token', ({ tpot }) => tpot),
  ];
}

type Figures = Baseline['results'][number] | BenchmarkResult;

function nothingOr(figures: Figures | undefined, value: (figures: Figures) => number | undefined): number | null {
  return (figures && value(figures)) ?? null;
}

function factsOf({ inputTokens, loadGenerator, model, outputTokens, pods, results, startedAt }: BenchmarkRun): readonly string[] {
  return [
    model, `${pods.prefill} prefill and ${pods.decode} decode pods`, `${results[0]?.prompts ?? 0} prompts of ${inputTokens} tokens, ${outputTokens} tokens in answer`,
    loadGenerator === 'vllm' ? 'vllm bench serve' : loadGenerator, `${startedAt.slice(0, 16).replace('T', ' ')} UTC`,
  ];
}

function table(run: BenchmarkRun, baseline: Baseline): string {
  const rows = compare(run, baseline);
  const titles = rows[0]?.figures.map(({ title }) => title) ?? [];
  const head = titles.map(title => `<th colspan="3">${escaped(title)}</th>`).join('');
  const second = titles.map(() => `<th>this run</th><th>${escaped(baseline.name)}</th><th>change</th>`).join('');
  const body = rows.map(({ concurrency, figures }) => {
    const cells = figures.map(({ run: own, baseline: other, change }) => `<td>${escaped(own)}</td><td>${escaped(other)}</td><td>${escaped(change)}</td>`);
    return `<tr><th>${concurrency}</th>${cells.join('')}</tr>`;
  });
  return `<div class="scroll"><table><thead><tr><th rowspan="2">concurrency</th>${head}</tr><tr>${second}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
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

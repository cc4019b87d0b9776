import { hash } from 'node:crypto';
import type { BenchmarkRun } from '../../bench/benchmark-run';
import { noticeOf } from '../../bench/engine';
import { figuresTable } from '../../bench/report/figures-table';
import { escaped } from '../../bench/report/escaped';
import { containersOf } from '../../kube/kubernetes-objects';
import { waiversOf } from '../../plan/waiver-annotations';
import { book } from '../../rules/report/catalog';
import type { DeploymentReview } from '../deployment-review';
import { Topology, topologyOf } from '../graph/topology';
import { topologySvg } from '../graph/topology-svg';
import { costsOf, costText, sumOf } from '../judgement/cost';
import { demandOf } from '../judgement/demand';
import { byDeployment } from '../manifests/deployments';
import type { ManifestFile } from '../manifests/manifest-file';
import type { Side } from '../manifests/side';
import { changeText } from '../output/words';
import type { Review } from '../review';
import { text as script } from './report-script.js.json';
import { text as style } from './report-style.css.json';

/** What a page compares with, and what came of it. */
export interface Since {
  /** The commit or the folder, as its reader knows it. */
  readonly name: string;
  readonly review: Review;
  /** Drawings with what changed. */
  readonly topologies: readonly Topology[];
}

/** One page of all deployments of files. It loads nothing, and can be searched, printed and used with a keyboard. */
export function reportPage(
  files: readonly ManifestFile[], since: Since | undefined, runs: readonly BenchmarkRun[] = [],
): string {
  const all = [...byDeployment(files)].filter(([, side]) => side.pods.length > 0)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const total = sumOf(all.map(([, side]) => costsOf(demandOf(side), demandOf(side))));
  const gone = since?.review.deployments.filter(({ change }) => change === 'gone') ?? [];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; \
style-src 'unsafe-inline'">
<title>${all.length} deployments</title>
<style>${style}</style>
</head>
<body>
<h1>${all.length} ${all.length === 1 ? 'deployment' : 'deployments'}</h1>
<p>${total.map(cost => escaped(costText(cost).replace(', as before', ''))).join(', ')}</p>
<label class="search">Search (press /) <input id="search" type="search"> \
<span id="count" class="muted" aria-live="polite"></span></label>
${gone.map(review => `<p>${escaped(changeText(review))}</p>`).join('\n')}
${all.map(([name, side]) => section(name, side, since, all.length === 1,
  benchmarks(name, digestIn(files, side), runs))).join('\n')}
<script>${script}</script>
</body>
</html>
`;
}

function section(name: string, side: Side, since: Since | undefined, isOpen: boolean, results: string): string {
  const review = since?.review.deployments.find(({ deployment }) => deployment === name);
  const topology = since?.topologies.find(({ deployment }) => deployment === name) ?? topologyOf(name, side);
  const { library, release } = side.record ?? {};
  return `<details class="deployment"${isOpen ? ' open' : ''}>
<summary><h2>${escaped(name)}</h2>${review ? ` <span class="${review.danger}">${escaped(changeText(review)
  .slice(name.length + 2))}</span>` : ''}</summary>
<p class="muted">${escaped(`release ${release ?? 'not known'}, written by cdk8s-llm-d ${library ?? 'of a version that '
+ 'is '
+ 'not known'}, in ${side.documents[0]!.file}`)}</p>
<div class="picture" tabindex="0" aria-label="picture of ${escaped(name)}">${topologySvg([topology])}</div>
${differences(review, since)}
<h3>Resources</h3>
${list(costsOf(demandOf(side), demandOf(side)).map(cost => costText(cost).replace(', as before', '')))}
<h3>Images</h3>
${table(['image', 'digest'], imagesOf(side).map(image => [image.split('@')[0]!, image.split('@')[1] ?? 'not pinned']))}
<h3>Waived rules</h3>
${table(['rule', 'says', 'reason'], waiversIn(side))}
<h3>Benchmarks</h3>
${results}
</details>`;
}

function differences(review: DeploymentReview | undefined, since: Since | undefined): string {
  if (since === undefined) return '';
  const title = `<h3>Since ${escaped(since.name)}</h3>`;
  if (review === undefined) return `${title}\n<p>Nothing differs for Kubernetes.</p>`;
  const { effects, risks, undo } = review;
  const marked = (danger: string, text: string): string =>
    `<li><b class="${danger}">${danger}</b> ${escaped(text)}</li>`;
  return `${title}
<ul>${effects.map(({ danger, object, text }) => marked(danger, `${object} ${text}`)).join('')}\
${risks.map(({ danger, rule, text }) => marked(danger, `${rule === undefined ? '' : `${rule}: `}${text}`))
  .join('')}</ul>
<p>To undo it: ${escaped(undo.join('; '))}.</p>`;
}

/** The runs of a deployment, the last one first. Those of another file are said to be so: its figures may differ. */
function benchmarks(name: string, digest: string, runs: readonly BenchmarkRun[]): string {
  const own = runs.filter(({ deployment }) => deployment === name)
    .sort((one, other) => (one.startedAt > other.startedAt ? -1 : 1));
  if (own.length === 0) return '<p>none</p>';
  return own.map((run) => {
    const { notice } = noticeOf(run.engine);
    const of = run.digest === digest ? 'of this file' : 'of another version of this file';
    return `<p>${escaped(`${run.startedAt}, ${of}${notice === undefined ? '' : `; ${notice}`}`)}</p>
<div class="scroll">${figuresTable(run, notice)}</div>`;
  }).join('\n');
}

function digestIn(files: readonly ManifestFile[], { documents }: Side): string {
  const text = files.find(({ shown }) => shown === documents[0]!.file)?.text ?? '';
  return `sha256:${hash('sha256', text)}`;
}

function imagesOf(side: Side): readonly string[] {
  return [...new Set(side.pods.flatMap(({ part }) => containersOf(part.template.spec).map(({ image }) => image)))];
}

function waiversIn(side: Side): readonly (readonly string[])[] {
  const titles = new Map<string, string>(book().map(({ rule }) => [rule.id, rule.title]));
  return side.pods.flatMap(({ part }) => waiversOf(part.object.metadata.annotations ?? {}))
    .map(({ reason, rule }) => [rule, titles.get(rule) ?? 'a rule of this app', reason]);
}

function list(lines: readonly string[]): string {
  return `<ul>${lines.map(line => `<li>${escaped(line)}</li>`).join('')}</ul>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '<p>none</p>';
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map(cell => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return `<div class="scroll"><table><thead>${row(head, 'th scope="col"').replaceAll('</th '
    + 'scope="col">', '</th>')}</thead>\
<tbody>${rows.map(cells => row(cells, 'td')).join('')}</tbody></table></div>`;
}

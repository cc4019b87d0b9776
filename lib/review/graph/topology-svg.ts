import { arrowSvg, boxSvg, escaped, labelSvg, Point } from '../../graph/svg';
import type { Part, PartKind, Topology, Way } from './topology';

/** Topologies as one drawing, light or dark as its reader's screen. Each deployment is a band. */
export function topologySvg(topologies: readonly Topology[]): string {
  let top = MARGIN;
  const bands = topologies.map((topology) => {
    const band = bandOf(topology, top);
    top += band.height + MARGIN;
    return band.svg;
  });
  const names = topologies.map(({ deployment }) => deployment);
  const title = names.length === 1 ? `The deployment ${names[0]}` : `${names.length} deployments`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}" \
role="img" aria-label="${escaped(title)}">
<style>${STYLE}</style>
<rect class="back" width="${WIDTH}" height="${top}" rx="8"/>
${bands.join('\n')}
</svg>
`;
}

const WIDTH = 1582;
const MARGIN = 16;
const [BOX, GAP, LEFT] = [206, 84, 24] as const;
const [LINE, HEAD, BETWEEN] = [18, 36, 30] as const;

/** The columns from left to right; in each the parts are one below the other. */
const columns: readonly (readonly PartKind[])[]
  = [['client'], ['gateway'], ['route'], ['pool', 'picker'], ['decode', 'prefill'], ['volume', 'policy']];

interface Place {
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

function bandOf(topology: Topology, top: number): { readonly svg: string; readonly height: number } {
  const places = new Map<string, Place>();
  let bottom = top + HEAD;
  columns.forEach((kinds, column) => {
    let y = top + HEAD + 8;
    const x = column === 0 ? LEFT : LEFT + CLIENT + GAP + (column - 1) * (BOX + GAP);
    for (const part of kinds.flatMap(kind => topology.parts.filter(part => part.kind === kind))) {
      const height = HEAD + LINE * part.lines.length - 2;
      places.set(part.id, { x, y, height });
      y += height + BETWEEN;
    }
    bottom = Math.max(bottom, y);
  });
  const height = bottom - top;
  return {
    height,
    svg: `<g role="group" aria-label="${escaped(topology.deployment)}">
<rect class="group" x="8" y="${top}" width="${WIDTH - 16}" height="${height}" rx="8"/>
${labelSvg({ x: LEFT, y: top + 24, text: topology.deployment, kind: 'title' }, WIDTH - 60)}
${topology.ways.map(way => waySvg(way, places)).join('\n')}
${topology.parts.map(part => partSvg(part, places.get(part.id)!)).join('\n')}
</g>`,
  };
}

const CLIENT = 84;

function widthOf({ x }: Place): number {
  return x === LEFT ? CLIENT : BOX;
}

function partSvg({ change, lines, title, ...part }: Part, place: Place): string {
  const box = boxSvg({
    ...place, width: widthOf(place), title: change === undefined ? title : `${title} (${change})`, lines,
  });
  return `<g class="part ${part.kind} ${change ?? ''}"><title>${escaped(part.id)}</title>${box}</g>`;
}

/** From the title of a part to that of the next one; within a column from edge to edge. */
function waySvg({ from, kind, label, to }: Way, places: ReadonlyMap<string, Place>): string {
  const [start, end] = [places.get(from), places.get(to)];
  if (!start || !end) return '';
  const middle = ({ y }: Place): number => y + HEAD / 2;
  const isBelow = start.x === end.x;
  const isBack = end.x < start.x;
  const points: readonly Point[] = isBelow
    ? [[start.x + 60, start.y > end.y ? start.y : start.y + start.height],
        [start.x + 60, start.y > end.y ? end.y + end.height : end.y]]
    : [[isBack ? start.x : start.x + widthOf(start), middle(start)],
        [isBack ? end.x + widthOf(end) : end.x, middle(end)]];
  const [[x1, y1], [x2, y2]] = points as [Point, Point];
  const text = label === '' || isLong(start, end) ? ''
    : isBelow ? labelSvg({ x: x1 + 8, y: (y1 + y2) / 2 + 4, text: label }, BOX)
      : labelSvg({ x: Math.min(x1, x2) + 6, y: (y1 + y2) / 2 - 6, text: label }, GAP - 8);
  return arrowSvg({ points, kind: `${kind === 'request' ? '' : 'dashed'} ${kind}`, width: kind === 'kv' ? 3 : 1.5 })
    + text;
}

/** A way over other columns has no room of its own for a label. */
function isLong(start: Place, end: Place): boolean {
  return Math.abs(end.x - start.x) > BOX + GAP;
}

const STYLE = [
  'text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1c2128 }',
  '.title { font-weight: 600 } .line, .label { fill: #57606a } .back { fill: #ffffff }',
  '.group { fill: none; stroke: #d0d7de } .box { fill: #f6f8fa; stroke: #57606a }',
  '.arrow { fill: none; stroke: #57606a } .head { fill: #57606a } .arrow.dashed { stroke-dasharray: 5 4 }',
  '.arrow.kv { stroke: #0b62c4; stroke-dasharray: none } .head.kv { fill: #0b62c4 } .arrow.reads { opacity: .5 }',
  '.new .box { stroke: #116329; stroke-width: 3 } .changed .box { stroke: #9a6700; stroke-width: 3 }',
  '.gone .box { stroke: #a40e26; stroke-width: 3; stroke-dasharray: 6 4 }',
  '@media (prefers-color-scheme: dark) {',
  'text { fill: #e6edf3 } .line, .label { fill: #9da7b3 } .back { fill: #0f141a } .group { stroke: #3d444d }',
  '.box { fill: #1c232c; stroke: #9da7b3 } .arrow { stroke: #9da7b3 } .head { fill: #9da7b3 }',
  '.arrow.kv { stroke: #6cb6ff } .head.kv { fill: #6cb6ff }',
  '.new .box { stroke: #56d364 } .changed .box { stroke: #e3b341 } .gone .box { stroke: #ff7b72 }',
  '}',
].join('\n');

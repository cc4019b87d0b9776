import type { Part, PartChange, Topology, Way } from './topology';

/** Topologies as a flowchart of mermaid, which GitHub and GitLab draw in a comment. */
export function mermaid(topologies: readonly Topology[]): string {
  const lines = topologies.flatMap((topology, index) => {
    const ids = new Map(topology.parts.map(({ id }, at) => [id, `d${index}p${at}`]));
    const drawn = [
      ...topology.parts.map(part => `${ids.get(part.id)}${box(part)}${part.change ? `:::${part.change}` : ''}`),
      ...topology.ways.map(way => wayText(way, ids)),
    ];
    if (topologies.length === 1) return drawn;
    return [`subgraph s${index}["${quoted(topology.deployment)}"]`, ...drawn, 'end'];
  });
  const used = [...new Set(topologies.flatMap(({ parts }) => parts.flatMap(({ change }) => change ?? [])))];
  return [
    'flowchart LR', ...lines.map(line => `  ${line}`), ...used.map(change => `  classDef ${change} ${styles[change]}`),
    '',
  ].join('\n');
}

/** Each in both themes readable: a border says it, and the words do. */
const styles: Readonly<Record<PartChange, string>> = {
  new: 'stroke:#2da44e,stroke-width:3px', gone: 'stroke:#cf222e,stroke-width:3px,stroke-dasharray:6 4',
  changed: 'stroke:#bf8700,stroke-width:3px',
};

function box({ change, lines, title }: Part): string {
  const text = [`${title}${change === undefined ? '' : ` (${change})`}`, ...lines].map(quoted).join('<br/>');
  return `["${text}"]`;
}

function wayText({ from, kind, label, to }: Way, ids: ReadonlyMap<string, string>): string {
  const arrow = kind === 'kv' ? '==>' : kind === 'request' ? '-->' : '-.->';
  return `${ids.get(from)} ${arrow}${label === '' ? '' : `|"${quoted(label)}"|`} ${ids.get(to)}`;
}

/** What ends a text of mermaid, or is markup in it, as its code. */
function quoted(text: string): string {
  return text.replace(/["#<>&`]/g, character => `#${character.charCodeAt(0)};`);
}

import type { ParameterFacts, PluginFacts } from '../../stack/picker/plugins/plugin-facts';
import { knownVersions } from '../../stack/releases';

/** Which plugins the known pickers have, and what each takes: the second half of docs/endpoint-picker.md. */
export function pluginTable(): string {
  const pickers = knownVersions.endpointPicker.map(({ known }) => known as Known);
  const types = [...new Set(pickers.flatMap(({ plugins }) => Object.keys(plugins)))];
  const rows = types.map((type) => {
    const facts = pickers.map(({ plugins }) => plugins[type]).filter(found => found !== undefined);
    const newest = facts.reduce((one, other) => parameterCount(other) >= parameterCount(one) ? other : one);
    return { type, kind: newest.kind, text: [
      `\`${type}\`${newest.isExperimental ? ' (alpha)' : ''}`,
      ...pickers.map(({ plugins }) => plugins[type] ? 'yes' : '-'),
      parametersText(newest),
    ] };
  });
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  return kinds.map(kind => [
    `### ${kind}`,
    '',
    `| type | ${pickers.map(({ version }) => version).join(' | ')} | parameters |`,
    `| --- | ${pickers.map(() => '---').join(' | ')} | --- |`,
    ...rows.filter(row => row.kind === kind).map(({ text }) => `| ${text.join(' | ')} |`),
    '',
  ].join('\n')).join('\n');
}

/** What the table reads of a picker. */
interface Known {
  readonly version: string;
  readonly plugins: Readonly<Partial<Record<string, PluginFacts>>>;
}

function parameterCount({ parameters }: PluginFacts): number {
  return parameters === 'unread' ? 0 : Object.keys(parameters).length;
}

function parametersText({ parameters }: PluginFacts): string {
  if (parameters === 'unread') return 'not read';
  const all = Object.entries(parameters).map(([name, facts]) => `\`${name}\`: ${parameterText(facts)}`);
  return all.length === 0 ? 'none' : all.join('; ');
}

function parameterText({ above, default: value, least, most, type, words }: ParameterFacts): string {
  return [
    words ? words.map(word => `\`${word}\``).join(' or ') : type,
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(least === undefined ? [] : [`at least ${least}`]),
    ...(most === undefined ? [] : [`at most ${most}`]),
    ...(value === undefined ? [] : [`default \`${value}\``]),
  ].join(', ');
}

// Writes docs/gateways.md from lib/gateways/; a test says when it is out of date.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gateways } from '../lib/gateways/gateways';
import type { GatewayImplementation } from '../lib/gateways/gateway';

/** The text of docs/gateways.md. */
export function gatewaysPage(): string {
  return `# Gateways

This page is written from the modules in \`lib/gateways/\` by \`npm run docs\`.

A spec names what reads its InferencePool:
\`gateway: ${gateways[0]!.controller.specOf('1.30')}\`. What follows from it is derived: the class of the
Gateway, the group of the InferencePool, objects that only this gateway reads, and where network policies let
requests in. What a gateway cannot do is an error at synth that names one that can (PD760 to PD765 in
[rules.md](rules.md)). \`llmd doctor\` and the getting-started page say how its controller is installed and switched on.

${table(['', ...gateways.map(({ title }) => title)], features.map(({ title, of }) => [title, ...gateways.map(of)]))}

## What was run

${table(
  ['gateway', 'objects were judged by', 'conditions were set by', 'requests were carried by'],
  gateways.map(({ proof: { controller, objects, requests }, title }) => (
    [title, objects, controller ?? 'nothing', requests ?? 'nothing']
  )),
)}

A synth judges every object by these definitions. Where nothing set conditions, no controller has seen the objects: run
\`llmd doctor\` and \`llmd verify\` against a cluster that has the gateway.

## How each is switched on

${gateways.map(installation).join('\n\n')}

## Where this was read

${gateways.map(({ abilities, title }) => `- ${title}: ${abilities.source}.`).join('\n')}
`;
}

const features: readonly { readonly title: string; readonly of: (gateway: GatewayImplementation) => string }[] = [
  { title: 'in a spec', of: gateway => code(gateway.controller.specOf(readAtTag(gateway))) },
  { title: 'versions', of: ({ inferencePoolGroups }) => Object.keys(inferencePoolGroups).join(', ') },
  { title: 'GatewayClass', of: ({ gatewayClassNames }) => gatewayClassNames.map(code).join(', ') },
  { title: 'group of the InferencePool', of: ({ inferencePoolGroups }) => groups(inferencePoolGroups) },
  { title: 'prefill and decode apart', of: ({ abilities }) => (abilities.carriesPickerHeaders ? 'yes' : 'no (PD760)') },
  {
    title: 'a picker\'s header that a caller sends',
    of: ({ abilities: { callersHeaders } }) => (callersHeaders === 'kept' ? 'kept (PD763)' : callersHeaders),
  },
  { title: '`timeouts` of a route', of: ({ abilities }) => (abilities.timeouts ? 'yes' : 'no') },
  {
    title: 'shares of several pools in a rule',
    of: ({ abilities: { weights } }) => (weights === 'yes' ? 'yes' : `no: ${weights.not}`),
  },
  {
    title: '`failureMode` of a pool',
    of: ({ abilities: { failureMode } }) => (
      typeof failureMode === 'string' ? failureMode : `always ${failureMode.always}`
    ),
  },
  { title: 'longest prompt', of: ({ abilities }) => abilities.promptLimit },
  { title: 'its own objects', of: ({ apiGroups }) => apiGroups.map(code).join(', ') },
  { title: 'data plane', of: dataPlane },
  { title: 'metrics for alerts', of: ({ metrics }) => (metrics ? code(metrics.requests) : 'none') },
  {
    title: '`llmd rehearse`',
    of: ({ rehearsal }) => ('lacks' in rehearsal ? `no: ${rehearsal.lacks}` : rehearsal.standIn),
  },
];

function dataPlane({ pods }: GatewayImplementation): string {
  const where = pods?.({ name: '<name>', namespace: '<namespace>' }) ?? 'pods of the deployment\'s namespace';
  return typeof where === 'string' ? where : `pods of the namespace ${code(where.namespace)}`;
}

function installation(gateway: GatewayImplementation): string {
  const { controller, title } = gateway;
  const commands = controller.installation(readAtTag(gateway));
  const enabled = controller.enabledBy ? `, ${controller.enabledBy.fix}` : '';
  return `**${title}**${enabled}:\n\n${commands.map(command => `    ${command}`).join('\n')}`;
}

function groups(inferencePoolGroups: GatewayImplementation['inferencePoolGroups']): string {
  const all = [...new Set(Object.values(inferencePoolGroups))];
  return all.map((group) => {
    const versions = Object.keys(inferencePoolGroups).filter(version => inferencePoolGroups[version] === group);
    return all.length === 1 ? code(group) : `${code(group)} (${versions[0]}${versions.length > 1 ? ' and later' : ''})`;
  }).join(', ');
}

/** The newest version of which nothing is to be said, if there is one. */
function readAtTag({ inferencePoolGroups, versionNotes }: GatewayImplementation): string {
  const versions = Object.keys(inferencePoolGroups);
  return versions.filter(version => versionNotes[version] === undefined).at(-1) ?? versions.at(-1)!;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

if (require.main === module) writeFileSync(join(__dirname, '..', 'docs', 'gateways.md'), gatewaysPage());

// Writes docs/devices.md from lib/devices/; a test says when it is out of date.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Device } from '../lib/devices/device';
import { devices } from '../lib/devices/devices';

/** The text of docs/devices.md. */
export function devicesPage(): string {
  return `# Devices

This page is written from the modules in \`lib/devices/\` by \`npm run docs\`.

\`device\` says what the engines compute on, and a known \`accelerator\` says it too. The resource that pods ask for,
the image of the engine, its environment, tolerations and node selector follow from it. Both fields can be set for
all pods or for one role: \`prefill: { accelerator: 'NVIDIA-A100-SXM4-80GB' }, decode: { accelerator: 'NVIDIA-H200' }\`.

${table(['', ...devices.map(({ title }) => title)], rows.map(([title, of]) => [title, ...devices.map(of)]))}

- **\`image\` of a role** is for an image of your own with the same version of vLLM. Without an image that is known for
  the device, the synth is an error (PD642).
- **\`acceleratorLabel: 'none'\`** names the accelerator for the rules alone; the nodes are then selected by
  \`pod.nodeSelector\`.
- **An accelerator that is not in the table** is named by its label, or written with \`Accelerator.of\`; without facts
  its memory is not judged (PD209).
- \`llmd doctor\` counts the resources of every role's device on the nodes, \`llmd top\` asks the command of the table.

## What was run

${devices.map(({ proof, title }) => `- ${title}: ${proof.text}.`).join('\n')}

Of a device on which nothing ran, a warning says so (PD640).

## How each is installed

${devices.filter(({ installation }) => installation.length > 0).map(installation).join('\n\n')}

## Where this was read

${devices.map(({ source, title }) => `- ${title}: ${source}.`).join('\n')}
`;
}

const rows: readonly (readonly [string, (device: Device) => string])[] = [
  ['in a spec', ({ name }) => code(`device: '${name}'`)],
  ['resource', ({ resource }) => (resource === undefined ? 'none: CPU and memory' : code(resource))],
  ['products with facts', ({ accelerators }) => Object.keys(accelerators).map(code).join(', ') || 'none'],
  ['label of the nodes', ({ otherLabels, productLabel }) =>
    [productLabel ?? [], Object.keys(otherLabels)].flat().map(code).join(', ') || 'none'],
  ['tolerates', ({ toleration }) => (toleration === undefined ? 'nothing' : code(toleration.key))],
  ['image', ({ images }) => (images === undefined
    ? 'that of the release'
    : Object.entries(images).map(([version, image]) => `${version}: ${code(image)}`).join(', '))],
  ['environment', ({ environment }) =>
    Object.keys(environment({ ranks: 1, memory: '8Gi' })).map(code).join(', ') || 'none'],
  ['unequal \`tensor\` of the roles', ({ unequalTensorBackend }) => (unequalTensorBackend === undefined
    ? 'any attention backend'
    : `${code(`engine.attentionBackend: '${unequalTensorBackend}'`)} (PD643)`)],
  ['KV cache', ({ kvCacheGiB }) => (kvCacheGiB === undefined
    ? 'on the device'
    : `memory of the container: ${code('engine.kvCacheMemory')} of the role`)],
  ['metrics', ({ exporter }) => exporter ?? 'nothing is known'],
  ['use', ({ use }) => (use === undefined ? 'no command is known' : code(use.command[0]!))],
];

function installation({ installation: commands, plugin, title }: Device): string {
  return `**${title}**: ${plugin}.\n\n${commands.map(command => `    ${command}`).join('\n')}`;
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...lines.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

if (require.main === module) writeFileSync(join(__dirname, '..', 'docs', 'devices.md'), devicesPage());

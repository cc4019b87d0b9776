// Writes docs/devices.md from lib/devices/; a test says when it is out of date.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Device } from '../lib/devices/device';
import { defaultBlockSize } from '../lib/plan/default-block-size';
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
- **TPUs** are chips with cores, and an engine has a rank on each core: \`tensor: 8\` takes 4 chips of \`tpu7x\`. The
  shape of the slice follows from their number; slices of several nodes are not written (PD656). Between roles KV cache
  moves by \`connector: { type: 'tpu' }\` or \`tpu-hybrid\` (PD372).
- **GPUs of Intel**: the device plugin names its resource by the driver of the kernel. \`gpu.intel.com/xe\` is written;
  nodes with \`i915\` are for \`claim\`. Their groups are of the cluster: \`pod.securityContext.supplementalGroups\`.
- \`llmd doctor\` counts the resources of every role's device on the nodes, \`llmd top\` asks the command of the table.

## Claims instead of resources

With \`claim\` pods get devices by dynamic resource allocation (\`resource.k8s.io/v1\`, Kubernetes 1.34) and not from a
device plugin. A ResourceClaimTemplate for each role follows from it, and the claims of pods and engines.

${table(['in a spec', 'what is claimed'], claims)}

- Each part is for itself: \`nics\` alone leaves the accelerators to their device plugin. Never use both for one kind of
  device: NVIDIA's DRA driver gives GPUs only where it is installed with \`resources.gpus.enabled\`.
- A template cannot be changed in place (PD517): pods that run keep their claims, and a template that is deleted is
  made anew.
- \`llmd doctor\` asks for the DeviceClasses and counts what the drivers publish and what a ResourceQuota of a class
  allows; reports, \`llmd top\` and \`llmd bench\` count claimed accelerators as others.
- In a chart composed by hand \`new ComputeDomain(chart, 'compute-domain', { name: '<deployment>-compute-domain' })\`
  makes the domain that pools with \`computeDomain\` join.
- No device was allocated by claims here: a warning says so (PD654).

## What was run

${devices.map(({ proof, title }) => `- ${title}: ${proof.text}.`).join('\n')}

Of a device on which nothing ran, a warning says so (PD640).

## How each is installed

${devices.filter(({ installation }) => installation.length > 0).map(installation).join('\n\n')}

## Where this was read

${devices.map(({ source, title }) => `- ${title}: ${source}.`).join('\n')}
`;
}

const claims: readonly (readonly string[])[] = [
  [
    code('claim: { accelerators: {} }'),
    `as many accelerators as the pod has ranks, of the class of the table; ${code('deviceClass')} names another, `
    + `${code('selectors')} are expressions of CEL`,
  ],
  [
    code('claim: { nics: { deviceClass: \'mrdma.google.com\' } }'),
    `network cards of ${code('fabric')}; with ${code('firstAvailable')} the first group of them that is free`,
  ],
  [
    code('claim: { per: \'accelerator\', sameAttribute: \'resource.kubernetes.io/pcieRoot\', ... }'),
    'a claim for each accelerator, with its network card on the same PCIe root',
  ],
  [
    code('claim: { computeDomain: true }'),
    'a channel of a ComputeDomain, which is made: NVLink between the nodes of an NVL72 rack',
  ],
];

const rows: readonly (readonly [string, (device: Device) => string])[] = [
  ['in a spec', ({ name }) => code(`device: '${name}'`)],
  ['resource', ({ resource }) => (resource === undefined ? 'none: CPU and memory' : code(resource))],
  ['claimed of', ({ dra }) => (dra === undefined
    ? 'no driver is known'
    : [dra.deviceClass, dra.sliceClass ?? []].flat().map(code).join(', '))],
  ['products with facts', ({ accelerators }) => Object.keys(accelerators).map(code).join(', ') || 'none'],
  ['label of the nodes', ({ otherLabels, productLabel }) =>
    [productLabel ?? [], Object.keys(otherLabels)].flat().map(code).join(', ') || 'none'],
  ['block of KV cache', ({ blockSize }) => (blockSize === 'engine'
    ? 'chosen by the engine; `--block-size` is written where a spec says it'
    : `${blockSize ?? defaultBlockSize} tokens`)],
  ['tolerates', ({ toleration }) => (toleration === undefined ? 'nothing' : code(toleration.key))],
  ['image', ({ images }) => (images === undefined
    ? 'that of the release'
    : Object.entries(images).map(([version, image]) => `${version}: ${code(image)}`).join(', ')
      || 'none is known: `image` of the role')],
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

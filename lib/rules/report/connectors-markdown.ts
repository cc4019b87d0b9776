import { connectors } from '../../connectors/connectors';
import { offloadings } from '../../connectors/offloading/offloadings';
import { efaInstances } from '../../devices/efa';
import { knownVersions } from '../../stack/releases';

/** The page about connectors and what keeps KV cache, made of their modules. */
export function connectorsPage(): string {
  return [
    '# How KV cache moves, and where it is kept',
    '',
    '`connector` says what takes KV cache from prefill to decode pods, `fabric` on which network, and '
    + '`offloading` of a',
    'role where its pods keep what their GPUs have no room for. This page is written by `npm run docs` from',
    '`lib/connectors/`.',
    '',
    '## From prefill to decode pods',
    '',
    table(
      ['`connector.type`', 'class of vLLM', 'versions', 'protocol of the routing proxy', 'what was run'],
      connectors.map(({ name, proof, proxyProtocol, title, type }) => [
        `\`${type}\``, `${title}, \`${name}\``, versionsOf(name), `\`${proxyProtocol}\``, proof,
      ]),
    ),
    '',
    '- Left out it is NIXL. Its `backends` follow from the fabric: LIBFABRIC on EFA, else vLLM\'s own, UCX.',
    '- `bufferDevice: \'cpu\'` copies through the memory of the host; both roles do so (PD352), with one block size '
    + '(PD365).',
    '- Ports, `kv_role`, the address of the side channel and the network policies follow from it.',
    '- Where nothing was run, a warning says so (PD362): waive it with the result of `llmd verify`.',
    '',
    '## EFA of AWS',
    '',
    '`fabric: { type: \'rdma-ipc-lock\', network: \'efa\', instanceType: \'p5en.48xlarge\' }` gives each '
    + 'pod the devices',
    'that go with its GPUs, the nodes of the type, one zone for both roles, and engines without a limit of CPU. The',
    'image must have libfabric, which those of vLLM do not (PD614): AWS\'s do, `Vllm.of({ image, like '
    + '})` says it. With',
    '`rdma-ipc-lock` the engine pins memory as root. An instance type without a row needs `devices` (PD360).',
    '',
    table(
      ['instance type', 'GPUs', 'EFA devices', 'of one GPU'],
      Object.entries(efaInstances).map(([type, { devices, gpus }]) => [
        `\`${type}\``, String(gpus), String(devices), String(Math.max(1, Math.floor(devices / gpus))),
      ]),
    ),
    '',
    '## Where KV cache is kept',
    '',
    '`offloading` is of a role, with or without `prefill`. Beside a connector both are in a '
    + '`MultiConnector`; alone it is',
    'the connector itself.',
    '',
    table(
      ['`offloading.type`', 'class of vLLM', 'versions', 'what was run'],
      offloadings.map(({ name, proof, title, type }) => [
        `\`${type}\``, `${title}, \`${name}\``, versionsOf(name), proof,
      ]),
    ),
    '',
    '- `native` takes `memory` of the host at start, in `/dev/shm`: the size of that follows (PD367), '
    + 'and `memory` of the',
    '  role must be larger (PD366). `chunkTokens` is a multiple of `engine.blockSize` (PD369).',
    '- `files` names the folder and what is mounted there: a claim that is made '
    + '(`persistentVolumeClaim`, ReadWriteMany),',
    '  one that exists, a folder of the node, or of the pod. vLLM removes no files: the storage has to.',
    '- `peers` lets pods without `prefill` fetch from each other: they get a routing proxy with the protocol',
    '  `offloading`, and policies that let them. The picker says which peer by its own plugin, `p2p-source-producer`.',
    '- `mooncake-store` needs a master that runs elsewhere; network policies do not know where. Open it in',
    '  `operations.networkPolicies.egress`.',
    '- `engine.hashSeed` is `PYTHONHASHSEED` of all pods: 0 where something is kept by its hash.',
    '- Metrics of `native` are `vllm:kv_offload_load_bytes` and `vllm:kv_offload_store_bytes` (vLLM 0.30.0).',
    '',
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

function versionsOf(name: string): string {
  const having = knownVersions.modelServer.filter(({ known }) =>
    (known.transfers.connectors as readonly string[]).includes(name));
  return having.length === 0 ? 'a plugin' : having.map(({ known: { version } }) => version).join(', ');
}

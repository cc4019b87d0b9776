import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { distManifests, Manifest } from '../__tests__/manifests';
import { commandUsage, type Usage } from './command-usage';
import { median } from './rounds';
import { scratchFolder } from './scratch';

const NAME = 'llm-d-llama31';
const PODS = 5000;
const ROUNDS = 5;

/**
 * `llmd doctor` of a cluster of 5,000 pods of 4 kB, and `llmd status` of a namespace with as many, which they all read:
 * seconds and memory of the whole command, beside those for none.
 */
export async function pods(): Promise<void> {
  console.log(`(d) llmd doctor of a cluster, llmd status of a namespace; ${ROUNDS} rounds, medians (goal: below 5 s)`);
  for (const command of ['doctor', 'status']) await measured(command);
}

async function measured(command: string): Promise<void> {
  for (const number of [0, PODS]) {
    const server = createServer((request, response) => answer(number, request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const kubeconfig = join(scratchFolder('pods'), 'kubeconfig');
    writeFileSync(kubeconfig, kubeconfigOf((server.address() as AddressInfo).port));
    const rounds: Usage[] = [];
    for (let round = 0; round < ROUNDS; round++)
      rounds.push(await commandUsage([command, NAME, '--kubeconfig', kubeconfig]));
    server.close();
    const seconds = median(rounds.map(round => round.seconds));
    const cpu = median(rounds.map(round => round.cpuSeconds));
    const memory = median(rounds.map(round => round.mebibytes));
    const figures = `${seconds.toFixed(2)} s, CPU of the command ${cpu.toFixed(2)} s, ${memory} MiB`;
    console.log(`  llmd ${command}, ${`${number}`.padStart(4)} pods of 4 kB  ${figures}`);
  }
}

/** As much of an API server as the two commands ask for; lists are answered in pages. */
function answer(number: number, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
  const send = (value: object, code = 200): void =>
    void response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  if (pathname === '/version') return send({ gitVersion: 'v1.34.4' });
  if (/^\/(api|apis\/[^/]+)\/[^/]+$/.test(pathname)) return send({ resources });
  if (pathname.endsWith('selfsubjectaccessreviews')) return send({ status: { allowed: true } });
  if (!searchParams.has('limit')) {
    const object = deployed.get(pathname.split('/').slice(-2).join('/'));
    return object === undefined ? send({ kind: 'Status', message: 'not found' }, 404) : send(object);
  }
  if (!pathname.endsWith('/pods')) return send({ items: [] });
  const [first, size] = [Number(searchParams.get('continue') ?? 0), Number(searchParams.get('limit'))];
  const namespace = /\/namespaces\/([^/]+)/.exec(pathname)?.[1] ?? 'other';
  const items = Array.from({ length: Math.min(size, number - first) }, (_, index) => podOf(first + index, namespace));
  send({ items, metadata: first + size < number ? { continue: `${first + size}` } : {} });
}

const kinds = [...new Set([
  'Pod', 'Node', 'Namespace', 'ConfigMap', 'Secret', 'Service', 'ServiceAccount', 'Role', 'RoleBinding',
  'PersistentVolumeClaim', 'PodDisruptionBudget', 'Deployment', 'Gateway', 'HTTPRoute', 'GatewayClass', 'InferencePool',
  'DestinationRule', 'StorageClass', 'ResourceQuota', 'LimitRange', 'Job', 'CustomResourceDefinition', 'Event',
  'ReplicaSet', ...distManifests(NAME).map(({ kind }) => String(kind)),
])];
const resources = kinds.map(kind => ({ kind, name: `${kind.toLowerCase()}s`, namespaced: true }));

/** The deployment is there, as its file has it. */
const deployed = new Map(distManifests(NAME).map((object): [string, Manifest] => {
  const { name } = object.metadata as { readonly name: string };
  return [`${String(object.kind).toLowerCase()}s/${name}`, object];
}));

const decode = deployed.get(`deployments/${NAME}-decode`)!.spec as {
  readonly template: { readonly metadata: { readonly labels: object } };
};

/** In the namespace of the deployment every second pod is a decode pod; every second of these is not ready. */
function podOf(index: number, namespace: string): object {
  const labels = index % 2 === 0 ? decode.template.metadata.labels : {};
  return {
    metadata: { name: `pod-${index}`, namespace, labels, annotations: { padding: 'x'.repeat(3600) } },
    spec: {
      nodeName: `node-${index % 100}`, containers: [{ name: 'a', image: 'b', resources: { requests: { cpu: '1' } } }],
    },
    status: {
      phase: 'Running', podIP: '10.0.0.1',
      conditions: [{ type: 'Ready', status: index % 4 === 0 ? 'False' : 'True' }],
    },
  };
}

function kubeconfigOf(port: number): string {
  return JSON.stringify({
    'apiVersion': 'v1', 'kind': 'Config', 'current-context': 'a',
    'contexts': [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    'clusters': [{ name: 'a', cluster: { server: `http://127.0.0.1:${port}` } }],
    'users': [{ name: 'a', user: {} }],
  });
}

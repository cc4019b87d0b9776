// node __tests__/cluster/run.mjs --run record-upstream-cases.mjs
// Runs the CEL tests that the upstream modules ship against the control plane, through a proxy that writes down each
// object and what the API server answered: __tests__/schema/upstream-cases.json. Needs Go and a network; the result is
// committed.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

const suites = [
  // The last version of the Gateway API whose module holds its tests.
  { module: 'sigs.k8s.io/gateway-api@v1.4.1', folder: 'pkg/test/cel' },
  { module: 'sigs.k8s.io/gateway-api-inference-extension@v1.5.0', folder: 'test/cel' },
];
const ours = [
  '/apis/gateway.networking.k8s.io/v1/namespaces/',
  '/apis/inference.networking.k8s.io/v1/namespaces/',
  '/apis/inference.networking.x-k8s.io/v1alpha2/namespaces/',
];
const kinds = ['Gateway', 'HTTPRoute', 'InferencePool'];

const folder = mkdtempSync(join(tmpdir(), 'cdk8s-llm-d-cases-'));
const cases = new Map();
const { server, agent } = target(JSON.parse(readFileSync(process.env.CDK8S_LLM_D_CLUSTER, 'utf8')).kubeconfig);
const proxy = createServer(forward);
await new Promise(resolve => proxy.listen(0, '127.0.0.1', resolve));
try {
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, stringify({
    apiVersion: 'v1', kind: 'Config', 'current-context': 'proxy',
    clusters: [{ name: 'proxy', cluster: { server: `http://127.0.0.1:${proxy.address().port}` } }],
    contexts: [{ name: 'proxy', context: { cluster: 'proxy', user: 'proxy' } }],
    users: [{ name: 'proxy', user: {} }],
  }));
  for (const suite of suites) await runSuite(suite, kubeconfig);
  const lines = [...cases]
    .map(
      ([object, refused]) =>
        `{"object":${object}${refused === undefined ? '' : `,"refused":${JSON.stringify(refused)}`}}`,
    )
    .sort();
  writeFileSync(new URL('../schema/upstream-cases.json', import.meta.url), `[\n${lines.join(',\n')}\n]\n`);
  console.error(
    `${cases.size} objects, of which ${[...cases.values()].filter(refused => refused !== undefined).length} `
    + 'were refused',
  );
} finally {
  proxy.close();
  proxy.closeAllConnections();
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
}

async function runSuite({ module, folder: tests }, kubeconfig) {
  const { Dir } = JSON.parse(
    spawnSync('go', ['mod', 'download', '-json', module], { cwd: tmpdir(), encoding: 'utf8' }).stdout,
  );
  console.error(`${module} ${tests}`);
  const program = join(folder, 'cel.test');
  const built = spawnSync('go', ['test', '-c', '-o', program, `./${tests}`], {
    cwd: Dir,
    encoding: 'utf8',
    env: { ...process.env, GOWORK: 'off', CGO_ENABLED: '0' },
  });
  if (built.status !== 0) throw new Error(built.stderr);
  // Its own verdict is of no interest here: it expects the CRDs of its own version.
  await new Promise(resolve =>
    spawn(program, { cwd: folder, env: { ...process.env, KUBECONFIG: kubeconfig }, stdio: 'ignore' }).once(
      'exit',
      resolve,
    ),
  );
}

function target(kubeconfig) {
  const config = parse(readFileSync(kubeconfig, 'utf8'));
  const { cluster } = config.clusters[0];
  const { user } = config.users[0];
  const read = (entry, field) =>
    entry[`${field}-data`] ? Buffer.from(entry[`${field}-data`], 'base64') : readFileSync(entry[field]);
  return {
    server: cluster.server,
    agent: new Agent({
      keepAlive: true,
      ca: read(cluster, 'certificate-authority'),
      cert: read(user, 'client-certificate'),
      key: read(user, 'client-key'),
    }),
  };
}

function forward(incoming, outgoing) {
  const chunks = [];
  incoming.on('data', chunk => chunks.push(chunk));
  incoming.on('end', () => {
    const body = Buffer.concat(chunks);
    // Plain answers, so that they can be read here.
    const headers = { ...incoming.headers, host: new URL(server).host, 'accept-encoding': 'identity' };
    const call = request(new URL(incoming.url, server), { method: incoming.method, headers, agent }, (response) => {
      const answer = [];
      response.on('data', chunk => answer.push(chunk));
      response.on('end', () => {
        if (incoming.method === 'POST') note(incoming.url, body, response.statusCode, Buffer.concat(answer));
        outgoing.writeHead(response.statusCode, response.headers).end(Buffer.concat(answer));
      });
    });
    call.on('error', () => outgoing.destroy());
    call.end(body);
  });
}

function note(url, body, status, answer) {
  if (!ours.some(prefix => url.startsWith(prefix))) return;
  const { status: _, ...object } = JSON.parse(body);
  if (!kinds.includes(object.kind)) return;
  object.metadata = { name: 'case' };
  const text = JSON.stringify(object);
  if (status < 300) cases.set(text, undefined);
  else
    cases.set(
      text,
      JSON.parse(answer)
        .details.causes.map(({ field, message }) => `${field}: ${message.replace(/^Invalid value: .*: (?=\S)/s, '')}`)
        .sort(),
    );
}

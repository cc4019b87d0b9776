// npm run test:cluster [-- --use-kubeconfig] [jest arguments | --run script of this folder]: builds the programs once,
// starts a control plane, installs the CRDs of upstream, and lets the tests judge dist/ by them. With --use-kubeconfig
// they run against the cluster of KUBECONFIG instead, in namespaces that they make and delete; its CRDs must be there.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from '../../programs/build.mjs';
import { cacheFolder } from '../../programs/cache.mjs';
import { programs } from '../../programs/programs.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const borrowed = process.argv.includes('--use-kubeconfig');
const jestArguments = process.argv.slice(2).filter(argument => argument !== '--use-kubeconfig');

/** Sets of CRDs to install, the later of two that hold the same CRD last. */
const installed = [
  'gateway-api-inference-extension@v1.0.1',
  'gateway-api-inference-extension@v1.5.0',
  'gateway-api@v1.5.1',
  'istio.io_api',
  'agentgateway_agentgateway',
  'envoyproxy_gateway',
  'lws',
  'prometheus-operator',
  'keda',
  'argo-cd',
  'kustomize-controller',
];

const folder = mkdtempSync(join(tmpdir(), 'cdk8s-llm-d-cluster-'));
let plane;
try {
  process.exitCode = await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  plane?.stdin.end();
  rmSync(folder, { recursive: true, force: true });
}

async function main() {
  const built = {};
  for (const name of Object.keys(programs)) built[name] = await build(name);
  run(process.execPath, [join(here, '..', '..', 'programs', 'upstream-crds', 'copy.mjs')]);
  const kubeconfig = borrowed ? process.env.KUBECONFIG : await startControlPlane(built['control-plane']);
  if (!kubeconfig) throw new Error('--use-kubeconfig needs KUBECONFIG to name the kubeconfig of a cluster');
  if (!borrowed) installCrds(built['control-plane'], kubeconfig);
  const file = join(folder, 'cluster.json');
  writeFileSync(file, JSON.stringify({ kubeconfig, programs: built, borrowed }));
  return runTests(file);
}

async function startControlPlane(program) {
  plane = spawn(program, ['--nodes', '3', '--node-resources', 'nvidia.com/gpu=8'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // Told to go, it goes; a test run that is killed closes the pipe, which says the same.
  const [line] = await Promise.race([
    new Promise(resolve => createInterface({ input: plane.stdout }).once('line', text => resolve([text]))),
    new Promise((_, reject) =>
      plane.once('exit', code =>
        reject(new Error(`the control plane ended with exit code ${code} before it was ready`)),
      ),
    ),
  ]);
  const { kubeconfig, version, seconds } = JSON.parse(line);
  console.error(`Kubernetes ${version}, ready in ${seconds} s`);
  return kubeconfig;
}

function installCrds(program, kubeconfig) {
  const index = JSON.parse(readFileSync(join(cacheFolder('crds'), 'index.json'), 'utf8'));
  const chosen = new Map();
  for (const wanted of installed)
    for (const { set, name, file } of index) if (set.includes(wanted)) chosen.set(name, file);
  const files = [...chosen.values()].flatMap(file => ['-f', file]);
  run(program, ['kubectl', '--kubeconfig', kubeconfig, 'apply', '--server-side', ...files]);
  run(program, [
    'kubectl',
    '--kubeconfig',
    kubeconfig,
    'wait',
    '--for=condition=Established',
    '--timeout=30s',
    ...files,
  ]);
}

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error((stderr || stdout).trim().split('\n').slice(-3).join('\n'));
}

function runTests(file) {
  const root = join(here, '..', '..');
  const jest = [
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--config',
    join(root, 'jest.cluster.config.js'),
    '--runInBand',
    ...jestArguments,
  ];
  const command = jestArguments[0] === '--run' ? [join(here, jestArguments[1])] : jest;
  const tests = spawn(process.execPath, command, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CDK8S_LLM_D_CLUSTER: file },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => tests.kill(signal));
  return new Promise(resolve => tests.once('exit', code => resolve(code ?? 1)));
}

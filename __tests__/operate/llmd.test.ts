import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../folder';

const root = join(__dirname, '..', '..');
const kubeconfig = join(temporaryFolder(), 'config');
// Nobody answers there, and nobody is asked before the command line is read.
writeFileSync(kubeconfig, `apiVersion: v1
kind: Config
current-context: a
contexts: [{ name: a, context: { cluster: a, user: a } }]
clusters: [{ name: a, cluster: { server: 'https://127.0.0.1:1' } }]
users: [{ name: a, user: {} }]
`);
const env = { ...process.env, KUBECONFIG: kubeconfig };
const llmd = (...args: readonly string[]) =>
  spawnSync(process.execPath, [join(root, 'bin', 'llmd.cjs'), ...args], { cwd: root, encoding: 'utf8', env });

test.each([
  [
    ['deploy', 'no-such'],
    2,
    /no-such\.k8s\.yaml does not exist: run `npx cdk8s synth` first.*\. dist\/ has llm-d-llama31-next, llm-d-llama31$/m,
  ],
  [['deploy', 'llm-d-llama31', '--timeout', 'soon'], 2, /--timeout must be a whole number of at least 1, got 'soon'/],
  [['bench', 'llm-d-llama31', '200', 'many'], 2, /concurrency must be a whole number of at least 1, got 'many'/],
  [['bench', 'llm-d-llama31', '--sweep', '32,x'], 2, /--sweep must be a whole number of at least 1, got 'x'/],
  [['bench', 'llm-d-llama31', '--baseline', 'none.json'], 2, /--baseline: the file none\.json does not exist/],
  [
    ['bench', 'llm-d-llama31', '--baseline', 'package.json'],
    2,
    /--baseline: package\.json is not a result of `llmd bench`/,
  ],
  [['bench', 'llm-d-llama31', '--baseline', 'README.md'], 2, /--baseline: README\.md is not a result of `llmd bench`/],
  [
    ['logs', 'llm-d-llama31', 'everything'],
    2,
    /the source of logs must be one of prefill, decode, proxy, picker, gateway, got 'everything'/,
  ],
  [
    ['doctor', 'llm-d-llama31', '--snapshot', 'package.json'],
    2,
    /--snapshot package\.json: is not a snapshot of a cluster; `llmd doctor --save package\.json` writes one/,
  ],
  [['status', 'llm-d-llama31', '--output', 'yaml'], 2, /argument 'yaml' is invalid. Allowed choices are text, json/],
  [['status', 'llm-d-llama31', '--request-timeout', 'soon'], 2, /--request-timeout must be seconds or .*, got 'soon'/],
  [['status', 'llm-d-llama31', '--namespace', 'prod'], 2, /--namespace prod: dist\S+ is for namespace llm-d-llama31\./],
])('llmd %j ends with %i and says why', (args, status, message) => {
  expect(llmd(...args)).toMatchObject({ status, stderr: expect.stringMatching(message) });
});

test('outside of a project the folder is what is wrong', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'bin', 'llmd.cjs'), 'status', 'llm-d-llama31'], {
    cwd: temporaryFolder(), encoding: 'utf8', env,
  });
  const said = expect.stringMatching(/run `llmd` in the folder of the project/) as string;
  expect({ status, stderr }).toEqual({ status: 2, stderr: said });
});

test('a failure is JSON too where JSON is asked for', () => {
  const { status, stdout } = llmd('verify', 'no-such', '-o', 'json');
  expect({ status, said: JSON.parse(stdout) as unknown }).toEqual({
    status: 2,
    said: { ok: false, causes: [expect.stringContaining('dist/no-such.k8s.yaml does not exist')] },
  });
});

test('a snapshot of another namespace is not judged', () => {
  const file = join(temporaryFolder(), 'cluster.json');
  writeFileSync(file, JSON.stringify({ kind: 'ClusterSnapshot', of: 'elsewhere' }));
  expect(llmd('doctor', 'llm-d-llama31', '--snapshot', file)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('is of namespace elsewhere, but the deployment is in llm-d-llama31'),
  });
});

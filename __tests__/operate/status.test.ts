import { Manifest, only } from '../manifests';
import { manifestsWithoutToken, name, object, prepared, Workplace } from './fake-cluster';
import { HostedLlmd } from './hosted-llmd';

const manifests = manifestsWithoutToken();
const host = new HostedLlmd();
afterAll(() => host.stop());

let place: Workplace;
let api: Workplace['api'];
beforeEach(async () => {
  place = await Workplace.start(host, manifests);
  ({ api } = place);
  prepared(place);
});
afterEach(() => api.stop());

const deploy = async (): Promise<unknown> => {
  const said = await place.llmd('deploy', name, '--timeout', '1', '--yes');
  api.changes.length = 0;
  return said;
};
const status = (...options: readonly string[]): ReturnType<Workplace['llmd']> => place.llmd('status', name, ...options);
const json = async (): Promise<Manifest> => JSON.parse((await status('-o', 'json')).stdout) as Manifest;
const decode = (): Manifest => only(api.objects, 'Deployment', `${name}-decode`);
const byKubectl = (manager: string, subresource?: string): Manifest =>
  ({ manager, subresource, time: '2026-11-27T06:20:00Z' });

test('says that nothing is deployed yet, and the command to run', async () => {
  expect(await status()).toMatchObject({
    status: 1, text: `✖ nothing is deployed yet in namespace ${name}: run \`llmd deploy ${name}\`\n`,
  });
  api.add({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  expect(await json()).toMatchObject({ ok: false, causes: [expect.stringContaining('nothing is deployed yet')] });
  expect(api.changes).toEqual([]);
});

describe('of a deployment', () => {
  beforeEach(deploy);

  test('says that the file was applied, and of no difference where there is none', async () => {
    const { stdout } = await status();
    expect(stdout).toContain(`applied by cdk8s-llm-d: dist/${name}.k8s.yaml as it is\n`);
    expect(await json()).toMatchObject({ applied: { isOfFile: true, by: 'cdk8s-llm-d' }, differences: [] });
    expect(api.changes).toEqual([]);
  });

  test('says that another version than the file was applied', async () => {
    place.write(manifests.filter(({ kind }) => kind !== 'PodDisruptionBudget'));
    const other = `another version than dist/${name}.k8s.yaml; \`llmd deploy ${name} --dry-run\``;
    expect((await status()).stdout).toContain(other);
  });

  test('names what others set, field by field, with manager and time', async () => {
    api.edit(decode(), ['f:spec', 'f:replicas'], 6, byKubectl('kubectl', 'scale'));
    const engine = ['f:spec', 'f:template', 'f:spec', 'f:containers', 'k:{"name":"vllm"}'];
    const variable = [...engine, 'f:env', 'k:{"name":"VLLM_FOO"}', 'f:value'];
    api.edit(decode(), variable, '1', byKubectl('kubectl-set'));
    api.objects.splice(api.objects.findIndex(({ kind }) => kind === 'HTTPRoute'), 1);
    const { differences } = await json();
    const env = '.spec.template.spec.containers[name="vllm"].env[name="VLLM_FOO"]';
    expect(differences).toEqual([
      `deployment.apps/${name}-decode: .spec.replicas: 6 -> 8 in the file; set by kubectl (scale) at `
      + '2026-11-27T06:20:00Z',
      `deployment.apps/${name}-decode: ${env} is not in the file; set by kubectl-set at 2026-11-27T06:20:00Z`,
      `httproute.gateway.networking.k8s.io/${name}-pd-disaggregation is not in the cluster`,
    ]);
    const { stdout } = await status();
    for (const difference of differences) expect(stdout).toContain(`! ${difference}\n`);
    expect(api.changes).toEqual([]);
  });

  test('does not name what Kubernetes itself writes', async () => {
    const claim = only(api.objects, 'PersistentVolumeClaim');
    api.edit(claim, ['f:spec', 'f:volumeName'], 'pv-1', { manager: 'control-plane' });
    api.edit(claim, ['f:status', 'f:phase'], 'Bound', { manager: 'kube-controller-manager', subresource: 'status' });
    expect((await json()).differences).toEqual([]);
  });

  test('says that the differences are not known where the API server does not say', async () => {
    api.refused.add('deployments');
    expect((await status()).stdout).toMatch(
      /! whether the cluster differs from dist\/\S+ is not known: deployments ".*" is invalid/,
    );
  });

  test('has the URL, the model, and age and restarts of the pods', async () => {
    only(api.objects, 'Gateway').status = { addresses: [{ value: '10.0.0.7' }] };
    const { labels } = decode().spec.template.metadata;
    const container = { name: 'vllm', ready: true, restartCount: 2, state: { running: {} } };
    for (const called of ['a', 'b']) {
      const creationTimestamp = new Date(Date.now() - 10_900_000).toISOString();
      const pod = object('v1', 'Pod', called, { labels, creationTimestamp });
      api.add({ ...pod, spec: { containers: [] }, status: { phase: 'Running', containerStatuses: [container] } });
    }
    const { stdout } = await status();
    expect(stdout).toMatch(/^decode 0\/8 ready, .*, oldest 3 h, 4 restarts$/m);
    expect(stdout).toMatch(/^URL http:\/\/10\.0\.0\.7, model \S+$/m);
    expect((await json()).pods[0]).toMatchObject({ name: 'a', restarts: 2, ageSeconds: expect.any(Number) });
  });
});

import { manifestsWithoutToken, name, prepared, Workplace } from '../operate/fake-cluster';
import { HostedLlmd } from '../operate/hosted-llmd';
import { Manifest, only } from '../manifests';

const manifests = manifestsWithoutToken();
const host = new HostedLlmd();
afterAll(() => host.stop());

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.start(host, manifests);
  prepared(place);
  await place.llmd('deploy', name, '--timeout', '1', '--yes');
  place.api.changes.length = 0;
});
afterEach(() => place.api.stop());

const decode = (): Manifest => only(place.api.objects, 'Deployment', `${name}-decode`);

test('a cluster that has what dist/ says does not differ, and nothing is written', async () => {
  expect(await place.llmd('diff', '--live')).toMatchObject({ status: 0, stdout: 'nothing differs for Kubernetes\n' });
  expect(place.api.changes).toEqual([]);
});

test('what a deploy would set back is said, and so is what it would delete', async () => {
  decode().spec.replicas = 9;
  place.write(manifests.filter(({ kind }) => kind !== 'PodDisruptionBudget'));
  const { status, stdout } = await place.llmd('diff', '--live', name);
  expect(status).toBe(3);
  expect(stdout).toContain(`Deployment/${name}-decode stops 1 of 9 pods`);
  expect(stdout).toContain(`PodDisruptionBudget/${name}-decode takes away`);
});

test('a cluster that is not reachable is exit code 5', async () => {
  place.api.stop();
  expect(await place.llmd('diff', '--live', name)).toMatchObject({ status: 5, stdout: '' });
});

import { Cluster } from '../../lib/rehearsal/cluster';
import { rehearse, takeDown } from '../../lib/rehearsal/rehearsal';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { verdictText } from '../../lib/rehearsal/report';
import { distManifests, yamlOf } from '../manifests';
import { corruptions } from './corruptions';
import { Workplace } from './llmd';
import { clusterFor, small, verdictOf } from './rehearsed';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await clusterFor('1.28', 'llm-d-llama31-next');
});
afterAll(() => cluster?.stop());

test('dist/llm-d-llama31-next.k8s.yaml serves 200 prompts through its network policies, each by a prefill and a decode pod, as `llmd verify` says too', async () => {
  const deployment = distDeployment(yamlOf(distManifests('llm-d-llama31-next')));
  const verdict = await rehearse(cluster, deployment, { prompts: 200, concurrency: 32, patience: 90 });
  console.log(verdictText(verdict, deployment));
  const place = new Workplace(cluster);
  await place.write('llm-d-llama31-next', distManifests('llm-d-llama31-next'));
  const verified = await place.llmd('verify', 'llm-d-llama31-next');
  console.log(verified.stdout + verified.stderr);
  await takeDown(cluster, deployment);
  expect(verified).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/KV cache by NIXL: decode pods read [1-9][\d.]* [KM]iB/),
  });
  expect(verdict).toMatchObject({
    causes: [],
    served: 200,
    ready: { prefill: 8, decode: 8, picker: 1, gateway: 1 },
  });
});

test.each(
  corruptions.filter(({ of }) => of === 'llm-d-llama31-next').map(corruption => [corruption.what, corruption] as const),
)('%s', async (_, { make, cause }) => {
  const manifests = small('llm-d-llama31-next');
  make(manifests);
  const { causes } = await verdictOf(cluster, manifests);
  expect(causes).toContainEqual(expect.stringMatching(cause));
});

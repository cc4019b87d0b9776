import { Cluster } from '../../lib/rehearsal/cluster';
import { faultsOf, rollingUpdatesOf, suffer } from '../../lib/rehearsal/faults';
import { rehearse, takeDown } from '../../lib/rehearsal/rehearsal';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { faultText, verdictText } from '../../lib/rehearsal/report';
import { distManifests, yamlOf } from '../manifests';
import { corruptions } from './corruptions';
import { clusterFor, small, verdictOf } from './rehearsed';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await clusterFor('1.27', 'llm-d-llama31');
});
afterAll(() => cluster?.stop());

describe('dist/llm-d-llama31.k8s.yaml', () => {
  const deployment = distDeployment(yamlOf(distManifests('llm-d-llama31')));
  afterAll(() => takeDown(cluster, deployment));

  test('serves 200 prompts at a concurrency of 32, each by a prefill and a decode pod', async () => {
    const verdict = await rehearse(cluster, deployment, { prompts: 200, concurrency: 32, patience: 60 });
    console.log(verdictText(verdict, deployment));
    expect(verdict).toMatchObject({
      causes: [],
      served: 200,
      ready: { prefill: 8, decode: 8, picker: 1, gateway: 1 },
    });
    expect(verdict.pods.prefill!.filter(pod => verdict.paths.every(({ prefill }) => prefill !== pod))).toEqual([]);
    expect(verdict.pods.decode.filter(pod => verdict.paths.every(({ decode }) => decode !== pod))).toEqual([]);
  });

  test.each(faultsOf(deployment).map(fault => [fault.name, fault] as const))('recovers when %s', async (_, fault) => {
    const report = await suffer(cluster, deployment, fault, 16);
    console.log(faultText(report));
    expect(report.recoveredSeconds).toBeDefined();
    expect(report.requests).toBeGreaterThan(report.failed);
  });

  test.each(rollingUpdatesOf(deployment).map(update => [update.name, update] as const))('loses no request in a %s', async (_, update) => {
    const report = await suffer(cluster, deployment, update, 16);
    console.log(faultText(report));
    expect(report).toMatchObject({ failed: 0, recoveredSeconds: expect.any(Number) });
  });
});

describe('one wrong line that the API server accepts', () => {
  test.each(
    corruptions.filter(({ of }) => of === 'llm-d-llama31').map(corruption => [corruption.what, corruption] as const),
  )('%s', async (_, { make, cause }) => {
    const manifests = small('llm-d-llama31');
    make(manifests);
    const { causes } = await verdictOf(cluster, manifests);
    expect(causes).toContainEqual(expect.stringMatching(cause));
  });
});

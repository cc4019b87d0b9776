import { Release, standalone } from '../../lib';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { standaloneGateway } from '../../lib/gateways/standalone/standalone';
import { Cluster } from '../../lib/rehearsal/cluster';
import { loadOf, rehearse, takeDown } from '../../lib/rehearsal/rehearsal';
import { verdictText } from '../../lib/rehearsal/report';
import { programsOfSandbox } from '../../lib/rehearsal/sandbox';
import { InferenceSpec } from '../../lib/spec/deployment';
import { manifestsOf, yamlOf } from '../manifests';
import { validSpec } from '../valid-spec';
import { Workplace } from './llmd';

const spec: InferenceSpec = {
  ...validSpec,
  namespace: 'standalone', release: Release.ROUTER_0_10, gateway: standalone(),
  prefill: { ...validSpec.prefill, replicas: 2 }, decode: { ...validSpec.decode, replicas: 2 },
};
const manifests = manifestsOf(spec, 'llama');
const deployment = distDeployment(yamlOf(manifests));

let cluster: Cluster;
beforeAll(async () => {
  cluster = await Cluster.start({
    programs: programsOfSandbox(), images: deployment.images, time: { timeScale: 15, loadSeconds: 1 },
    gateway: standaloneGateway, inferencePoolGroup: spec.gateway.inferencePoolGroup,
  });
});
afterAll(() => cluster?.stop());

test('without a Gateway, a controller and a CRD for them, 100 prompts go through Envoy and network policies to a prefill and a decode pod each, as `llmd verify` says too; Envoy refuses what callers may not send', async () => {
  const crds = await cluster.kubectl.run(['get', 'crds', '--output', 'name']);
  expect(String(crds)).not.toMatch(/gateway|inference/);
  const verdict = await rehearse(cluster, deployment, { prompts: 100, concurrency: 16, patience: 90 });
  console.log(verdictText(verdict, deployment));
  const place = new Workplace(cluster);
  await place.write('llama', manifests);
  const verified = await place.llmd('verify', 'llama');
  console.log(verified.stdout + verified.stderr);
  const { host, port } = await loadOf(cluster, deployment, { prompts: 1, concurrency: 1 });
  const status = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
    (await fetch(`http://${host}:${port}${path}`, { headers })).status;
  const statuses = {
    models: await status('/v1/models', { 'x-prefiller-host-port': '10.0.0.1:8000' }),
    destination: await status('/v1/models', { 'x-gateway-destination-endpoint': '10.0.0.1:8000' }),
    metrics: await status('/metrics'),
    other: await status('/v1x'),
  };
  await takeDown(cluster, deployment);
  expect(verdict).toMatchObject({
    causes: [], disaggregated: 100, ready: { prefill: 2, decode: 2, picker: 1, gateway: 1 },
  });
  expect(verified).toMatchObject({ code: 0 });
  expect(statuses).toEqual({ models: 403, destination: 403, metrics: 404, other: 404 });
});

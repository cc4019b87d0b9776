import { Release, standalone } from '../../lib';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { loadOf, rehearse, takeDown } from '../../lib/rehearsal/rehearsal';
import { verdictText } from '../../lib/rehearsal/report';
import { yamlOf } from '../manifests';
import { Workplace } from './llmd';
import { asked, clusterOf, works, written } from './standalone';

test('router 0.10: without a Gateway, a controller and a CRD for them, 100 prompts go through Envoy and network policies to a prefill and a decode pod each, as `llmd verify` says too, and Envoy refuses what callers may not send', async () => {
  const manifests = written({ release: Release.ROUTER_0_10, gateway: standalone() });
  const deployment = distDeployment(yamlOf(manifests));
  const cluster = await clusterOf(manifests);
  try {
    expect(await cluster.kubectl.run(['get', 'crds', '--output', 'name'])).not.toMatch(/gateway|inference/);
    const verdict = await rehearse(cluster, deployment, asked);
    console.log(verdictText(verdict, deployment));
    expect(verdict).toMatchObject(works);
    const place = new Workplace(cluster);
    await place.write('llama', manifests);
    const verified = await place.llmd('verify', 'llama');
    console.log(verified.stdout + verified.stderr);
    expect(verified).toMatchObject({ code: 0 });
    const { host, port } = await loadOf(cluster, deployment, { prompts: 1, concurrency: 1 });
    const status = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
      (await fetch(`http://${host}:${port}${path}`, { headers })).status;
    expect({
      prefiller: await status('/v1/models', { 'x-prefiller-host-port': '10.0.0.1:8000' }),
      destination: await status('/v1/models', { 'x-gateway-destination-endpoint': '10.0.0.1:8000' }),
      metrics: await status('/metrics'),
      other: await status('/v1x'),
    }).toEqual({ prefiller: 403, destination: 403, metrics: 404, other: 404 });
    await takeDown(cluster, deployment);
  } finally {
    cluster.stop();
  }
});

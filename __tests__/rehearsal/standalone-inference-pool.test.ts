import { Release, standalone } from '../../lib';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { rehearse, takeDown } from '../../lib/rehearsal/rehearsal';
import { verdictText } from '../../lib/rehearsal/report';
import { yamlOf } from '../manifests';
import { asked, clusterOf, works, written } from './standalone';

test('router 0.3: with an InferencePool, 100 prompts go through Envoy to a prefill and a decode pod each', async () => {
  const manifests = written({ release: Release.ROUTER_0_3, gateway: standalone({ inferencePool: true }) });
  const deployment = distDeployment(yamlOf(manifests));
  const cluster = await clusterOf(manifests, { inferencePoolGroup: 'inference.networking.k8s.io' });
  try {
    const verdict = await rehearse(cluster, deployment, asked);
    console.log(verdictText(verdict, deployment));
    expect(verdict).toMatchObject(works);
    await takeDown(cluster, deployment);
  } finally {
    cluster.stop();
  }
});

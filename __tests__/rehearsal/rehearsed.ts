import { istio } from '../../lib';
import { istioGateway } from '../../lib/gateways/istio/istio';
import { Cluster } from '../../lib/rehearsal/cluster';
import { rehearse, takeDown, Verdict } from '../../lib/rehearsal/rehearsal';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { programsOfSandbox } from '../../lib/rehearsal/sandbox';
import { distManifests, Manifest, yamlOf } from '../manifests';

/** A cluster whose gateway is of an Istio version, for files of `dist/`. */
export function clusterFor(version: '1.27' | '1.28', ...names: readonly string[]): Promise<Cluster> {
  return Cluster.start({
    programs: programsOfSandbox(),
    images: names.flatMap(name => distDeployment(yamlOf(distManifests(name))).images),
    time: { timeScale: 15, loadSeconds: 1 },
    gateway: istioGateway, inferencePoolGroup: istio(version).inferencePoolGroup,
  });
}

/** What a rehearsal says of a deployment with two pods of each role. */
export async function verdictOf(cluster: Cluster, manifests: readonly Manifest[]): Promise<Verdict> {
  const deployment = distDeployment(yamlOf(manifests));
  try {
    return await rehearse(cluster, deployment, { prompts: 40, concurrency: 8, patience: 40 });
  } finally {
    await takeDown(cluster, deployment);
  }
}

/** A file of `dist/` with two pods of each role, so that ten of it can be rehearsed one after the other. */
export function small(name: string): Manifest[] {
  const manifests = distManifests(name);
  for (const { kind, spec } of manifests) {
    if (kind === 'HorizontalPodAutoscaler') spec.minReplicas = 2;
    if (kind === 'Deployment' && spec.replicas > 2) spec.replicas = 2;
  }
  return manifests;
}

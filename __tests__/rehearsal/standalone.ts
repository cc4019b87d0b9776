import { distDeployment } from '../../lib/cluster/dist-deployment';
import { InferencePoolGroup } from '../../lib/gateways/inference-pool-api';
import { standaloneGateway } from '../../lib/gateways/standalone/standalone';
import { Cluster } from '../../lib/rehearsal/cluster';
import { programsOfSandbox } from '../../lib/rehearsal/sandbox';
import { InferenceSpec } from '../../lib/spec/deployment';
import { Manifest, manifestsOf, yamlOf } from '../manifests';
import { validSpec } from '../valid-spec';

/** A file of two pods of each role. */
export function written(change: Pick<InferenceSpec, 'gateway' | 'release'>): Manifest[] {
  return manifestsOf({
    ...validSpec, ...change, namespace: 'standalone',
    prefill: { ...validSpec.prefill, replicas: 2 }, decode: { ...validSpec.decode, replicas: 2 },
  }, 'llama');
}

/** A cluster without anything of a gateway; a sandbox has room for one. */
export async function clusterOf(
  manifests: readonly Manifest[], more: { readonly inferencePoolGroup?: InferencePoolGroup } = {},
): Promise<Cluster> {
  return Cluster.start({
    programs: programsOfSandbox(), images: distDeployment(yamlOf(manifests)).images,
    time: { timeScale: 15, loadSeconds: 1 }, gateway: standaloneGateway, ...more,
  });
}

/** What is sent. */
export const asked = { prompts: 100, concurrency: 16, patience: 120 };
/** What comes of it. */
export const works = { causes: [], served: 100, ready: { prefill: 2, decode: 2, picker: 1, gateway: 1 } };

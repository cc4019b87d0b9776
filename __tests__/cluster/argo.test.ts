import { Manifest } from '../manifests';
import { Api } from './api';
import { applyAll, clusterFile, deleteNamespace } from './cluster';
import { deployments } from './deployments';
import { judge } from './judge';

const { kubeconfig } = clusterFile();
const api = new Api(kubeconfig);

// A namespace takes about five seconds to go; meanwhile the next deployment is judged.
const leaving: Promise<void>[] = [];

afterAll(() => Promise.all(leaving).finally(() => api.close()));

describe.each(deployments())('Argo CD, for $name', ({ manifests }) => {
  const namespace = manifests[0]!.metadata.name as string;

  afterAll(() => void leaving.push(deleteNamespace(api, namespace)));

  test('a sync applies everything and succeeds', () => {
    const { phase, message, steps } = judge('argo-sync', {
      desired: manifests,
      kubeconfig,
      serverSideApply: true,
      assumeHealthy: true,
    });
    expect({ phase, message }).toEqual({ phase: 'Succeeded', message: expect.stringContaining('success') });
    expect(steps).toHaveLength(manifests.length);
  });

  test('nor does it wait for anything that is not healthy, because everything is in one wave', () => {
    const { phase } = judge('argo-sync', {
      desired: manifests,
      kubeconfig,
      serverSideApply: true,
      assumeHealthy: false,
    });
    expect(phase).toBe('Succeeded');
    expect(
      manifests.filter(({ metadata }) =>
        JSON.stringify(metadata.annotations ?? {}).includes('argocd.argoproj.io/sync-wave'),
      ),
    ).toEqual([]);
  });

  test('nothing is out of sync afterwards, in any of its three ways to compare, without an ignored difference', () => {
    expect(outOfSync(manifests)).toEqual([]);
  });

  test('nor after the same objects were applied by hand', async () => {
    await applyAll(api, manifests);
    expect(outOfSync(manifests)).toEqual([]);
  });
});

function outOfSync(manifests: readonly Manifest[]): string[] {
  const diffs = judge('argo-diff', { desired: manifests, kubeconfig }) as Manifest[];
  return diffs.flatMap(({ object, ...strategies }) =>
    ['clientSide', 'serverSideApply', 'serverSideDiff']
      .filter(strategy => !strategies[strategy].inSync)
      .map(strategy => `${strategy}: ${JSON.stringify(object)} ${JSON.stringify(strategies[strategy])}`),
  );
}

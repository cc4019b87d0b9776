import { Manifest } from '../manifests';
import { Api } from './api';
import { applyAll, clusterFile, deleteNamespace, deleteWorkloads, until } from './cluster';
import { deployments } from './deployments';
import { kubectl } from './kubectl';
import { resourcePath } from './resource-path';

const { kubeconfig } = clusterFile();
const api = new Api(kubeconfig);

// A namespace takes about five seconds to go; meanwhile the next deployment is judged.
const leaving: Promise<void>[] = [];

afterAll(() => Promise.all(leaving).finally(() => api.close()));

describe.each(deployments())('$name', ({ manifests, file }) => {
  const namespace = manifests[0]!.metadata.name as string;

  afterAll(() => void leaving.push(deleteNamespace(api, namespace)));

  test('`kubectl apply -f` takes the file in one go on an empty cluster, in its order', () => {
    const { status, stdout, stderr } = kubectl(['apply', '-f', file]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.trim().split('\n').filter(line => !line.endsWith(' created'))).toEqual([]);
  });

  test('`kubectl diff` finds no difference once the controllers are done', async () => {
    await settled(manifests);
    expect(kubectl(['diff', '-f', file])).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('is taken by server-side apply with strict validation, without a warning', async () => {
    const answers = await applyAll(api, manifests);
    expect(answers.flatMap(({ warnings }) => warnings)).toEqual([]);
  });

  test('a second apply changes nothing', async () => {
    await settled(manifests);
    const before = await versions(manifests);
    await applyAll(api, manifests);
    expect(await versions(manifests)).toEqual(before);
    expect(kubectl(['diff', '--server-side', '--field-manager=cdk8s-llm-d', '-f', file])).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });

  test('deleting everything but the claim keeps the claim', async () => {
    await deleteWorkloads(api, namespace);
    for (const manifest of manifests.filter(({ kind }) => kind !== 'Namespace' && kind !== 'PersistentVolumeClaim'))
      await api.delete(resourcePath(manifest));
    for (const claim of manifests.filter(({ kind }) => kind === 'PersistentVolumeClaim')) {
      const { status, body } = await api.get(resourcePath(claim));
      expect({ status, deleted: body.metadata?.deletionTimestamp, message: body.message }).toEqual({ status: 200 });
    }
  });

  test('deleting the file leaves nothing of it, and the claim goes with it', async () => {
    expect(kubectl(['delete', '--wait=false', '--ignore-not-found', '-f', file]).status).toBe(0);
    await until('the objects to be gone', async () => {
      const found = await Promise.all(manifests.map(manifest => api.get(resourcePath(manifest))));
      return found.every(({ status }) => status === 404);
    });
  });
});

async function settled(manifests: readonly Manifest[]): Promise<void> {
  const workloads = manifests.filter(({ kind }) => kind === 'Deployment');
  await until('the controllers to have seen every Deployment', async () => {
    const live = await Promise.all(workloads.map(manifest => api.get(resourcePath(manifest))));
    return live.every(({ body }) => body.status?.observedGeneration === body.metadata.generation);
  });
}

async function versions(manifests: readonly Manifest[]): Promise<unknown[]> {
  const live = await Promise.all(manifests.map(manifest => api.get(resourcePath(manifest))));
  // A Deployment's status counts pods while the scheduler tries them; its resourceVersion moves without a change of
  // ours.
  return live.map(({ body: { kind, metadata } }) => [
    kind,
    metadata.name,
    metadata.generation ?? metadata.resourceVersion,
  ]);
}

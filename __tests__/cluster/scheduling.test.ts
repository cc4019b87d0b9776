import { Manifest } from '../manifests';
import { Api } from './api';
import { applyAll, clusterFile, deleteNamespace, until } from './cluster';
import { committed } from './deployments';

const { kubeconfig, borrowed } = clusterFile();
const api = new Api(kubeconfig);

const { manifests } = committed().find(({ name }) => name === 'llm-d-llama31')!;
const namespace = manifests[0]!.metadata.name as string;

// A borrowed cluster has nodes of its own, and pods that would really start.
(borrowed ? describe.skip : describe)('sixteen pods on two nodes of eight GPUs', () => {
  beforeAll(async () => {
    await spare(true);
    await applyAll(api, manifests);
  });

  afterAll(async () => {
    await deleteNamespace(api, namespace);
    await spare(false);
    api.close();
  });

  test('the scheduler places all of them, eight on each node, and both roles become available', async () => {
    await until(
      '16 engines to be available',
      async () => (await available('prefill')) === 8 && (await available('decode')) === 8,
    );
    const engines = await pods('llm-d.ai/inferenceServing=true');
    expect(['node-0', 'node-1'].map(node => engines.filter(({ spec }) => spec.nodeName === node).length)).toEqual([
      8, 8,
    ]);
  });

  test('a seventeenth stays pending, and the scheduler says for want of what', async () => {
    await scale('prefill', 9);
    await until('the reason', async () =>
      (await unschedulable()).some(message => message.includes('Insufficient nvidia.com/gpu')),
    );
    expect((await pods('llm-d.ai/role=prefill')).filter(({ spec }) => !spec.nodeName)).toHaveLength(1);
    await scale('prefill', 8);
    await until('8 prefill pods', async () => (await pods('llm-d.ai/role=prefill')).length === 8);
  });

  test('scaling decode to twelve leaves prefill at eight', async () => {
    await spare(false);
    await scale('decode', 12);
    await until('12 decode pods', async () => (await available('decode')) === 12);
    expect(await available('prefill')).toBe(8);
    await scale('decode', 8);
    await until('8 decode pods', async () => (await pods('llm-d.ai/role=decode')).length === 8);
  });

  test('a rolling update of decode never has fewer than seven pods available', async () => {
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/llm-d-llama31-decode`;
    await api.merge(path, { spec: { template: { metadata: { annotations: { rolled: 'yes' } } } } });
    const seen: number[] = [];
    await until('the rollout', async () => {
      const { metadata, status } = (await api.get(path)).body;
      seen.push(status.availableReplicas ?? 0);
      return (
        status.observedGeneration === metadata.generation
        && status.updatedReplicas === 8
        && status.availableReplicas === 8
        && status.replicas === 8
      );
    });
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(7);
  });
});

/** Sets the third node aside, or brings it back. */
async function spare(aside: boolean): Promise<void> {
  await api.merge('/api/v1/nodes/node-2', { spec: { unschedulable: aside } });
}

async function pods(selector: string): Promise<Manifest[]> {
  const { body } = await api.get(`/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector)}`);
  return (body.items as Manifest[]).filter(({ metadata }) => !metadata.deletionTimestamp);
}

async function available(role: string): Promise<number> {
  const { body } = await api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/llm-d-llama31-${role}`);
  return body.status?.availableReplicas ?? 0;
}

async function unschedulable(): Promise<string[]> {
  return (await pods('llm-d.ai/role=prefill')).flatMap(({ status }) => (status.conditions ?? []) as Manifest[])
    .filter(({ reason }) => reason === 'Unschedulable').map(({ message }) => message as string);
}

function scale(role: string, replicas: number): Promise<unknown> {
  return api.merge(`/apis/apps/v1/namespaces/${namespace}/deployments/llm-d-llama31-${role}`, { spec: { replicas } });
}

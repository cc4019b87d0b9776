import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { argoCd, flux, inferencePoolHealth } from '../../lib';
import { temporaryFolder } from '../folder';
import { Manifest } from '../manifests';
import { Api } from './api';
import { applyAll, clusterFile, deleteNamespace } from './cluster';
import { judge } from './judge';

const api = new Api(clusterFile().kubeconfig);
const NAMESPACE = 'gitops';
const deployments = [{ name: 'llama', namespace: 'team-a' }, { name: 'qwen', namespace: 'team-b' }];

beforeAll(() => api.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }));
afterAll(async () => {
  // Argo CD, which would take the finalizer away, is not here.
  for (const { name } of deployments)
    await api.merge(`/apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/applications/${name}`, {
      metadata: { finalizers: null },
    });
  await deleteNamespace(api, NAMESPACE);
  api.close();
});

test.each([{ fleet: false }, { fleet: true }])(
  'the API server takes what argoCd() writes by the CRDs of Argo CD 3.2, strictly and without a warning ($fleet)',
  async ({ fleet }) => {
    const folder = join(temporaryFolder(), 'argo-cd');
    argoCd(deployments, { repoUrl: 'https://git.example/platform/llm', namespace: NAMESPACE, folder, fleet });
    const objects = ['applications', 'health'].flatMap(name =>
      parseAllDocuments(readFileSync(join(folder, `${name}.k8s.yaml`), 'utf8')).map(
        document => document.toJS() as Manifest,
      ),
    );
    const answers = await applyAll(api, objects);
    expect(answers.flatMap(({ warnings }) => warnings)).toEqual([]);
  },
);

test('and what flux() writes by the CRD of Flux\'s kustomize-controller 1.6', async () => {
  const folder = join(temporaryFolder(), 'flux');
  flux({ gitRepository: 'platform', namespace: NAMESPACE, folder });
  const answers = await applyAll(
    api,
    parseAllDocuments(readFileSync(join(folder, 'kustomization.k8s.yaml'), 'utf8')).map(
      document => document.toJS() as Manifest,
    ),
  );
  expect(answers.flatMap(({ warnings }) => warnings)).toEqual([]);
});

describe('the health check of InferencePools, in the Lua of Argo CD', () => {
  const [script] = Object.values(inferencePoolHealth());
  const condition = (type: string, status: string, observedGeneration?: number) => ({
    type,
    status,
    message: `${type} is ${status}`,
    ...(observedGeneration !== undefined && { observedGeneration }),
  });
  const health = (status?: object) =>
    judge('lua-health', { script, object: { metadata: { generation: 2 }, ...(status && { status }) } });
  const pool = (...conditions: object[]) => health({ parents: [{ conditions }] });

  test.each([
    { what: 'that was just made', health: () => health(), is: 'Healthy', says: 'No gateway refers to this pool yet' },
    {
      what: 'whose status is empty',
      health: () => health({}),
      is: 'Healthy',
      says: 'No gateway refers to this pool yet',
    },
    {
      what: 'without parents',
      health: () => health({ parents: [] }),
      is: 'Healthy',
      says: 'No gateway refers to this pool yet',
    },
    {
      what: 'with a parent that has said nothing',
      health: () => health({ parents: [{}] }),
      is: 'Healthy',
      says: 'No gateway refers to this pool yet',
    },
    {
      what: 'as the alpha CRD makes it',
      health: () => pool(condition('Accepted', 'Unknown')),
      is: 'Healthy',
      says: 'No gateway refers to this pool yet',
    },
    {
      what: 'that is accepted',
      health: () => pool(condition('Accepted', 'True', 2), condition('ResolvedRefs', 'True', 2)),
      is: 'Healthy',
      says: 'Accepted',
    },
    {
      what: 'that is not accepted',
      health: () => pool(condition('Accepted', 'False', 2)),
      is: 'Degraded',
      says: 'Accepted: Accepted is False',
    },
    {
      what: 'whose picker is not there',
      health: () => pool(condition('Accepted', 'True', 2), condition('ResolvedRefs', 'False', 2)),
      is: 'Degraded',
      says: 'ResolvedRefs: ResolvedRefs is False',
    },
    {
      what: 'that was not accepted in an earlier generation',
      health: () => pool(condition('Accepted', 'False', 1)),
      is: 'Healthy',
      says: 'No gateway refers to this pool yet',
    },
    {
      what: 'with a condition of another type',
      health: () => pool(condition('Exported', 'False', 2)),
      is: 'Healthy',
      says: 'No gateway refers to this pool yet',
    },
    {
      what: 'that one of two gateways does not accept',
      health: () =>
        health({
          parents: [
            { conditions: [condition('Accepted', 'True', 2)] },
            { conditions: [condition('Accepted', 'False', 2)] },
          ],
        }),
      is: 'Degraded',
      says: 'Accepted: Accepted is False',
    },
  ])('a pool $what is $is', ({ health: answer, is, says }) => {
    expect(answer()).toEqual({ status: is, message: says });
  });
});

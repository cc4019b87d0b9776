import { App, Testing } from 'cdk8s';
import { DisaggregatedInference } from '../../lib';
import { fixFor } from '../../lib/cluster/causes/known-failures';
import { Manifest } from '../manifests';
import { specWith } from '../valid-spec';
import { Api } from './api';
import { clusterFile, deleteNamespace } from './cluster';

const { kubeconfig } = clusterFile();
const api = new Api(kubeconfig);
const NAMESPACE = 'counts-limits';
const quota = { hard: { 'limits.cpu': '1000', 'limits.memory': '10Ti' } };

beforeAll(async () => {
  await api.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  const path = `/api/v1/namespaces/${NAMESPACE}/resourcequotas`;
  await api.post(path, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'team' }, spec: quota });
  // What its controller counts; admission asks the status.
  const used = { 'limits.cpu': '0', 'limits.memory': '0' };
  await api.merge(`${path}/team/status`, { status: { ...quota, used } });
});

afterAll(async () => {
  await deleteNamespace(api, NAMESPACE);
  api.close();
});

const answers = async (containers?: object): Promise<readonly { readonly status: number; readonly text: string }[]> => {
  const chart = new DisaggregatedInference(new App(), 'llama', specWith({ ...(containers && { containers }) }));
  const workloads = (Testing.synth(chart) as Manifest[]).filter(({ kind }) => kind === 'Deployment');
  return Promise.all(workloads.map(async ({ metadata, spec }) => {
    const { status, body } = await api.post(`/api/v1/namespaces/${NAMESPACE}/pods?dryRun=All`, {
      apiVersion: 'v1', kind: 'Pod', metadata: { ...spec.template.metadata, name: metadata.name },
      spec: { ...spec.template.spec, serviceAccountName: 'default' },
    });
    return { status, text: String(body.message ?? '') };
  }));
};

test('a quota on limits refuses containers without one, in words for which a fix is known', async () => {
  const refused = (await answers()).filter(({ status }) => status === 403);
  expect(refused).toHaveLength(2);
  for (const { text } of refused) {
    expect(text).toContain('must specify limits.cpu');
    expect(fixFor(text)).toContain('`containers`');
  }
});

test('the same quota admits every pod where the containers have limits', async () => {
  const resources = { limits: { cpu: '2' } };
  const all = await answers({ endpointPicker: { resources }, routingProxy: { resources } });
  expect(all.map(({ status }) => status)).toEqual([201, 201, 201]);
});

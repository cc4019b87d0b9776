import { Manifest } from '../manifests';
import { Api } from './api';
import { clusterFile, deleteNamespace } from './cluster';
import { deployments } from './deployments';
import { judge } from './judge';

const { kubeconfig } = clusterFile();
const api = new Api(kubeconfig);
const NAMESPACE = 'enforces-restricted';

beforeAll(() =>
  api.post('/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: NAMESPACE, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  }),
);

afterAll(async () => {
  await deleteNamespace(api, NAMESPACE);
  api.close();
});

describe.each(deployments())('the pods of $name', ({ manifests }) => {
  const workloads = manifests.filter(({ kind }) => kind === 'Deployment');
  /** What the namespace of the deployment enforces. The picker's pod keeps to `restricted` in any of them. */
  const enforced = manifests.find(({ kind }) => kind === 'Namespace')!.metadata.labels[
    'pod-security.kubernetes.io/enforce'
  ] as string;
  const level = ({ metadata }: Manifest) => metadata.name.endsWith('-epp') ? 'restricted' : enforced;

  test('have the Pod Security level that the spec promises, by the admission library', () => {
    const judged = judge('psa', manifests) as Manifest[];
    const [own, ofOthers] = [true, false].map(isOwn =>
      judged.filter(({ object }) => (object.kind === 'Deployment') === isOwn)) as [Manifest[], Manifest[]];
    expect(own.map(({ object, level: found }) => [object.name, found])).toEqual(
      workloads.map(workload => [workload.metadata.name, level(workload)]),
    );
    // Pods that the controller of a gateway makes of its parameters.
    expect(ofOthers.map(({ level: found }) => found)).toEqual(ofOthers.map(() => 'restricted'));
  });

  test('are let into a namespace that enforces `restricted`, or kept out of it, accordingly', async () => {
    for (const workload of workloads) {
      const { metadata, spec } = workload.spec.template;
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { ...metadata, name: workload.metadata.name },
        spec: { ...spec, serviceAccountName: 'default', priorityClassName: undefined },
      };
      const { status, body } = await api.post(`/api/v1/namespaces/${NAMESPACE}/pods?dryRun=All`, pod);
      expect({ name: workload.metadata.name, status, message: body.message }).toMatchObject(
        level(workload) === 'restricted'
          ? { status: 201 }
          : { status: 403, message: expect.stringContaining('violates PodSecurity') },
      );
    }
  });
});

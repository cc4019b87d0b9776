import { podOf } from '../manifests';
import { Api } from './api';
import { applyAll, clusterFile, deleteNamespace } from './cluster';
import { deployments } from './deployments';
import { pickerProblem } from './picker';
import { freePorts, Program } from './program';

const { kubeconfig, programs } = clusterFile();
const api = new Api(kubeconfig);

// A namespace takes about five seconds to go; meanwhile the next deployment is judged.
const leaving: Promise<void>[] = [];

afterAll(() => Promise.all(leaving).finally(() => api.close()));

/** What the picker reads and is: enough for it to start. */
const pickerKinds = ['Namespace', 'ServiceAccount', 'Role', 'RoleBinding', 'ConfigMap', 'Service', 'InferencePool'];

const oldStack = deployments().filter(({ manifests }) =>
  podOf(manifests, 'epp').spec.containers[0].image.includes('llm-d-inference-scheduler'),
);

describe.each(oldStack)('the components of llm-d 0.3, for $name', ({ manifests }) => {
  const namespace = manifests[0]!.metadata.name as string;

  beforeAll(() => applyAll(api, manifests.filter(({ kind }) => pickerKinds.includes(kind))));
  afterAll(() => void leaving.push(deleteNamespace(api, namespace)));

  test.each(['v0.3.2', 'v0.4.0'] as const)(
    'the endpoint picker %s serves with our arguments, configuration, account and pool, without an error in its log',
    async (version) => {
      expect(await pickerProblem(api, version, manifests)).toBeUndefined();
    },
  );

  test('the routing proxy v0.4.0 listens with our arguments', async () => {
    const [port] = await freePorts(1);
    const args = (podOf(manifests, 'decode').spec.initContainers[0].args as string[]).map(argument =>
      argument.startsWith('--port=') ? `--port=${port}` : argument,
    );
    const proxy = new Program(programs['routing-proxy-v0.4.0']!, args);
    try {
      await proxy.until('the proxy to listen', () =>
        Promise.resolve(proxy.output.includes(`"msg":"starting","addr":"[::]:${port}"`)),
      );
    } finally {
      await proxy.stop();
    }
  });
});

test('a picker whose pool is missing is not ready, and is once the pool is there', async () => {
  await Promise.all(leaving);
  const { manifests } = oldStack[0]!;
  const namespace = manifests[0]!.metadata.name as string;
  await applyAll(api, manifests.filter(({ kind }) => pickerKinds.includes(kind) && kind !== 'InferencePool'));
  expect(await pickerProblem(api, 'v0.3.2', manifests, 3)).toMatch('waited 3 s for the picker to serve');
  await applyAll(api, manifests.filter(({ kind }) => kind === 'InferencePool'));
  expect(await pickerProblem(api, 'v0.3.2', manifests)).toBeUndefined();
  await deleteNamespace(api, namespace);
});

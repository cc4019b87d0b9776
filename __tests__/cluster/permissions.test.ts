import { isAllowed, neededByPicker } from './access';
import { Api } from './api';
import { applyAll, clusterFile, deleteNamespace } from './cluster';
import { deployments } from './deployments';

type Deployed = ReturnType<typeof deployments>[number];

const { kubeconfig } = clusterFile();
const api = new Api(kubeconfig);

// A namespace takes about five seconds to go; meanwhile the next deployment is judged.
const leaving: Promise<void>[] = [];

afterAll(() => Promise.all(leaving).finally(() => api.close()));

const withPool = ({ manifests }: Deployed) => manifests.some(({ kind }) => kind === 'InferencePool');

describe.each(deployments().filter(deployed => !withPool(deployed)))('the picker of $name', ({ manifests }) => {
  const namespace = manifests[0]!.metadata.name as string;
  const picker = manifests.find(({ kind }) => kind === 'Role')!.metadata.name as string;
  const access = ['Namespace', 'ServiceAccount', 'Role', 'RoleBinding'];

  beforeAll(() => applyAll(api, manifests.filter(({ kind }) => access.includes(kind))));
  afterAll(() => void leaving.push(deleteNamespace(api, namespace)));

  test('may read pods, and no pool, as it selects its pods itself', async () => {
    const may = (group: string, resource: string) =>
      isAllowed(api, picker, namespace, { group, resource, verb: 'list' });
    expect(await may('', 'pods')).toBe(true);
    expect(await may('inference.networking.k8s.io', 'inferencepools')).toBe(false);
  });
});

describe.each(deployments().filter(withPool))('the picker of $name', ({ manifests }) => {
  const namespace = manifests[0]!.metadata.name as string;
  const role = manifests.find(({ kind }) => kind === 'Role')!;
  const picker = role.metadata.name as string;

  beforeAll(() =>
    applyAll(
      api,
      manifests.filter(({ kind }) => ['Namespace', 'ServiceAccount', 'Role', 'RoleBinding'].includes(kind)),
    ),
  );
  afterAll(() => void leaving.push(deleteNamespace(api, namespace)));

  const needed = neededByPicker(manifests);
  const allowed = isAllowed.bind(undefined, api);

  test('may read pods, its pool, objectives and rewrites in its namespace', async () => {
    for (const request of needed)
      expect({ ...request, allowed: await allowed(picker, namespace, request) }).toEqual({ ...request, allowed: true });
    expect(needed.map(({ resource }) => resource)).toEqual(
      expect.arrayContaining(['pods', 'inferencepools', 'inferenceobjectives']),
    );
  });

  test.each([
    { what: 'secrets', group: '', resource: 'secrets', verb: 'get' },
    { what: 'config maps', group: '', resource: 'configmaps', verb: 'list' },
    { what: 'the list of namespaces', group: '', resource: 'namespaces', verb: 'list' },
    { what: 'logs', group: '', resource: 'pods/log', verb: 'get' },
  ])('may not read $what', async ({ group, resource, verb }) => {
    expect(await allowed(picker, namespace, { group, resource, verb })).toBe(false);
  });

  test('may not write anything that it reads', async () => {
    for (const { group, resource } of needed) {
      for (const verb of ['create', 'update', 'patch', 'delete', 'deletecollection']) {
        const answer = await allowed(picker, namespace, { group, resource, verb });
        expect({ group, resource, verb, answer }).toEqual({ group, resource, verb, answer: false });
      }
    }
  });

  test('may not read the same things in another namespace, or in all', async () => {
    for (const request of needed) {
      expect(await allowed(picker, namespace, request, 'default')).toBe(false);
      expect(await allowed(picker, namespace, request, '')).toBe(false);
    }
  });

  test.each(['prefill', 'decode'])('the %s pods may do nothing', async (pool) => {
    const account = manifests.find(
      ({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name.endsWith(`-${pool}`),
    )!.metadata.name as string;
    for (const request of needed) expect(await allowed(account, namespace, request)).toBe(false);
  });
});

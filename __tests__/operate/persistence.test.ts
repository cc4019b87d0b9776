import { ApiResources } from '../../lib/kube/api-resources';
import { ClusterError } from '../../lib/kube/cluster-reader';
import { Persistence } from '../../lib/kube/retry';

describe('a request', () => {
  const failing = (...codes: readonly number[]) => {
    let asked = 0;
    return {
      request: () =>
        codes[asked++] === undefined
          ? Promise.resolve('answer')
          : Promise.reject(new ClusterError(codes[asked - 1]!, `code ${codes[asked - 1]}`)),
      asked: () => asked,
    };
  };

  test.each([429, 500, 502, 503, 504, 0])('that ends with %s is made again', async (code) => {
    const { request, asked } = failing(code, code);
    await expect(new Persistence({ firstPauseSeconds: 0.001 }).insist(request)).resolves.toBe('answer');
    expect(asked()).toBe(3);
  });

  test.each([400, 401, 403, 404, 409, 422])('that ends with %s would end so again, and is not', async (code) => {
    const { request, asked } = failing(code);
    await expect(new Persistence({ firstPauseSeconds: 0.001 }).insist(request)).rejects.toMatchObject({ code });
    expect(asked()).toBe(1);
  });

  test('is given up after as many attempts, with the last answer', async () => {
    const { request, asked } = failing(500, 502, 503, 504);
    const persistence = new Persistence({ attempts: 3, firstPauseSeconds: 0.001 });
    await expect(persistence.insist(request)).rejects.toMatchObject({ code: 503, message: 'code 503' });
    expect(asked()).toBe(3);
  });

  test('that finds no server is told so with the reason, and the reader hears of each wait', async () => {
    const waits: string[] = [];
    const persistence = new Persistence({
      attempts: 2, firstPauseSeconds: 0.001, onRetry: ({ message }) => void waits.push(message),
    });
    await expect(persistence.insist(() => Promise.reject(new Error('connect ECONNREFUSED')))).rejects.toMatchObject({
      code: 0,
    });
    expect(waits).toEqual(['the API server cannot be reached: connect ECONNREFUSED']);
  });
});

describe('the path of an object', () => {
  const asked: string[] = [];
  const served: Readonly<Record<string, object>> = {
    '/api/v1': {
      resources: [
        { name: 'pods', kind: 'Pod', namespaced: true },
        { name: 'pods/log', kind: 'Pod', namespaced: true },
        { name: 'nodes', kind: 'Node', namespaced: false },
      ],
    },
    '/apis/apps/v1': { resources: [{ name: 'deployments', kind: 'Deployment', namespaced: true }] },
  };
  const resources = new ApiResources(<T extends object>(path: string) => {
    asked.push(path);
    return Promise.resolve(served[path] as T | undefined);
  });

  test.each([
    [{ apiVersion: 'v1', kind: 'Pod', namespace: 'n', name: 'p' }, '/api/v1/namespaces/n/pods/p'],
    [{ apiVersion: 'v1', kind: 'Pod' }, '/api/v1/pods'],
    [{ apiVersion: 'v1', kind: 'Node', namespace: 'n', name: 'a' }, '/api/v1/nodes/a'],
    [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'n' }, '/apis/apps/v1/namespaces/n/deployments'],
  ])('%j', async (address, path) => {
    expect(await resources.path(address)).toBe(path);
  });

  test('is asked of the API server once for each group', () => {
    expect(asked.sort()).toEqual(['/api/v1', '/apis/apps/v1']);
  });

  test('of a kind that is not served is an error, and is asked again: a CRD may come', async () => {
    await expect(resources.path({ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject' })).rejects.toMatchObject({
      code: 404,
      message: 'the API server does not serve ScaledObject of keda.sh/v1alpha1',
    });
    await expect(resources.path({ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject' })).rejects.toMatchObject({
      code: 404,
    });
    expect(asked.filter(path => path.includes('keda'))).toHaveLength(2);
  });
});

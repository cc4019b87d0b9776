import { InferenceSpec } from '../../lib';
import { withField } from '../../lib/rules/report/example-spec';
import { checkShape } from '../../lib/rules/spec/spec-shape';
import { validSpec } from '../valid-spec';

/** Every field that is not in the smallest spec. */
const full: InferenceSpec = {
  ...validSpec,
  modelCache: { type: 'persistentVolumeClaim', size: '1Ti', storageClassName: 'shared', filled: true },
  prefill: {
    ...validSpec.prefill,
    ephemeralStorage: '50Gi',
    autoscaling: { maxReplicas: 8, queue: 4, promptTokens: 20_000 },
  },
  decode: { ...validSpec.decode, autoscaling: { maxReplicas: 8, kvCacheUsage: 0.8 } },
  fabric: { type: 'rdma-node-memlock', network: 'roce', resource: 'nvidia.com/roce', devices: 2 },
  security: { user: 'high', readOnlyEngine: true },
  images: { digests: { 'a/b:1': `sha256:${'0'.repeat(64)}` }, mirrors: { 'ghcr.io': 'registry.internal' } },
  operations: {
    disruptionBudgets: true,
    topologySpread: false,
    networkPolicies: { apiServer: ['10.0.0.10/32'] },
    monitoring: {
      namespace: 'monitoring',
      labels: { release: 'stack' },
      alerts: true,
      runbookUrl: 'https://wiki.example/runbooks',
      dashboard: false,
      objectives: { firstTokenSeconds: 1, tokenSeconds: 0.1, ratio: 0.99 },
    },
    autoscaler: { type: 'ScaledObject', prometheus: 'http://prometheus:9090' },
  },
};

const own = ['modelCache', 'prefill', 'decode', 'fabric', 'security', 'images', 'operations'] as const;
const paths = own.flatMap(field => pathsOf(full[field], field));
const fieldsOf = (spec: unknown) => checkShape('llama', spec).map(({ field }) => field);

test('a spec with all of them has the shape of one', () => {
  expect(checkShape('llama', full)).toEqual([]);
  expect(
    checkShape('llama', { ...full, operations: { autoscaler: { type: 'HorizontalPodAutoscaler' } }, fabric: 'tcp' }),
  ).toEqual([]);
  expect(checkShape('llama', { ...full, modelCache: { type: 'hostPath', path: '/models', filled: true } })).toEqual([]);
});

// `null` is of no type here, and a list of functions neither.
test.each(paths.flatMap(path => [null, [() => 1]].map(wrong => ({ path, wrong }))))(
  '$path is named when it is $wrong',
  ({ path, wrong }) => {
    const named = fieldsOf(withField(full, path, wrong));
    expect(named.length).toBeGreaterThan(0);
    for (const field of named) expect(field.startsWith(path) || path.startsWith(field)).toBe(true);
  },
);

test.each(paths.filter(path => isOpen(path)))('%s has no other fields', (path) => {
  expect(fieldsOf(withField(full, `${path}.surprise`, 1))).toEqual([`${path}.surprise`]);
});

test.each([
  ['fabric', 'udp'],
  ['fabric.type', 'rdma'],
  ['fabric.network', 'ethernet'],
  ['security.user', 'root'],
  ['operations.monitoring.objectives.firstTokenSeconds', 3],
  ['operations.monitoring.objectives.tokenSeconds', 0.06],
  ['operations.autoscaler.type', 'VerticalPodAutoscaler'],
])('%s is not %s', (path, value) => {
  expect(fieldsOf(withField(full, path, value)).some(field => path.startsWith(field))).toBe(true);
});

test.each([
  'fabric.type',
  'fabric.network',
  'operations.monitoring.namespace',
  'operations.autoscaler.prometheus',
  'decode.autoscaling.maxReplicas',
])('%s cannot be left out', (path) => {
  expect(fieldsOf(withField(full, path, undefined))).toEqual([path]);
});

function pathsOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  // Keys of a map may have dots, which paths do not tell apart.
  return [
    path,
    ...Object.entries(value)
      .filter(([key]) => !/[./]/.test(key))
      .flatMap(([key, child]) => pathsOf(child, `${path}.${key}`)),
  ];
}

function isOpen(path: string): boolean {
  const value = path.split('.').reduce<unknown>((around, key) => (around as Record<string, unknown>)[key], full);
  return (
    typeof value === 'object'
    && !Array.isArray(value)
    && !['digests', 'mirrors', 'labels'].some(map => path.endsWith(map))
  );
}

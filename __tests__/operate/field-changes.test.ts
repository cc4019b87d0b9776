import { fieldChanges } from '../../lib/cluster/changes/field-changes';
import { otherOwners, ownersOf } from '../../lib/cluster/changes/managed-fields';
import { fieldText, valueText } from '../../lib/cluster/changes/object-change';
import { keptByGitOps } from '../../lib/cluster/gitops/managers';
import { KubernetesObject, ManagedFields } from '../../lib/kube/kubernetes-objects';

const containers = {
  'k:{"name":"vllm"}': {
    '.': {}, 'f:args': {}, 'f:ports': { 'k:{"containerPort":8000,"protocol":"TCP"}': { 'f:name': {} } },
  },
};
const managedFields: readonly ManagedFields[] = [
  { manager: 'cdk8s-llm-d', fieldsV1: { 'f:spec': { 'f:containers': containers } } },
  { manager: 'kubectl', subresource: 'scale', time: 'T', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
  {
    manager: 'other',
    fieldsV1: { 'f:metadata': { 'f:finalizers': { 'v:"a/b"': {} } }, 'f:spec': { 'f:sizes': { 'i:0': {} } } },
  },
  { manager: 'kube-controller-manager', subresource: 'status', fieldsV1: { 'f:status': {} } },
];
const object = (spec: object, metadata: object = {}): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'X', metadata: { name: 'x', managedFields, ...metadata }, spec }) as KubernetesObject;

describe('the fields in which an object differs', () => {
  const vllm = (args: readonly string[], port = 'http', more: object = {}): object =>
    ({ name: 'vllm', args, ports: [{ containerPort: 8000, protocol: 'TCP', name: port }], ...more });

  test('are named as in the messages of the API server, wherever the items of a list stand', () => {
    const before = object({ replicas: 6, containers: [vllm(['a', 'b']), { name: 'proxy' }] });
    const after = object({ replicas: 8, containers: [{ name: 'new' }, vllm(['a', 'c'], 'web')] });
    const container = '.spec.containers[name="vllm"]';
    expect(fieldChanges(before, after)).toEqual([
      { path: '.spec.replicas', before: 6, after: 8 },
      { path: `${container}.args`, before: ['a', 'b'], after: ['a', 'c'] },
      { path: `${container}.ports[containerPort=8000,protocol="TCP"].name`, before: 'http', after: 'web' },
      { path: '.spec.containers[name="proxy"]', before: { name: 'proxy' }, after: undefined },
      { path: '.spec.containers[name="new"]', before: undefined, after: { name: 'new' } },
    ]);
  });

  test('are not those that the API server writes', () => {
    const before = object({ a: 1 }, { resourceVersion: '1', generation: 1, uid: 'a' });
    const after = { ...object({ a: 1 }, { resourceVersion: '2', generation: 2 }), status: {} };
    expect(fieldChanges(before, after)).toEqual([]);
    const labelled = object({ a: 1 }, { labels: { 'a/b': 'c' } });
    expect(fieldChanges(before, labelled).map(({ path }) => path)).toEqual(['.metadata.labels']);
  });

  test('belong to their managers, but for the status', () => {
    const owners = otherOwners(object({}), 'cdk8s-llm-d');
    expect(owners.map(({ name, paths }) => [name, paths])).toEqual([
      ['kubectl (scale)', ['.spec.replicas']],
      ['other', ['.metadata.finalizers[="a/b"]', '.spec.sizes[0]']],
    ]);
    const names = (path: string): readonly string[] => ownersOf(path, owners).map(({ name }) => name);
    expect([names('.spec.replicas'), names('.spec'), names('.spec.replicasOfOthers'), names('.spec.sizes')])
      .toEqual([['kubectl (scale)'], ['kubectl (scale)', 'other'], [], ['other']]);
  });
});

describe('a change of a field', () => {
  test.each<[string, unknown, unknown, string]>([
    ['a number', 6, 8, '.a: 6 -> 8'],
    ['a field that is new', undefined, 'x', '.a: absent -> x'],
    ['arguments', ['--a=1', '--b'], ['--a=2', '--b'], '.a: - --a=1, + --a=2'],
    ['the order of arguments', ['a', 'b'], ['b', 'a'], '.a: the order differs'],
    ['a text of several lines', 'a\nb\n', 'a\nc\nd\n', '.a: a text of 4 lines: 1 removed, 2 added'],
    ['a text with what a terminal acts on', 'a', '\x1b[2J\r\n\x9b✔ ok', '.a: a -> "\\u001b[2J\\r\\n\\u009b✔ ok"'],
  ])('is one line for %s', (_, before, after, text) => {
    expect(fieldText({ path: '.a', before, after }, { kind: 'X' })).toBe(text);
  });

  test('has no value of a Secret, and no more of a long value than a line', () => {
    const change = { path: '.data.token', before: 'aGk=', after: 'aG8=' };
    expect(fieldText(change, { kind: 'Secret' })).toBe('.data.token (the value is not shown)');
    expect(valueText('x'.repeat(500))).toBe(`${'x'.repeat(120)}...`);
  });
});

test('what keeps an object is named in one line', () => {
  const annotations = { 'argocd.argoproj.io/tracking-id': '\x1b[2Jserving\r\n:apps/Deployment:a/b' };
  expect(keptByGitOps([object({}, { annotations })])).toEqual([
    { keeper: 'Application without a name of Argo CD', objects: ['x/x'] },
  ]);
});

test('labels that Helm and others set are none of Argo CD', () => {
  const labels = { 'app.kubernetes.io/instance': 'x', 'app.kubernetes.io/managed-by': 'Helm' };
  expect(keptByGitOps([object({}, { labels })])).toEqual([]);
});

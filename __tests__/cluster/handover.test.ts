import { Yaml } from 'cdk8s';
import { InferenceSpec } from '../../lib';
import { manifestsOf } from '../manifests';
import { validSpec } from '../valid-spec';
import { Api } from './api';
import { clusterFile, deleteNamespace, deleteWorkloads, until } from './cluster';
import { kubectl } from './kubectl';

// What docs/operations.md says about turning autoscaling on for pods that run.
const api = new Api(clusterFile().kubeconfig);
const NAMESPACE = 'handover';
const fixed: InferenceSpec = { ...validSpec, namespace: NAMESPACE };
const scaled: InferenceSpec = { ...fixed, decode: { ...validSpec.decode, autoscaling: { maxReplicas: 8 } } };
const path = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/llama-decode`;

/** The Deployment alone: with the autoscaler beside it the number would soon be right again, the pods gone. */
const deployment = (spec: InferenceSpec) =>
  Yaml.stringify(
    ...manifestsOf(spec).filter(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'llama-decode'),
  );
const replicas = async () => (await api.get(path)).body.spec.replicas as number;
const serverSide = (...more: string[]) => [
  'apply',
  '--server-side',
  '--field-manager=argocd-controller',
  ...more,
  '-f',
  '-',
];

function run(args: readonly string[], input: string): void {
  const { status, stderr } = kubectl(args, input);
  expect({ status, stderr: stderr.replace(/^Warning: .*\n/, '') }).toEqual({ status: 0, stderr: '' });
}

beforeAll(() =>
  run(['apply', '-f', '-'], Yaml.stringify(...manifestsOf(fixed).filter(({ kind }) => kind === 'Namespace'))),
);
afterEach(() => deleteWorkloads(api, NAMESPACE));
afterAll(() => deleteNamespace(api, NAMESPACE).finally(() => api.close()));

test('client-side apply takes the pods away with the line, unless it is told first that the line was never there', async () => {
  run(['apply', '-f', '-'], deployment(fixed));
  run(['apply', '-f', '-'], deployment(scaled));
  expect(await replicas()).toBe(1);
  run(['apply', '-f', '-'], deployment(fixed));
  run(['apply', 'set-last-applied', '-f', '-'], deployment(scaled));
  run(['apply', '-f', '-'], deployment(scaled));
  expect(await replicas()).toBe(4);
});

test('server-side apply does too, unless somebody else owns the number first', async () => {
  run(serverSide(), deployment(fixed));
  run(serverSide(), deployment(scaled));
  expect(await replicas()).toBe(1);
  run(serverSide(), deployment(fixed));
  const owned = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'llama-decode', namespace: NAMESPACE },
    spec: { replicas: 4 },
  };
  run(['apply', '--server-side', '--field-manager=handover', '--validate=false', '-f', '-'], Yaml.stringify(owned));
  run(serverSide(), deployment(scaled));
  expect(await replicas()).toBe(4);
});

test('from the beginning, the autoscaler brings the pods up to the least, without any metric', async () => {
  const objects = manifestsOf(scaled).filter(({ kind }) =>
    ['Deployment', 'HorizontalPodAutoscaler', 'ServiceAccount'].includes(kind as string),
  );
  run(['apply', '-f', '-'], Yaml.stringify(...objects));
  await until('4 decode pods', async () => (await replicas()) === 4);
});

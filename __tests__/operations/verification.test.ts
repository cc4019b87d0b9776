import { InferenceSpec } from '../../lib';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { deployedPlan, deployedPod } from '../../lib/cluster/run/deployed-verification';
import { ClusterReader } from '../../lib/kube/cluster-reader';
import { Manifest, manifestsOf, only, withoutRecord, yamlOf } from '../manifests';
import { PairSpec, validSpec } from '../valid-spec';

const spec: PairSpec = {
  ...validSpec,
  operations: { networkPolicies: {}, verification: { benchmark: { prompts: 50, concurrency: 8 } } },
};
const manifests = manifestsOf(spec);
const ofVerification = (all: readonly Manifest[]): Manifest[] =>
  all.filter(({ metadata }) => metadata.labels['app.kubernetes.io/component'] === 'verification');
const jobs = ofVerification(manifests).filter(({ kind }) => kind === 'Job');
const plan = (name: string): Manifest =>
  JSON.parse(only(manifests, 'ConfigMap', name).data['plan.json'] as string) as Manifest;

test('it is off unless it is asked for, and turning it off takes its objects alone', () => {
  const { verification: _, ...operations } = spec.operations!;
  const without = manifestsOf({ ...spec, operations });
  expect(ofVerification(without)).toEqual([]);
  expect(withoutRecord(manifests).filter(manifest => !ofVerification(manifests).includes(manifest))).toEqual(
    withoutRecord(without),
  );
  expect(ofVerification(manifests).map(({ kind }) => kind)).toEqual(
    Array(2).fill(['ServiceAccount', 'Role', 'RoleBinding', 'ConfigMap', 'Job']).flat(),
  );
});

test('Argo CD runs the Jobs after a sync, one after the other, each anew, and nothing else is a hook', () => {
  expect(jobs.map(({ metadata: { annotations } }) => annotations)).toEqual(
    ['0', '1'].map(wave => ({
      'argocd.argoproj.io/hook': 'PostSync',
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      'argocd.argoproj.io/sync-wave': wave,
    })),
  );
  expect(
    manifests.filter(({ kind, metadata }) => kind !== 'Job' && metadata.annotations?.['argocd.argoproj.io/hook']),
  ).toEqual([]);
  expect(jobs.map(({ spec }) => spec.template.spec.containers[0].command.slice(2))).toEqual([
    ['verify', '128', '120'],
    ['bench', '50', '8', '1000', '1000', '120', '2500', '50'],
  ]);
});

test('a Job that does something else has another name, since a Job cannot be changed', () => {
  const [name] = jobs.map(({ metadata }) => metadata.name as string);
  const named = (change: Partial<InferenceSpec>): string =>
    ofVerification(manifestsOf({ ...spec, ...change })).find(({ kind }) => kind === 'Job')!.metadata.name as string;
  expect(name).toMatch(/^llama-verify-[0-9a-f]{8}$/);
  expect(named({})).toBe(name);
  expect(named({ operations: { ...spec.operations, verification: { requests: 129 } } })).not.toBe(name);
  expect(named({ prefill: { ...spec.prefill, replicas: 3 } })).not.toBe(name);
});

test('the Job may list the pods of its namespace and nothing else, and is no heavier than that needs', () => {
  expect(only(manifests, 'Role', 'llama-verify').rules).toEqual([
    { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
  ]);
  const { spec: { backoffLimit, template: { metadata, spec: pod } } } = jobs[0]!;
  expect({ backoffLimit, restartPolicy: pod.restartPolicy }).toEqual({ backoffLimit: 0, restartPolicy: 'Never' });
  expect(pod.containers[0].resources.limits).not.toHaveProperty('nvidia.com/gpu');
  expect(metadata.labels).toMatchObject({
    'sidecar.istio.io/inject': 'false',
    'app.kubernetes.io/component': 'verification',
  });
  expect(
    pod.containers[0].env.map(({ name }: Manifest) => name as string).filter((name: string) => /CUDA|NIXL/.test(name)),
  ).toEqual([]);
});

test('a Job that only asks has no weights and no token of the Hub; a load generator has both', () => {
  const token = { secretName: 'hub', key: 'token' };
  const all = manifestsOf({ ...spec, model: { ...spec.model, token } });
  const mounts = ofVerification(all).filter(({ kind }) => kind === 'Job').map(({ spec: { template } }) =>
    [template.spec.volumes as Manifest[], template.spec.containers[0].volumeMounts as Manifest[]]
      .map(of => of.map(({ name }) => name as string)));
  expect(mounts[0]).toEqual([['home', 'verification', 'tmp'], ['home', 'verification', 'tmp']]);
  for (const names of mounts[1]!) expect(names).toEqual(expect.arrayContaining(['model-cache', 'home']));
  expect(JSON.stringify(all.filter(({ kind }) => kind === 'Job')[0])).not.toContain('"secretName":"hub"');
});

test('the network policies of both roles let verification pods in where their counters and requests are', () => {
  const labels = {
    'app.kubernetes.io/component': 'verification',
    'app.kubernetes.io/managed-by': 'cdk8s-llm-d',
    'app.kubernetes.io/part-of': 'llama',
  };
  const isForThem = ({ from }: Manifest): boolean =>
    JSON.stringify(from) === JSON.stringify([{ podSelector: { matchLabels: labels } }]);
  const opened = (role: string): readonly number[] =>
    (only(manifests, 'NetworkPolicy', `llama-${role}`).spec.ingress as Manifest[])
      .filter(isForThem)
      .flatMap(({ ports }) => (ports as Manifest[]).map(({ port }) => port as number));
  expect([opened('prefill'), opened('decode')]).toEqual([[8000], [8000, 8200]]);
  expect(jobs[0]!.spec.template.metadata.labels).toMatchObject(labels);
});

test('what the commands read off a file is what the plan of its spec says', async () => {
  const deployment = distDeployment(yamlOf(manifests));
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `${only(manifests, 'Gateway').metadata.name}-istio` },
    spec: {},
  };
  const reader = { list: () => Promise.resolve([service]) } as unknown as ClusterReader;
  expect(await deployedPlan(reader, deployment)).toEqual(plan('llama-verify'));
  const { containers: [{ image, env, securityContext }] } = jobs[0]!.spec.template.spec;
  const pod = deployedPod(deployment);
  expect({
    image: pod.image,
    securityContext: pod.securityContext,
    env: [...pod.env, { name: 'LLMD_PLAN', value: '/verification/plan.json' }],
  }).toEqual({ image, securityContext, env });
});

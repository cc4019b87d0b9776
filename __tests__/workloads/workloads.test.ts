import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { planInference } from '../../lib/plan/plan-inference';
import { deployment } from '../../lib/workloads/deployment';
import { WorkloadParts } from '../../lib/workloads/workload';
import { kinds, workloadFor, workloadNamed, workloadOf, workloads, workloadsIn } from '../../lib/workloads/workloads';
import { Manifest } from '../manifests';
import { validSpec } from '../valid-spec';

const lib = join(__dirname, '..', '..', 'lib');
const parts: WorkloadParts = {
  name: 'llama-decode',
  labels: { part: 'decode', role: 'decode' },
  selector: { role: 'decode' },
  replicas: 3,
  startupSeconds: 900,
  template: { metadata: { labels: { role: 'decode' } }, spec: { containers: [{ name: 'vllm' }] } },
};

describe.each(workloads.map(workload => [workload.kind, workload] as const))('the workload %s', (kind, workload) => {
  const [object] = objectsOf(kind, parts);
  // A set is read by its roles.
  const partOf = (of: Manifest): Manifest => workloadsIn(of)[0]!;
  const reader = workloadNamed(partOf(object!).kind as string);

  test('is found by its kind, in a plan and in an object', () => {
    expect([workloadNamed(kind), workloadOf({ kind })]).toEqual([workload, workload]);
  });

  test('adds an object of its kind and API version first', () => {
    expect(object).toMatchObject({
      kind, apiVersion: workload.apiVersion, metadata: { name: workload.makes ? 'llama' : 'llama-decode' },
    });
    expect(partOf(object!).metadata.name).toBe('llama-decode');
  });

  test('reads from its object what the object was made from', () => {
    expect({
      replicas: reader.replicasOf(partOf(object!)),
      selector: reader.selectorOf(partOf(object!)),
      template: reader.podTemplateOf(partOf(object!)),
    }).toEqual({ replicas: parts.replicas, selector: parts.selector, template: parts.template });
    expect(workload.progressDeadlineOf(object!) ?? Infinity).toBeGreaterThan(parts.startupSeconds);
  });

  test('has its replicas where it says', () => {
    const found = workload.replicasPath.split('.').reduce((value: any, field) => value?.[field], object);
    expect(found).toBe(workload.makes ? undefined : parts.replicas);
  });

  test('writes fields of pods that the generated types do not know, and amounts and names as those write them', () => {
    const spec = {
      containers: [{ name: 'vllm', resources: { limits: { memory: k8s.Quantity.fromString('1Gi') } } }],
      hostIpc: false,
      resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'gpus' }],
      volumes: [{ name: 'home', emptyDir: {} }, { name: 'weights', image: { reference: 'registry/model:1' } }],
    };
    const [newer] = objectsOf(kind, { ...parts, template: { metadata: parts.template.metadata!, spec } });
    const { hostIpc, ...same } = spec;
    expect(reader.podTemplateOf(partOf(newer!))).toEqual({
      ...parts.template,
      spec: {
        ...same, hostIPC: hostIpc, containers: [{ name: 'vllm', resources: { limits: { memory: '1Gi' } } }],
      },
    });
  });

  test('writes no number of replicas where an autoscaler has it', () => {
    const [autoscaled] = objectsOf(kind, { ...parts, replicas: undefined });
    expect(reader.replicasOf(partOf(autoscaled!))).toBeUndefined();
  });

  test.each([
    ['nothing', undefined], ['null', null], ['a text', 'x'], ['a list', [1]], ['empty', {}],
  ])('reads nothing from a spec that is %s', (_, spec) => {
    const broken = { kind, spec };
    const read = [workload.replicasOf, workload.selectorOf, workload.podTemplateOf, workload.progressDeadlineOf];
    expect(read.map(of => of(broken))).toEqual([undefined, undefined, undefined, undefined]);
    expect(workload.makes?.partsOf(broken) ?? []).toEqual([]);
  });

  test('answers every question', () => {
    const { apiVersion, kedaTarget, revisionLabel } = workload;
    expect([apiVersion, revisionLabel].filter(answer => answer === '')).toEqual([]);
    expect(Object.keys(kedaTarget).every(key => ['apiVersion', 'kind'].includes(key))).toBe(true);
  });
});

describe('a Deployment', () => {
  const status = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };
  const live = (change: object): object => ({
    kind: 'Deployment', metadata: { generation: 2 }, spec: { replicas: 3 }, status: { ...status, ...change },
  });

  test('is rolled out when all pods that are wanted are new and available, and no old one is left', () => {
    expect(deployment.isRolledOut(live({}))).toBe(true);
  });

  test.each([
    ['its controller has not seen the change', { observedGeneration: 1 }],
    ['an old pod is left', { replicas: 4 }],
    ['a pod is not new', { updatedReplicas: 2 }],
    ['a pod is not available', { availableReplicas: 2 }],
  ])('is not rolled out when %s', (_, change) => {
    expect(deployment.isRolledOut(live(change))).toBe(false);
  });

  test('is not rolled out before its controller has said anything', () => {
    expect(deployment.isRolledOut({ kind: 'Deployment' })).toBe(false);
  });

  test('replaces pods without a spare GPU, and is called stuck ten minutes after the startup budget', () => {
    const [object] = objectsOf('Deployment', parts);
    expect(object!.spec.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } });
    expect(object!.spec.progressDeadlineSeconds).toBe(1500);
  });
});

test('a plan names what runs the pods of each role', () => {
  const { pools } = planInference('llama', validSpec);
  expect(pools.map(({ workload }) => workload)).toEqual([workloadFor(1).kind, workloadFor(1).kind]);
  expect(workloadFor(2).kind).toBe('LeaderWorkerSet');
  expect([workloadFor(1, true).kind, workloadFor(2, true).kind]).toEqual(['DisaggregatedSet', 'DisaggregatedSet']);
});

test('an object that runs no pods of a role is no workload', () => {
  expect(workloadOf({ kind: 'Job' })).toBeUndefined();
});

test('a kind that no workload has is an error that lists those that exist', () => {
  expect(() => workloadNamed('Job')).toThrow(`there is no workload 'Job'; there are: ${kinds().join(', ')}`);
});

test('outside of lib/workloads/ a Deployment is named only where it does not run the pods of a role', () => {
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
  const naming = files.filter(name => /'Deployment'|pod-template-hash/.test(readFileSync(join(lib, name), 'utf8')));
  expect(naming.filter(name => !name.startsWith('workloads/')).sort()).toEqual([
    'cluster/dist-deployment.ts', // the picker
    'cluster/doctor/take-snapshot.ts', // controllers of gateways
    'gateways/istio/istio.ts', // istiod
    'kube/kubernetes-objects.ts', // pods of any Deployment
    'rehearsal/cluster-dns.ts', // the cluster's DNS
    'rules/changes/immutable-fields.ts', // what the API server keeps of each kind
    'rules/changes/left-behind.ts', // the picker
    'rules/objects/ports.ts', // an example
    'synth/comparison.ts', // waivers on the picker
    'synth/previous-objects.ts', // the picker
  ]);
});

function objectsOf(kind: string, given: WorkloadParts): Manifest[] {
  const chart = new Chart(Testing.app(), 'llama');
  const set = workloadNamed(kind).makes && { name: 'llama', role: 'decode' };
  workloadNamed(kind).addObjects(chart, { ...given, ...(set && { set }) });
  return Testing.synth(chart) as Manifest[];
}

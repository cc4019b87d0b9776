import { InferenceSpec, Release } from '../../lib';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { partWorkloads, podsOfReplica } from '../../lib/cluster/part-workload';
import { terminalLines } from '../../lib/review/output/terminal';
import { review } from '../../lib/review/review';
import { disaggregatedSet } from '../../lib/workloads/disaggregated-set';
import { Manifest, manifestsOf, only, yamlOf } from '../manifests';
import { schemaErrors } from '../schema/check';
import { validSpec } from '../valid-spec';

const spec: InferenceSpec = {
  ...validSpec,
  release: Release.ROUTER_0_11,
  accelerator: 'NVIDIA-H200',
  prefill: { ...validSpec.prefill, replicas: 4 },
  decode: { ...validSpec.decode, replicas: 1, parallelism: { data: 16 } },
  disaggregatedSet: {
    slices: 2, placement: { type: 'ExclusiveSlice', topology: 'cloud.google.com/gce-topology-subblock' },
  },
};
const manifests = manifestsOf(spec);
const set = only(manifests, 'DisaggregatedSet');
const role = (name: string, of = set): Manifest =>
  (of.spec.roles as Manifest[]).find(each => each.name === name)!;

describe('a set of both roles', () => {
  test('is one object in the place of two, and valid by the schema of its kind', () => {
    expect(manifests.filter(({ kind }) => kind === 'LeaderWorkerSet')).toEqual([]);
    expect(set.metadata.name).toBe('llama');
    expect(schemaErrors(set)).toEqual([]);
  });

  test('has the slices, their place, and replicas of each slice', () => {
    expect(set.spec).toMatchObject({ slices: 2, placementPolicy: spec.disaggregatedSet!.placement! });
    expect([role('prefill').spec.replicas, role('decode').spec.replicas]).toEqual([4, 1]);
    expect([role('prefill'), role('decode')].map(each => each.spec.leaderWorkerTemplate.size)).toEqual([1, 2]);
  });

  test('has pods that the pool selects, and that roll out one by one', () => {
    const { matchLabels } = only(manifests, 'InferencePool').spec.selector;
    for (const each of [role('prefill'), role('decode')]) {
      expect(each.spec.leaderWorkerTemplate.workerTemplate.metadata.labels).toMatchObject(matchLabels);
      expect(each.spec.rolloutStrategy.rollingUpdateConfiguration).toEqual({ maxSurge: 0, maxUnavailable: 1 });
    }
  });

  test('is read from a file as two parts with the pods of all slices', () => {
    const { replicas, roles, record } = distDeployment(yamlOf(manifests));
    expect(replicas).toMatchObject({ prefill: 8, decode: 2 });
    expect([roles.prefill!, roles.decode].map(podsOfReplica)).toEqual([1, 2]);
    expect(record.engines.map(({ name, replicas }) => [name, replicas])).toEqual([
      ['llama-prefill', 8], ['llama-decode', 2],
    ]);
  });

  test('has the rollout that a role states', () => {
    const rollout = { maxSurge: 1, maxUnavailable: 0 } as const;
    const changed = only(manifestsOf({ ...spec, decode: { ...spec.decode, rollout } }), 'DisaggregatedSet');
    expect(role('decode', changed).spec.rolloutStrategy.rollingUpdateConfiguration).toEqual(rollout);
  });

  test('is scaled by the object that its controller makes for a role', () => {
    const autoscaling = { maxReplicas: 8, queue: 4 };
    const scaled = manifestsOf({
      ...spec, disaggregatedSet: {}, operations: { monitoring: { namespace: 'monitoring' } },
      prefill: { ...spec.prefill!, autoscaling }, waive: { PD433: 'a test' },
    });
    const prefill = role('prefill', only(scaled, 'DisaggregatedSet'));
    expect(prefill.scaling).toEqual({ mode: 'External' });
    expect(prefill.spec).not.toHaveProperty('replicas');
    expect(only(scaled, 'HorizontalPodAutoscaler').spec.scaleTargetRef).toEqual({
      apiVersion: 'disaggregatedset.x-k8s.io/v1', kind: 'DisaggregatedSetRoleScaler', name: 'llama-prefill',
    });
    expect(distDeployment(yamlOf(scaled)).replicas.prefill).toBe(4);
  });

  test('is alerted about by the StatefulSets of its groups, whatever their revision', () => {
    const monitored = manifestsOf({ ...spec, operations: { monitoring: { namespace: 'monitoring' } } });
    const rules = JSON.stringify(monitored.filter(({ kind }) => kind === 'PrometheusRule'));
    expect(rules).toMatch(/statefulset=~\\"llama-\[0-9\]\+-\[0-9a-f\]\+-decode\\"/);
    const [, pods] = /pod=~\\"([^"]*)\\",reason=\\"CrashLoopBackOff/.exec(rules)!;
    expect('llama-0-5f3a9c1b-decode-0-1').toMatch(new RegExp(`^(?:${pods})$`));
    expect('other-0-5f3a9c1b-decode-0-1').not.toMatch(new RegExp(`^(?:${pods})$`));
  });
});

describe('a change of a set', () => {
  const said = (change: Partial<InferenceSpec>): string => {
    const side = (of: InferenceSpec) => (
      [{ path: 'llama.k8s.yaml', shown: 'dist/llama.k8s.yaml', text: yamlOf(manifestsOf(of)) }]
    );
    return terminalLines(review(side(spec), side({ ...spec, ...change }))).join('\n');
  };

  test('of its slices starts both roles once more', () => {
    const text = said({ disaggregatedSet: { ...spec.disaggregatedSet, slices: 3 } });
    expect(text).toContain('starts 1 more: 2 to 3 slices of both roles');
    expect(text).toContain('GPUs NVIDIA-H200 40 to 60 (+20)');
  });

  test('of a template replaces the pods of its role', () => {
    expect(said({ decode: { ...spec.decode, memory: '96Gi' } })).toContain('replaces all 2 groups of 2 pods');
  });
});

describe('a set in a cluster', () => {
  const made = (changes: Manifest = {}): Manifest[] => [0, 1].flatMap(slice => ['prefill', 'decode'].map((name) => {
    const { replicas, leaderWorkerTemplate } = role(name).spec;
    return {
      kind: 'LeaderWorkerSet',
      metadata: { generation: 1, labels: { 'disaggregatedset.x-k8s.io/role': name, slice: `${slice}` } },
      spec: { replicas, leaderWorkerTemplate: structuredClone(leaderWorkerTemplate) },
      status: { observedGeneration: 1, replicas, updatedReplicas: replicas, readyReplicas: replicas, ...changes },
    };
  }));
  const { isMadeOf } = disaggregatedSet.makes!;

  test('is rolled out when every group of every slice is of its templates, and ready', () => {
    expect(isMadeOf(set, made())).toBe(true);
  });

  test.each<[string, Manifest[]]>([
    ['a slice is missing', made().slice(2)],
    ['one of an earlier revision is left', [...made(), made()[0]!]],
    ['groups are not ready', made({ readyReplicas: 0 })],
    ['its controller has not seen another template yet', made().map(each => ({
      ...each, spec: { ...each.spec, leaderWorkerTemplate: { ...each.spec.leaderWorkerTemplate, size: 9 } },
    }))],
  ])('is not rolled out when %s', (_, found) => {
    expect(isMadeOf(set, found)).toBe(false);
  });

  test('has a part for each role, with the labels of its pods', () => {
    expect(partWorkloads(set as any).map(({ name, selector }) => [name, selector['llm-d.ai/role']])).toEqual([
      ['llama-prefill', 'prefill'], ['llama-decode', 'decode'],
    ]);
  });
});

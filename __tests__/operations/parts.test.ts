import { InferenceSpec } from '../../lib';
import { Manifest, manifestsOf as allManifestsOf, withoutRecord } from '../manifests';
import { validSpec } from '../valid-spec';

const monitoring = { namespace: 'monitoring' } as const;

/** The record tells of every part, so it changes with each. */
const manifestsOf = (spec: InferenceSpec): readonly Manifest[] => withoutRecord(allManifestsOf(spec));

/** Everything on. */
const all: InferenceSpec = {
  ...validSpec,
  prefill: { ...validSpec.prefill, autoscaling: { maxReplicas: 6 } },
  decode: { ...validSpec.decode, autoscaling: { maxReplicas: 8 } },
  operations: { networkPolicies: {}, monitoring },
};

const names = (manifests: readonly Manifest[]) => manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
const rest = (manifests: readonly Manifest[], gone: readonly string[]) =>
  manifests.filter(({ kind, metadata }) => !gone.includes(`${kind}/${metadata.name}`));
const without = (operations: object): InferenceSpec => ({ ...all, operations: { ...all.operations, ...operations } });

describe('turning a part off removes its objects and changes nothing else', () => {
  const cases: readonly { readonly part: string; readonly spec: InferenceSpec; readonly gone: readonly string[] }[] = [
    {
      part: 'disruption budgets',
      spec: without({ disruptionBudgets: false }),
      gone: ['PodDisruptionBudget/llama-prefill', 'PodDisruptionBudget/llama-decode'],
    },
    {
      part: 'network policies',
      spec: without({ networkPolicies: false }),
      gone: [
        'NetworkPolicy/llama-prefill',
        'NetworkPolicy/llama-decode',
        'NetworkPolicy/llama-epp',
        'NetworkPolicy/llama-model-download',
      ],
    },
    { part: 'alerts', spec: without({ monitoring: { ...monitoring, alerts: false } }), gone: ['PrometheusRule/llama'] },
    {
      part: 'the dashboard',
      spec: without({ monitoring: { ...monitoring, dashboard: false } }),
      gone: ['ConfigMap/llama-dashboard'],
    },
  ];

  test.each(cases)('$part', ({ spec, gone }) => {
    const before = manifestsOf(all);
    expect(names(before)).toEqual(expect.arrayContaining([...gone]));
    expect(manifestsOf(spec)).toEqual(rest(before, gone));
  });

  test('monitoring: the monitors, alerts and dashboard, and the way in for Prometheus', () => {
    const gone = [
      'PodMonitor/llama-prefill',
      'PodMonitor/llama-decode',
      'PodMonitor/llama-inference-gateway',
      'ServiceMonitor/llama-epp',
      'PrometheusRule/llama',
      'ConfigMap/llama-dashboard',
    ];
    const [before, after] = [manifestsOf(all), manifestsOf(without({ monitoring: undefined }))];
    expect(names(after)).toEqual(names(rest(before, gone)));
    const policies = (manifests: readonly Manifest[]) => manifests.filter(({ kind }) => kind === 'NetworkPolicy');
    expect(JSON.stringify(policies(before)).match(/kubernetes.io\/metadata.name/g)).toHaveLength(3);
    expect(JSON.stringify(policies(after))).not.toContain('kubernetes.io/metadata.name');
    expect(after.filter(({ kind }) => kind !== 'NetworkPolicy')).toEqual(
      rest(before, gone).filter(({ kind }) => kind !== 'NetworkPolicy'),
    );
  });

  test('autoscaling: the autoscaler goes and the number of pods comes back', () => {
    const [before, after] = [manifestsOf(all), manifestsOf({ ...all, decode: validSpec.decode })];
    expect(names(after)).toEqual(names(rest(before, ['HorizontalPodAutoscaler/llama-decode'])));
    const decode = (manifests: readonly Manifest[]) =>
      manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'llama-decode')!.spec;
    expect(decode(after)).toEqual({ ...decode(before), replicas: 4 });
  });

  test('spread: no constraint is left, and one of the user\'s own replaces it', () => {
    const constraints = (spec: InferenceSpec) => manifestsOf(spec).filter(({ kind }) => kind === 'Deployment')
      .flatMap(({ spec: { template } }) => (template.spec.topologySpreadConstraints ?? []) as Manifest[]);
    expect(
      constraints(all).map(({ whenUnsatisfiable, topologyKey, maxSkew }) => [whenUnsatisfiable, topologyKey, maxSkew]),
    ).toEqual(Array(2).fill(['ScheduleAnyway', 'kubernetes.io/hostname', 1]));
    expect(constraints(without({ topologySpread: false }))).toEqual([]);
    const own = {
      maxSkew: 2,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: {},
    };
    expect(
      constraints({ ...validSpec, decode: { ...validSpec.decode, pod: { topologySpreadConstraints: [own] } } })[1],
    ).toEqual(own);
  });
});

test('without a word of operations there are budgets, a spread and policies, and no kind that a cluster may not know', () => {
  expect(
    names(manifestsOf(validSpec)).filter(name =>
      /PodDisruption|NetworkPolicy|Monitor|Rule$|Autoscaler|ScaledObject|dashboard/.test(name),
    ),
  ).toEqual([
    'PodDisruptionBudget/llama-prefill',
    'PodDisruptionBudget/llama-decode',
    'NetworkPolicy/llama-prefill',
    'NetworkPolicy/llama-decode',
    'NetworkPolicy/llama-epp',
    'NetworkPolicy/llama-model-download',
  ]);
});

test('pods tolerate the taint of GPU nodes once, however the user says it', () => {
  const tolerations = (pod: object) =>
    manifestsOf({ ...validSpec, decode: { ...validSpec.decode, pod } }).find(
      ({ metadata, kind }) => kind === 'Deployment' && metadata.name === 'llama-decode',
    )!.spec.template.spec.tolerations;
  const gpu = { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' };
  expect(tolerations({})).toEqual([gpu]);
  expect(tolerations({ tolerations: [{ key: 'team', operator: 'Equal', value: 'a' }] })).toEqual([
    { key: 'team', operator: 'Equal', value: 'a' },
    gpu,
  ]);
  expect(tolerations({ tolerations: [{ key: 'nvidia.com/gpu', operator: 'Equal', value: 'present' }] })).toEqual([
    { key: 'nvidia.com/gpu', operator: 'Equal', value: 'present' },
  ]);
});

import { InferenceSpec, Release } from '../../lib';
import { leaderWorkerSet } from '../../lib/workloads/leader-worker-set';
import { Manifest, manifestsOf } from '../manifests';
import { validSpec } from '../valid-spec';

const group = (manifests: readonly Manifest[], role: string): any =>
  manifests.find(({ kind, metadata }) => kind === 'LeaderWorkerSet' && metadata.name.endsWith(`-${role}`));
const engineOf = (template: any): any => template.spec.containers.find(({ name }: any) => name === 'vllm');

const wide: InferenceSpec = {
  ...validSpec,
  release: Release.ROUTER_0_11,
  prefill: { ...validSpec.prefill, replicas: 3, parallelism: { data: 8 } },
  decode: { ...validSpec.decode, replicas: 2, parallelism: { data: 16 } },
};

describe('ranks that one node does not hold', () => {
  const manifests = manifestsOf(wide);
  const { leaderTemplate, size, workerTemplate } = group(manifests, 'decode').spec.leaderWorkerTemplate;

  test('are a group of as many pods as they need, and a role that fits one node stays a Deployment', () => {
    expect([size, group(manifests, 'decode').spec.replicas, group(manifests, 'prefill')]).toEqual([2, 2, undefined]);
  });

  test('are in pods that are alike, each of which takes requests', () => {
    expect(leaderTemplate).toBeUndefined();
    const { selector } = manifests.find(({ kind }) => kind === 'InferencePool')!.spec;
    expect(workerTemplate.metadata.labels).toMatchObject(selector.matchLabels);
  });

  test('begin with the number that follows from the pod\'s place in its group', () => {
    const { args, command, resources } = engineOf(workerTemplate);
    expect(command.join(' ')).toContain('vllm serve "$@" --data-parallel-start-rank=$((LWS_WORKER_INDEX * 8))');
    expect(args).toEqual(expect.arrayContaining([
      '--data-parallel-size=16', '--data-parallel-size-local=8', '--data-parallel-address=$(LWS_LEADER_ADDRESS)',
    ]));
    expect(resources.limits['nvidia.com/gpu']).toBe('8');
  });

  test('speak to each other on any port', () => {
    const policy = manifests.find(({ kind, metadata }) => kind === 'NetworkPolicy' && /-decode$/.test(metadata.name))!;
    const { egress, ingress, podSelector } = policy.spec;
    expect(ingress).toContainEqual({ from: [{ podSelector }] });
    expect(egress).toContainEqual({ to: [{ podSelector }] });
  });
});

describe('the operations of groups', () => {
  const autoscaling = { maxReplicas: 4, queue: 8 };
  const found = (spec: InferenceSpec, kind: string): Manifest =>
    manifestsOf(spec).find(object => object.kind === kind && object.metadata.name === 'llama-decode')!;
  const scaled = { ...wide, decode: { ...wide.decode, autoscaling }, waive: { PD433: 'a test' } };
  const target = { apiVersion: 'leaderworkerset.x-k8s.io/v1', kind: 'LeaderWorkerSet', name: 'llama-decode' };

  test('scale groups: the HorizontalPodAutoscaler and KEDA have them as their target, with the GPUs of all pods', () => {
    const monitoring = { namespace: 'monitoring' };
    const hpa = found({ ...scaled, operations: { monitoring } }, 'HorizontalPodAutoscaler');
    expect(hpa.spec).toMatchObject({ scaleTargetRef: target, minReplicas: 2, maxReplicas: 4 });
    expect(hpa.metadata.annotations).toMatchObject({ 'llm-d.ai/gpus': '32 to 64' });
    const autoscaler = { type: 'ScaledObject', prometheus: 'http://prometheus:9090' } as const;
    const keda = found({ ...scaled, operations: { monitoring, autoscaler } }, 'ScaledObject');
    expect(keda.spec).toMatchObject({ scaleTargetRef: target, minReplicaCount: 2, maxReplicaCount: 4 });
  });

  test('protect every pod of a group, and let one be evicted: its group begins anew and the next waits for it', () => {
    const { spec } = found(wide, 'PodDisruptionBudget');
    const { workerTemplate } = group(manifestsOf(wide), 'decode').spec.leaderWorkerTemplate;
    expect(workerTemplate.metadata.labels).toMatchObject(spec.selector.matchLabels);
    expect(spec.maxUnavailable).toBe(1);
  });

  test('alert by the ready first pods, which are those of a StatefulSet of the same name', () => {
    const rules = manifestsOf({ ...wide, operations: { monitoring: { namespace: 'monitoring' } } })
      .filter(({ kind }) => kind === 'PrometheusRule');
    expect(JSON.stringify(rules)).toMatch(/kube_statefulset_status_replicas_ready\{[^}]*statefulset=\\"llama-decode/);
  });
});

test('a group has a rack of its own where the spec names the label of racks', () => {
  const rack = 'topology.kubernetes.io/rack';
  const spec = { ...wide, decode: { ...wide.decode, parallelism: { data: 16, exclusiveTopology: rack } } };
  expect(group(manifestsOf(spec), 'decode').metadata.annotations).toEqual({
    'leaderworkerset.sigs.k8s.io/exclusive-topology': rack,
  });
});

test('both roles guess the same tokens', () => {
  const manifests = manifestsOf({ ...wide, engine: { speculation: { method: 'mtp', tokens: 3 } } });
  const written = '--speculative-config={"method":"mtp","num_speculative_tokens":3}';
  const prefill = manifests.find(({ kind, metadata }) => kind === 'Deployment' && /-prefill$/.test(metadata.name))!;
  const { workerTemplate } = group(manifests, 'decode').spec.leaderWorkerTemplate;
  for (const template of [workerTemplate, prefill.spec.template]) expect(engineOf(template).args).toContain(written);
});

describe('an engine whose GPUs are on several nodes', () => {
  const manifests = manifestsOf({
    ...validSpec, decode: { ...validSpec.decode, parallelism: { tensor: 16, nodes: 2 } }, waive: { PD323: 'a test' },
  });
  const { leaderTemplate, workerTemplate } = group(manifests, 'decode').spec.leaderWorkerTemplate;

  test('takes requests by its first pod alone', () => {
    const { matchLabels } = manifests.find(({ kind }) => kind === 'InferencePool')!.spec.selector;
    expect(leaderTemplate.metadata.labels).toMatchObject(matchLabels);
    expect(workerTemplate.metadata.labels).not.toMatchObject(matchLabels);
    expect(workerTemplate.metadata.labels).toMatchObject({ 'llm-d.ai/model': 'llama', 'llm-d.ai/role': 'decode' });
    expect(workerTemplate.spec.initContainers ?? []).toEqual([]);
  });

  test('has other pods without an API server, and without probes that ask one', () => {
    const [leader, worker] = [leaderTemplate, workerTemplate].map(engineOf);
    expect(worker.args).toContain('--headless');
    expect(leader.args).not.toContain('--headless');
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) expect(worker).not.toHaveProperty(probe);
    for (const { args } of [leader, worker])
      expect(args).toEqual(expect.arrayContaining(['--nnodes=2', '--node-rank=$(LWS_WORKER_INDEX)']));
  });
});

describe('a LeaderWorkerSet', () => {
  const status = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, readyReplicas: 3 };
  const live = (change: object): object => ({
    kind: 'LeaderWorkerSet', metadata: { generation: 2 }, spec: { replicas: 3 }, status: { ...status, ...change },
  });

  test('is rolled out when all groups that are wanted are new and ready, and no old one is left', () => {
    expect(leaderWorkerSet.isRolledOut(live({}))).toBe(true);
  });

  test.each([
    ['its controller has not seen the change', { observedGeneration: 1 }],
    ['an old group is left', { replicas: 4 }],
    ['a group is not new', { updatedReplicas: 2 }],
    ['a group is not ready', { readyReplicas: 2 }],
  ])('is not rolled out when %s', (_, change) => {
    expect(leaderWorkerSet.isRolledOut(live(change))).toBe(false);
  });
});

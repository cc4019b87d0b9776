import { InferenceSpec } from '../../lib';
import { Manifest, manifestsOf, only } from '../manifests';
import { validSpec } from '../valid-spec';

const scaled = (prefill: object, decode: object, more: object = {}): InferenceSpec => ({
  ...validSpec,
  prefill: { ...validSpec.prefill, autoscaling: { maxReplicas: 6, ...prefill } },
  decode: { ...validSpec.decode, parallelism: { tensor: 2 }, autoscaling: { maxReplicas: 8, ...decode } },
  ...more,
});
const autoscaler = (spec: InferenceSpec, role: string) =>
  only(manifestsOf(spec), 'HorizontalPodAutoscaler', `llama-${role}`);
const amounts = ({ spec }: Manifest) => Object.fromEntries((spec.metrics as Manifest[]).map(({ type, pods }) => {
  expect([type, pods.target.type]).toEqual(['Pods', 'AverageValue']);
  return [pods.metric.name, pods.target.averageValue];
}));

test('each role is scaled for itself, by what it runs out of', () => {
  const spec = scaled({ promptTokens: 20_000 }, {});
  expect(amounts(autoscaler(spec, 'prefill'))).toEqual({
    'vllm:num_requests_waiting': '4000m',
    'vllm:prompt_tokens': '20000000m',
  });
  expect(amounts(autoscaler(spec, 'decode'))).toEqual({
    'vllm:num_requests_waiting': '4000m',
    'vllm:kv_cache_usage_perc': '800m',
  });
  expect(amounts(autoscaler(scaled({ queue: 2 }, { queue: 8, kvCacheUsage: 0.65 }), 'prefill'))).toEqual({
    'vllm:num_requests_waiting': '2000m',
  });
  expect(amounts(autoscaler(scaled({}, { queue: 8, kvCacheUsage: 0.65 }), 'decode'))).toEqual({
    'vllm:num_requests_waiting': '8000m',
    'vllm:kv_cache_usage_perc': '650m',
  });
});

test('an autoscaler goes from `replicas` to `maxReplicas` of its Deployment, shows both in GPUs, and owns the number', () => {
  const { metadata, spec } = autoscaler(scaled({}, {}), 'decode');
  expect(spec).toMatchObject({
    minReplicas: 4,
    maxReplicas: 8,
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'llama-decode' },
  });
  expect(metadata.annotations).toEqual({ 'llm-d.ai/gpus': '8 to 16' });
  const deployments = manifestsOf(scaled({}, {})).filter(({ kind }) => kind === 'Deployment');
  expect(deployments.map(({ metadata: { name }, spec: { replicas } }) => [name, replicas])).toEqual([
    ['llama-epp', 1],
    ['llama-prefill', undefined],
    ['llama-decode', undefined],
  ]);
});

test('a role loses one pod in the time that a pod takes to drain', () => {
  const policy = (spec: InferenceSpec) => autoscaler(spec, 'decode').spec.behavior.scaleDown.policies;
  expect(policy(scaled({}, {}))).toEqual([{ type: 'Pods', value: 1, periodSeconds: 150 }]);
  expect(policy(scaled({}, {}, { drainSeconds: 300 }))).toEqual([{ type: 'Pods', value: 1, periodSeconds: 330 }]);
  // The API takes no longer period.
  expect(policy(scaled({}, {}, { drainSeconds: 3600 }))).toEqual([{ type: 'Pods', value: 1, periodSeconds: 1800 }]);
});

test('KEDA asks Prometheus for the sum over the role\'s pods, and keeps the least pods without an answer', () => {
  const prometheus = 'http://prometheus-operated.monitoring.svc:9090';
  const manifests = manifestsOf(
    scaled({ promptTokens: 20_000 }, {}, { operations: { autoscaler: { type: 'ScaledObject', prometheus } } }),
  );
  expect(manifests.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')).toEqual([]);
  const [prefill, decode] = ['prefill', 'decode'].map(role => only(manifests, 'ScaledObject', `llama-${role}`));
  const select = (role: string) => `{namespace="team-a",llm_d_ai_model="llama",llm_d_ai_role="${role}"}`;
  expect(decode!.spec).toMatchObject({
    scaleTargetRef: { name: 'llama-decode' },
    minReplicaCount: 4,
    maxReplicaCount: 8,
    fallback: { failureThreshold: 3, replicas: 4 },
  });
  expect(decode!.spec.triggers).toEqual([
    {
      type: 'prometheus',
      metricType: 'AverageValue',
      metadata: {
        serverAddress: prometheus,
        query: `sum(vllm:num_requests_waiting${select('decode')})`,
        threshold: '4',
      },
    },
    {
      type: 'prometheus',
      metricType: 'AverageValue',
      metadata: {
        serverAddress: prometheus,
        query: `sum(vllm:kv_cache_usage_perc${select('decode')})`,
        threshold: '0.8',
      },
    },
  ]);
  expect(prefill!.spec.triggers[1].metadata).toMatchObject({
    query: `sum(rate(vllm:prompt_tokens_total${select('prefill')}[5m]))`,
    threshold: '20000',
  });
  expect(prefill!.spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.policies).toEqual([
    { type: 'Pods', value: 1, periodSeconds: 150 },
  ]);
});

describe('the figures of the picker', () => {
  const { prefill: _, ...aggregated } = validSpec;
  const keda = (autoscaling: object, more: object = {}): InferenceSpec => ({
    ...aggregated,
    decode: { ...validSpec.decode, autoscaling: { maxReplicas: 8, ...autoscaling } },
    endpointPicker: { flowControl: {} },
    operations: {
      monitoring: { namespace: 'monitoring' },
      autoscaler: {
        type: 'ScaledObject', prometheus: 'https://thanos.monitoring:9091',
        authentication: { secretName: 'reader', ca: 'service-ca.crt' },
      },
    },
    ...more,
  });
  const scaledObject = (spec: InferenceSpec) => only(manifestsOf(spec), 'ScaledObject', 'llama-decode').spec;

  test('take the place of those of the engines, and are those of this picker', () => {
    const { triggers } = scaledObject(keda({ waiting: 1, running: 16 }));
    expect((triggers as Manifest[]).map(({ metadata }) => [metadata.query, metadata.threshold])).toEqual([
      ['sum(llm_d_epp_flow_control_queue_size{namespace="team-a",service="llama-epp"})', '1'],
      ['sum(llm_d_epp_request_running{namespace="team-a",service="llama-epp"})', '16'],
    ]);
  });

  test('stand beside one of the engines that is stated', () => {
    const { triggers } = scaledObject(keda({ saturation: 0.7, queue: 2 }));
    expect((triggers as Manifest[]).map(({ metadata }) => metadata.threshold as string)).toEqual(['0.7', '2']);
  });

  test('are asked with the token of the Secret', () => {
    const { triggers: [trigger] } = scaledObject(keda({ waiting: 1 }));
    expect(trigger).toMatchObject({
      authenticationRef: { name: 'llama-decode', kind: 'TriggerAuthentication' }, metadata: { authModes: 'bearer' },
    });
    expect(only(manifestsOf(keda({ waiting: 1 })), 'TriggerAuthentication', 'llama-decode').spec).toEqual({
      secretTargetRef: [
        { parameter: 'bearerToken', name: 'reader', key: 'token' },
        { parameter: 'ca', name: 'reader', key: 'service-ca.crt' },
      ],
    });
  });

  test('may leave no pod, and one runs where nobody knows the load', () => {
    const spec = keda({ waiting: 1, minReplicas: 0 }, { endpointPicker: { flowControl: { requestTtlSeconds: 1800 } } });
    expect(scaledObject(spec)).toMatchObject({ minReplicaCount: 0, fallback: { replicas: 1 } });
  });

  test('and how long a load lasts', () => {
    const { advanced } = scaledObject(keda({ waiting: 1, upSeconds: 30, downSeconds: 180 }));
    expect(advanced.horizontalPodAutoscalerConfig.behavior).toMatchObject({
      scaleUp: { stabilizationWindowSeconds: 30 }, scaleDown: { stabilizationWindowSeconds: 180 },
    });
  });
});

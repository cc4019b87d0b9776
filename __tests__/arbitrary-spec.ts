import fc from 'fast-check';
import {
  Accelerator,
  AutoscalerSpec,
  ContainerSpec,
  FabricSpec,
  GatewayProvider,
  InferenceSpec,
  istio,
  Model,
  ModelSpec,
  NetworkPoliciesSpec,
  PoolSpec,
  Release,
} from '../lib';

const compatible: readonly { readonly release: Release; readonly gateway: GatewayProvider }[] = [
  { release: Release.LLM_D_0_3, gateway: istio('1.30') },
  { release: Release.LLM_D_0_3, gateway: istio('1.29') },
  { release: Release.LLM_D_0_10, gateway: istio('1.29') },
  { release: Release.LLM_D_0_10, gateway: istio('1.30') },
];

/** A DNS label that leaves room for the suffixes of derived names. */
const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/);
const hubName = fc
  .stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._]{0,20}[A-Za-z0-9])?$/)
  .filter(name => !name.includes('..'));
const bytes = fc
  .tuple(fc.integer({ min: 1, max: 4096 }), fc.constantFrom('Mi', 'Gi', 'Ti', 'G'))
  .map(([amount, unit]) => `${amount}${unit}` as const);
const memory = fc.integer({ min: 32, max: 4096 }).map(amount => `${amount}Gi` as const);
const timing = fc.integer({ min: 1, max: 600 });
const probe = fc.record(
  { periodSeconds: timing, timeoutSeconds: timing, failureThreshold: timing }, { requiredKeys: [] },
);
const sharedMemory = fc.integer({ min: 1, max: 31 }).map(amount => `${amount}Gi` as const);
const cpu = fc.oneof(
  fc.integer({ min: 2, max: 256 }).map(cores => `${cores}` as const),
  fc.integer({ min: 2000, max: 256_000 }).map(milli => `${milli}m` as const),
);
const text = fc.string({ maxLength: 40 });
const labelKey = fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/);
const labelValue = fc.stringMatching(/^([A-Za-z0-9]([A-Za-z0-9._-]{0,30}[A-Za-z0-9])?)?$/);
const environmentName = fc
  .stringMatching(/^MY_[A-Z0-9]{1,20}$/)
  .filter(name => !/(TOKEN|SECRET|PASSWORD|PASSWD|KEY|CREDENTIALS?)$/.test(name));

/** Limits that no default request exceeds. */
const limits = fc.record({
  limits: fc.record(
    { cpu: fc.integer({ min: 1, max: 16 }).map(cores => `${cores}` as const), memory }, { requiredKeys: [] },
  ),
});
const container: fc.Arbitrary<ContainerSpec> = fc.record(
  { resources: limits, securityContext: fc.record({ runAsUser: fc.integer({ min: 1, max: 65_535 }) }) },
  { requiredKeys: [] },
);

const pool: fc.Arbitrary<PoolSpec> = fc.record(
  {
    replicas: fc.integer({ min: 1, max: 2000 }),
    cpu,
    memory,
    parallelism: fc.record({ tensor: fc.constantFrom(1, 2, 4, 8), pipeline: fc.constant(1) }, { requiredKeys: [] }),
    sharedMemory,
    probes: fc.record({ readiness: probe, liveness: probe }, { requiredKeys: [] }),
    engine: fc.record(
      {
        gpuMemoryUtilization: fc.integer({ min: 1, max: 99 }).map(percent => percent / 100),
        maxNumSeqs: fc.integer({ min: 1, max: 4096 }),
        maxNumBatchedTokens: fc.integer({ min: 4096, max: 65_536 }),
        enforceEager: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    extraArgs: fc.array(fc.constantFrom('--enable-prefix-caching', '--seed=1', '--uvicorn-log-level=warning'), {
      maxLength: 3,
    }),
    extraEnv: fc.dictionary(environmentName, text, { maxKeys: 3, noNullPrototype: true }),
    autoscaling: fc.record(
      { maxReplicas: fc.integer({ min: 2001, max: 4000 }), queue: fc.integer({ min: 1, max: 100 }) },
      { requiredKeys: ['maxReplicas'] },
    ),
    ephemeralStorage: bytes,
    pod: fc.record(
      {
        labels: fc.dictionary(labelKey, labelValue, { maxKeys: 2, noNullPrototype: true }),
        annotations: fc.dictionary(labelKey, text, { maxKeys: 2, noNullPrototype: true }),
        nodeSelector: fc.dictionary(labelKey, labelValue, { maxKeys: 2, noNullPrototype: true }),
        priorityClassName: label,
        imagePullSecrets: fc.uniqueArray(label, { maxLength: 2 }).map(names => names.map(name => ({ name }))),
        securityContext: fc.record(
          { fsGroup: fc.integer({ min: 1, max: 65_535 }), seLinuxOptions: fc.record({ type: labelKey }) },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['replicas', 'cpu', 'memory'] },
);

/**
 * A model that no rule objects to, whatever the sizes of the spec: large enough for prefill/decode, with a cache that
 * is not judged, heads for 8 GPUs, and so light that it fits every cache and every download.
 */
const model: fc.Arbitrary<Model> = fc
  .record({
    layers: fc.integer({ min: 1, max: 200 }),
    heads: fc.constantFrom(8, 64, 128),
    headDim: fc.constantFrom(64, 128),
    parameters: fc.integer({ min: 30_000_000_000, max: 2_000_000_000_000 }),
    native: fc.constantFrom('bf16' as const, 'other' as const),
    experts: fc.option(
      fc.record({ count: fc.integer({ min: 1, max: 512 }), intermediate: fc.integer({ min: 1, max: 8192 }) }),
      { nil: undefined },
    ),
  })
  .map(({ experts, ...shape }) =>
    Model.of({
      ...shape,
      ...(experts && { experts }),
      attention: experts ? 'hybrid' : 'sliding',
      activeParameters: shape.parameters,
      kvHeads: 8,
      hidden: 4096,
      vocabulary: 128_256,
      maxContext: 1_000_000,
      weightsGiB: 0.0001,
    }),
  );

const everything = { memoryGiB: 1_000_000, computeCapability: 9, bf16Tflops: 1000, memoryTBs: 1 };

const modelSpec: fc.Arbitrary<ModelSpec> = fc.record({
  uri: fc.tuple(hubName, hubName).map(([owner, name]) => `hf://${owner}/${name}` as const),
  like: model,
  revision: fc.stringMatching(/^[0-9a-f]{40}$/),
  servedName: hubName,
  token: fc.record({ secretName: label, key: labelKey }),
}, { requiredKeys: ['uri', 'like'] });

/**
 * A GPU with the waiver of what is not known: of one without facts, or of the model's cache on one that holds it all.
 */
const accelerated: fc.Arbitrary<Pick<InferenceSpec, 'accelerator' | 'acceleratorLabel' | 'waive'>> = fc.oneof(
  fc.constant({}),
  labelValue.map(name => ({ accelerator: `x${name}`, waive: { PD209: 'a test' } })),
  labelValue.map(name => ({
    accelerator: `x${name}`, acceleratorLabel: 'none' as const, waive: { PD209: 'a test' },
  })),
  labelValue.map(name => ({
    accelerator: Accelerator.of({ ...everything, product: `x${name}` }), waive: { PD205: 'a test' },
  })),
);

/** Any valid spec. */
export const arbitrarySpec: fc.Arbitrary<InferenceSpec> = fc
  .tuple(
    fc.constantFrom(...compatible),
    fc.record(
      {
        namespace: label,
        createNamespace: fc.boolean(),
        model: modelSpec,
        modelCache: fc.oneof(
          fc.record(
            { type: fc.constant('persistentVolumeClaim' as const), size: bytes, storageClassName: label },
            { requiredKeys: ['type', 'size'] },
          ),
          fc.record({ type: fc.constant('emptyDir' as const), size: bytes }),
          fc.record({
            type: fc.constant('hostPath' as const),
            path: label.map(name => `/${name}` as const),
            filled: fc.constant(true),
          }),
        ),
        engine: fc.record(
          {
            maxModelLen: fc.integer({ min: 1, max: 1_000_000 }),
            blockSize: fc.constantFrom(16 as const, 32 as const, 64 as const, 128 as const),
            dtype: fc.constantFrom('bfloat16' as const, 'float16' as const),
            kvCacheDtype: fc.constantFrom('fp8' as const, 'auto' as const),
          },
          { requiredKeys: [] },
        ),
        prefill: pool,
        decode: pool,
        endpointPicker: fc.record(
          {
            unreachableSeconds: fc.integer({ min: 0, max: 86_400 }),
            pod: fc.record(
              {
                nodeSelector: fc.dictionary(labelKey, labelValue, { maxKeys: 2, noNullPrototype: true }),
                priorityClassName: label,
                tolerations: fc.uniqueArray(labelKey, { maxLength: 2 })
                  .map(keys => keys.map(key => ({ key, operator: 'Exists' as const }))),
              },
              { requiredKeys: [] },
            ),
          },
          { requiredKeys: [] },
        ),
        // Compilation alone takes 60 (PD505).
        startupSeconds: fc.integer({ min: 61, max: 86_400 }),
        drainSeconds: fc.integer({ min: 0, max: 86_400 }),
        fabric: fc.constantFrom<FabricSpec>(
          'tcp',
          { type: 'rdma-node-memlock', network: 'roce' },
          { type: 'rdma-ipc-lock', network: 'infiniband', devices: 8 },
        ),
        network: fc.record(
          {
            ipFamilies: fc.constantFrom(['IPv4' as const], ['IPv4' as const, 'IPv6' as const]),
            clusterDomain: fc.tuple(label, label).map(labels => labels.join('.')),
          },
          { requiredKeys: [] },
        ),
        containers: fc.record(
          { endpointPicker: container, routingProxy: container, gateway: fc.record({ resources: limits }) },
          { requiredKeys: [] },
        ),
        route: fc.record({ paths: fc.constantFrom(['/v1' as const], ['/v1' as const, '/tokenize' as const]) }),
        images: fc.record({ pullSecrets: fc.uniqueArray(label, { maxLength: 2 }) }, { requiredKeys: [] }),
        security: fc.record({ readOnlyEngine: fc.boolean() }, { requiredKeys: [] }),
        operations: fc.record(
          {
            disruptionBudgets: fc.boolean(),
            topologySpread: fc.boolean(),
            networkPolicies: fc.constantFrom<NetworkPoliciesSpec | false>(
              false,
              {},
              { apiServer: ['192.0.2.7/32', '2001:db8::/64'], egress: [{ cidr: '198.51.100.0/24', ports: [3128] }] },
              { apiServerPorts: [16_443], weights: ['203.0.113.0/24'], metricsTo: ['observability'] },
            ),
            monitoring: fc.record(
              {
                namespace: label,
                labels: fc.dictionary(labelKey, labelValue, { maxKeys: 2, noNullPrototype: true }),
                alerts: fc.boolean(),
                dashboard: fc.boolean(),
                objectives: fc.record(
                  {
                    firstTokenSeconds: fc.constantFrom(0.25 as const, 1 as const, 20 as const),
                    ratio: fc.constantFrom(0.9, 0.999),
                  },
                  { requiredKeys: [] },
                ),
              },
              { requiredKeys: ['namespace'] },
            ),
            autoscaler: fc.constantFrom<AutoscalerSpec>(
              { type: 'HorizontalPodAutoscaler' },
              { type: 'ScaledObject', prometheus: 'http://prometheus.example:9090' },
              {
                type: 'ScaledObject',
                prometheus: 'https://prometheus.example:9090',
                authentication: {
                  name: 'thanos', kind: 'ClusterTriggerAuthentication', authModes: ['bearer', 'tls'],
                },
              },
            ),
          },
          { requiredKeys: [] },
        ),
        names: fc.record({ gateway: label, httpRoute: label, inferencePool: label }, { requiredKeys: [] }),
      },
      { requiredKeys: ['namespace', 'model', 'modelCache', 'prefill', 'decode'] },
    ),
    accelerated,
    fc.boolean(),
  )
  .map(([stack, spec, gpu, isAggregated]) => ({
    ...stack,
    ...plain(isAggregated
      ? withoutPrefill({ ...spec, ...gpu })
      : { ...spec, ...gpu, decode: withTensorOf(spec.prefill, spec.decode) }),
  }));

/** What is only said of prefill pods, their transfers and the proxy is not said without them (PD331). */
function withoutPrefill<T extends Pick<InferenceSpec, 'containers' | 'decode' | 'fabric' | 'prefill'>>(
  { containers, fabric, prefill, ...spec }: T,
) {
  const { routingProxy, ...others } = containers ?? {};
  return { ...spec, ...(containers && { containers: others }) };
}

/** Objects as a literal has them: those of fast-check have no prototype. */
function plain<T>(spec: T): T {
  return JSON.parse(JSON.stringify(spec)) as T;
}

/** Both roles have as many tensor-parallel GPUs: of most other pairs a warning says that they were not measured. */
function withTensorOf(prefill: PoolSpec, decode: PoolSpec): PoolSpec {
  const tensor = prefill.parallelism?.tensor ?? 1;
  return (decode.parallelism?.tensor ?? 1) === tensor
    ? decode
    : { ...decode, parallelism: { ...decode.parallelism, tensor } };
}

/** Any valid name of a deployment. */
export const arbitraryName = fc.stringMatching(/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/);

import { planInference, Vllm } from '../../lib';
import { judge } from '../../lib/rules/judge';
import { exampleSpec, withField } from '../../lib/rules/report/example-spec';
import { checkShape } from '../../lib/rules/spec/spec-shape';

type Change = Readonly<Record<string, unknown>>;

/** What the rules say of the spec of the examples with some fields changed: rule, field and cause. */
const unknownVllm = { 'release.modelServer': Vllm.of({ image: 'registry.internal/vllm:ours' }) };
const metricsUnknown
  = 'PD514 release.modelServer: the vLLM version in registry.internal/vllm:ours is not known, so the names of '
    + 'its metrics are not known either';

function found(change: Change): string[] {
  const spec = Object.entries(change).reduce<object>(
    (changed, [path, value]) => withField(changed, path, value),
    exampleSpec,
  ) as typeof exampleSpec;
  expect(checkShape('llama', spec)).toEqual([]);
  return judge(planInference('llama', spec)).findings.map(({ rule, field, cause }) => `${rule} ${field}: ${cause}`);
}

const decode = (autoscaling: object) => ({ 'decode.autoscaling': { maxReplicas: 8, ...autoscaling } });
const prefill = (autoscaling: object) => ({ 'prefill.autoscaling': { maxReplicas: 8, ...autoscaling } });
const ratio = (value: number) => ({
  'operations.monitoring': { namespace: 'monitoring', objectives: { ratio: value } },
});
const monitored = { 'operations.monitoring': { namespace: 'monitoring' } };
const fabric = (change: object) => ({ fabric: { type: 'rdma-node-memlock', network: 'roce', ...change } });
const apiServer = (...blocks: string[]) => ({
  'operations.networkPolicies': { apiServer: ['10.0.0.1/32', ...blocks] },
});
const policies = { 'operations.networkPolicies': {} };
const mirror = (name: string) => ({ images: { mirrors: { 'ghcr.io': name } } });
const images = [
  'docker.io/vllm/vllm-openai:v0.27.1',
  'ghcr.io/llm-d/llm-d-router-disagg-sidecar:v0.10.0',
  'ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0',
];
const digests = (names: readonly string[], digest = `sha256:${'0'.repeat(64)}`) => ({
  images: { digests: Object.fromEntries(names.map(name => [name, digest])) },
});

/** Two changes on either side of a bound: of the first a rule says exactly this, of the second it says nothing. */
const bounds: readonly (readonly [what: string, refused: Change, said: string | readonly string[], taken: Change])[] = [
  [
    'as many pods at most as at least',
    decode({ maxReplicas: 4 }),
    'PD512 decode.autoscaling.maxReplicas: must be a whole number above `replicas` (4), got 4',
    decode({ maxReplicas: 5 }),
  ],
  [
    'half a pod at most',
    decode({ maxReplicas: 5.5 }),
    'PD512 decode.autoscaling.maxReplicas: must be a whole number above `replicas` (4), got 5.5',
    decode({ maxReplicas: 6 }),
  ],
  [
    'more pods than 32 bits hold',
    decode({ maxReplicas: 2 ** 31 }),
    'PD512 decode.autoscaling.maxReplicas: must be a whole number above `replicas` (4), got 2147483648',
    decode({ maxReplicas: 2 ** 31 - 1 }),
  ],
  [
    'no pod to read metrics of',
    { ...decode({}), 'decode.replicas': 0 },
    'PD512 decode.replicas: must be at least 1, since an autoscaler reads the metrics of a pod, got 0',
    { ...decode({}), 'decode.replicas': 1 },
  ],
  [
    'a queue of less than one',
    prefill({ queue: 0.5 }),
    'PD513 prefill.autoscaling.queue: must be between 1 and 1000000, got 0.5',
    prefill({ queue: 1 }),
  ],
  [
    'a queue that nobody has',
    prefill({ queue: 1_000_001 }),
    'PD513 prefill.autoscaling.queue: must be between 1 and 1000000, got 1000001',
    prefill({ queue: 1_000_000 }),
  ],
  [
    'a KV cache that is always full',
    decode({ kvCacheUsage: 1 }),
    'PD513 decode.autoscaling.kvCacheUsage: must be between 0.001 and 1, got 1',
    decode({ kvCacheUsage: 0.999 }),
  ],
  [
    'a KV cache that is never full',
    decode({ kvCacheUsage: 0.0005 }),
    'PD513 decode.autoscaling.kvCacheUsage: must be between 0.001 and 1, got 0.0005',
    decode({ kvCacheUsage: 0.001 }),
  ],
  [
    'prompt tokens of less than one',
    prefill({ promptTokens: 0 }),
    'PD513 prefill.autoscaling.promptTokens: must be between 1 and 1000000, got 0',
    prefill({ promptTokens: 1 }),
  ],
  [
    'prompt tokens that no GPU reads',
    prefill({ promptTokens: 1_000_001 }),
    'PD513 prefill.autoscaling.promptTokens: must be between 1 and 1000000, got 1000001',
    prefill({ promptTokens: 1_000_000 }),
  ],
  [
    'the KV cache of prefill pods',
    prefill({ kvCacheUsage: 0.8 }),
    'PD513 prefill.autoscaling.kvCacheUsage: a prefill pod transfers its KV cache, so its usage does not show the load',
    decode({ kvCacheUsage: 0.8 }),
  ],
  [
    'the prompts of decode pods',
    decode({ promptTokens: 100 }),
    'PD513 decode.autoscaling.promptTokens: a decode pod does not compute prompts',
    prefill({ promptTokens: 100 }),
  ],
  ['alerts on an unknown vLLM', { ...monitored, ...unknownVllm }, metricsUnknown, unknownVllm],
  ['an autoscaler on an unknown vLLM', { ...decode({}), ...unknownVllm }, metricsUnknown, decode({})],
  [
    'a verification of an unknown vLLM',
    { 'operations.verification': {}, ...unknownVllm },
    metricsUnknown,
    { 'operations.verification': {} },
  ],
  [
    'an objective for a third of the requests',
    ratio(0.49),
    'PD515 operations.monitoring.objectives.ratio: must be between 0.5 and 0.9999, got 0.49',
    ratio(0.5),
  ],
  [
    'an objective for all requests',
    ratio(0.99995),
    'PD515 operations.monitoring.objectives.ratio: must be between 0.5 and 0.9999, got 0.99995',
    ratio(0.9999),
  ],
  [
    'IPC_LOCK on OpenShift',
    { ...fabric({ type: 'rdma-ipc-lock' }), security: { user: 'openshift' } },
    'PD608 security.user: \'openshift\' is not root, but `rdma-ipc-lock` needs root',
    { ...fabric({}), security: { user: 'openshift' } },
  ],
  [
    'IPC_LOCK for the image\'s user, which root replaces',
    { ...fabric({ type: 'rdma-ipc-lock' }), security: { user: 'high' } },
    'PD608 security.user: \'high\' is not root, but `rdma-ipc-lock` needs root',
    { ...fabric({ type: 'rdma-ipc-lock' }), security: { user: 'image' } },
  ],
  [
    'a resource without a domain',
    fabric({ resource: 'roce' }),
    'PD609 fabric.resource: must be a resource name such as rdma/ib, got \'roce\'',
    fabric({ resource: 'a/roce' }),
  ],
  [
    'a resource with two names',
    fabric({ resource: 'a/b/c' }),
    'PD609 fabric.resource: must be a resource name such as rdma/ib, got \'a/b/c\'',
    fabric({ resource: 'a.b/c' }),
  ],
  [
    'a resource of 64 letters',
    fabric({ resource: `a/${'c'.repeat(64)}` }),
    `PD609 fabric.resource: must be a resource name such as rdma/ib, got 'a/${'c'.repeat(64)}'`,
    fabric({ resource: `a/${'c'.repeat(63)}` }),
  ],
  [
    'no device',
    fabric({ devices: 0 }),
    'PD609 fabric.devices: must be a whole number between 1 and 64, got 0',
    fabric({ devices: 1 }),
  ],
  [
    'more devices than slots',
    fabric({ devices: 65 }),
    'PD609 fabric.devices: must be a whole number between 1 and 64, got 65',
    fabric({ devices: 64 }),
  ],
  [
    'half a device',
    fabric({ devices: 1.5 }),
    'PD609 fabric.devices: must be a whole number between 1 and 64, got 1.5',
    fabric({ devices: 2 }),
  ],
  [
    'an address without a length',
    apiServer('10.0.0.2'),
    'PD610 operations.networkPolicies.apiServer[1]: \'10.0.0.2\' is not an IP block',
    apiServer('10.0.0.2/32'),
  ],
  [
    'a length of 33 bits',
    apiServer('10.0.0.2/33'),
    'PD610 operations.networkPolicies.apiServer[1]: \'10.0.0.2/33\' is not an IP block',
    apiServer('10.0.0.0/0'),
  ],
  [
    'a length of 129 bits',
    apiServer('2001:db8::/129'),
    'PD610 operations.networkPolicies.apiServer[1]: \'2001:db8::/129\' is not an IP block',
    apiServer('2001:db8::/128'),
  ],
  [
    'a length with a zero before it',
    apiServer('10.0.0.2/08'),
    'PD610 operations.networkPolicies.apiServer[1]: \'10.0.0.2/08\' is not an IP block',
    apiServer('10.0.0.2/8'),
  ],
  [
    'two lengths',
    apiServer('10.0.0.2/8/8'),
    'PD610 operations.networkPolicies.apiServer[1]: \'10.0.0.2/8/8\' is not an IP block',
    apiServer('10.0.0.2/8'),
  ],
  [
    'a name',
    apiServer('api.example/32'),
    'PD610 operations.networkPolicies.apiServer[1]: \'api.example/32\' is not an IP block',
    apiServer('10.0.0.2/8'),
  ],
  [
    'a mirror of the Hub on another port',
    { ...policies, 'decode.extraEnv': { HF_ENDPOINT: 'https://mirror:8443' } },
    'PD611 decode.extraEnv.HF_ENDPOINT: `HF_ENDPOINT` is on port 8443, but the policies open 443',
    { ...policies, 'decode.extraEnv': { HF_ENDPOINT: 'https://mirror:443' } },
  ],
  [
    'a mirror of the Hub without TLS',
    { ...policies, 'prefill.extraEnv': { HF_ENDPOINT: 'http://mirror' } },
    'PD611 prefill.extraEnv.HF_ENDPOINT: `HF_ENDPOINT` is on port 80, but the policies open 443',
    { 'operations.networkPolicies': false, 'prefill.extraEnv': { HF_ENDPOINT: 'http://mirror' } },
  ],
  [
    'no way to the weights',
    { 'operations.networkPolicies': { weights: [] } },
    'PD611 operations.networkPolicies.weights: names no IP block, and `egress` opens no other way to the weights',
    { 'operations.networkPolicies': { weights: [], egress: [{ cidr: '10.0.0.1/32', ports: [3128] }] } },
  ],
  [
    'weights from an address without a prefix length',
    { 'operations.networkPolicies': { weights: ['10.0.0.2'] } },
    'PD610 operations.networkPolicies.weights[0]: \'10.0.0.2\' is not an IP block',
    { 'operations.networkPolicies': { weights: ['10.0.0.2/32'] } },
  ],
  [
    'a proxy on another port',
    { ...policies, 'decode.extraEnv': { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.svc' } },
    'PD611 decode.extraEnv.HTTPS_PROXY: `HTTPS_PROXY` is on port 3128, but the policies open 443',
    {
      ...policies,
      'decode.extraEnv': { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.svc' },
      modelCache: { type: 'persistentVolumeClaim', size: '1Ti', filled: true },
    },
  ],
  [
    'a proxy in small letters',
    { ...policies, 'decode.extraEnv': { https_proxy: 'http://proxy:3128', NO_PROXY: '.svc' } },
    'PD611 decode.extraEnv.https_proxy: `https_proxy` is on port 3128, but the policies open 443',
    { ...policies, 'decode.extraEnv': { https_proxy: 'not an address', NO_PROXY: '.svc' } },
  ],
  [
    'a digest of one image alone',
    digests(images.slice(0, 1)),
    images.slice(1).map(image => `PD612 images.digests: has no digest of ${image}`),
    digests(images),
  ],
  [
    'a digest that is too short',
    digests(images, `sha256:${'0'.repeat(63)}`),
    images.map(image => `PD613 images.digests: 'sha256:${'0'.repeat(63)}' of ${image} is not a digest`),
    digests(images),
  ],
  [
    'a digest of another kind',
    digests(images.slice(0, 1), 'md5:0'),
    `PD613 images.digests: 'md5:0' of ${images[0]} is not a digest`,
    digests([]),
  ],
  [
    'a mirror with a scheme',
    mirror('https://registry.internal'),
    'PD613 images.mirrors: \'https://registry.internal\' for ghcr.io is not the name of a registry',
    mirror('registry.internal'),
  ],
  [
    'a mirror with a slash at its end',
    mirror('registry.internal/a/'),
    'PD613 images.mirrors: \'registry.internal/a/\' for ghcr.io is not the name of a registry',
    mirror('registry.internal:5000/a/b'),
  ],
];

test.each(bounds)('%s', (_what, refused, said, taken) => {
  const rule = [said].flat()[0]!.slice(0, 5);
  const of = (change: Change) => found(change).filter(other => other.startsWith(rule));
  expect(of(refused)).toEqual([said].flat());
  expect(of(taken)).toEqual([]);
});

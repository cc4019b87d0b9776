import { fixFor, knownFailures } from '../../lib/cluster/causes/known-failures';
import { pickerRefusals } from '../../lib/cluster/causes/picker-refusals';
import { podEvents } from '../../lib/cluster/causes/pod-events';
import { ContainerStatus, Pod } from '../../lib/kube/kubernetes-objects';
import { phaseOf } from '../../lib/cluster/run/pod-phase';
import { partText } from '../../lib/cluster/run/rollout';
import { book } from '../../lib/rules/report/catalog';
import { knownVersions } from '../../lib/stack/releases';

const status = (state: ContainerStatus['state'], restartCount = 0): ContainerStatus => ({
  name: 'vllm',
  ready: false,
  restartCount,
  state,
});
const pod = (
  statuses: readonly ContainerStatus[],
  more: Partial<Pod['status']> = {},
  metadata: Partial<Pod['metadata']> = {},
): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', ...metadata },
  spec: { containers: [{ name: 'vllm', image: 'i' }], nodeName: 'a' },
  status: { containerStatuses: statuses, ...more },
});
const running = { running: {} };

test.each<[string, Pod, string, string]>([
  ['without a node', { ...pod([]), spec: { containers: [] } }, '', 'scheduling'],
  ['on a node without containers', pod([]), '', 'pulling'],
  ['with a container that waits', pod([status({ waiting: { reason: 'ContainerCreating' } })]), '', 'pulling'],
  ['that runs and has said nothing', pod([status(running)]), '', 'loading'],
  [
    'whose engine downloads',
    pod([status(running)]),
    'INFO Starting to load model\nmodel-00001-of-00004.safetensors:  41%|████',
    'downloading',
  ],
  [
    'whose engine has downloaded and reads',
    pod([status(running)]),
    'model-00004-of-00004.safetensors: 100%\nINFO Time spent downloading weights: 99 s\nLoading safetensors '
    + 'checkpoint shards:  25%',
    'loading',
  ],
  ['that takes requests', pod([status(running)], { conditions: [{ type: 'Ready', status: 'True' }] }), '', 'ready'],
  ['that was restarted', pod([status(running, 1)]), '', 'restarting'],
  ['that ended with an error', pod([status({ terminated: { reason: 'Error', exitCode: 1 } })]), '', 'restarting'],
  ['that is being deleted', pod([status(running)], {}, { deletionTimestamp: '2026-11-24T00:00:00Z' }), '', 'stopping'],
])('a pod %s', (_, found, log, phase) => {
  expect(phaseOf(found, log)).toBe(phase);
});

test('the progress of a role is a line, what is ready first', () => {
  expect(partText({ part: 'prefill', wanted: 8, phases: { pulling: 1, ready: 3, loading: 4 } })).toBe(
    'prefill 3/8 ready, 4 loading, 1 pulling',
  );
});

test.each([
  [
    'RuntimeError: Engine core initialization failed. Failed core proc(s): {\'EngineCore_DP1\': 1}',
    /raise the role's `replicas` \(`llmd rules PD101`\)/,
  ],
  ['ValueError: Free memory on device (30.1/79.2 GiB) on startup is less than desired', /does not fit the GPU.*PD201/],
  [
    'ValueError: To serve at least one request with the models\'s max seq len (131072), 16.0 GiB KV cache is '
    + 'needed, which is larger than the maximum number of tokens that can be stored in KV cache',
    /maxModelLen.*PD202/,
  ],
  ['vllm: error: unrecognized arguments: --num-speculative', /does not know this flag.*PD110/],
  ['unknown flag: --kv-connector', /does not know this flag/],
  ['huggingface_hub.errors.GatedRepoError: 401 Client Error.', /refuses the token/],
  ['OSError: [Errno 28] No space left on device', /modelCache\.size.*PD207/],
  ['PermissionError: [Errno 13] Permission denied: \'/.cache\'', /security\.user.*PD603/],
  ['pods is forbidden: User "system:serviceaccount:a:b" cannot list', /Role and RoleBinding.*PD605/],
  ['0/3 nodes are available: 3 Insufficient nvidia.com/gpu.', /no node has enough free GPUs/],
  ['0/3 nodes are available: 3 Insufficient rdma/ib.', /RDMA device/],
  ['0/3 nodes are available: 3 Insufficient memory.', /lower the role's `memory`/],
  ['0/3 nodes are available: 3 Insufficient cpu.', /lower the role's `cpu`/],
  ['pod has unbound immediate PersistentVolumeClaims', /storageClassName/],
  ['0/3 nodes are available: 3 node(s) didn\'t match Pod\'s node affinity/selector', /`accelerator`/],
  ['0/3 nodes are available: 3 node(s) had untolerated taint {team: x}', /pod\.tolerations/],
  ['MountVolume.SetUp failed: secret "llm-d-hf-token" not found', /kubectl create secret generic/],
  ['container vllm: ImagePullBackOff: Back-off pulling image', /cannot pull the image/],
  ['pods "x" is forbidden: violates PodSecurity "restricted:latest"', /pod-security\.kubernetes\.io\/enforce/],
  ['pods "x" is forbidden: exceeded quota: gpus', /raise it/],
  ['container vllm ended with exit code 137: OOMKilled', /raise the role's `memory`/],
  ['pods "x" is forbidden: failed quota: q: must specify limits.cpu for: epp', /LimitRange/],
  ['ValueError: Hybrid KV cache manager is disabled but failed to convert the KV cache specs', /layers differ/],
  ['ValueError: The supplied chat template string (/t.jinja) appears path-like, but doesn\'t exist!', /as text/],
  ['Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) x', /ReadWriteMany/],
  ['0/3 nodes are available: 3 node(s) had volume node affinity conflict', /WaitForFirstConsumer/],
  ['error: argument --seed: Value abc cannot be converted to <class \'int\'>.', /correct the field.*PD123/],
  ['[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed', /does not trust/],
  ['Startup probe failed: dial tcp [fd00::7]:8000: connect: connection refused', /IPv6/],
  ['/usr/bin/ld: cannot find -l:libcuda.so.1: No such file or directory', /LD_LIBRARY_PATH/],
  ['failed to load config - unknown plugin', /version its image has is not known/],
  ['RuntimeError: NIXL compatibility hash mismatch', /both roles.*PD320/],
  ['[Errno -3] Temporary failure in name resolution', /DNS of the cluster/],
])('what is known to be wrong has a fix: %s', (text, fix) => {
  expect(fixFor(text)).toMatch(fix);
});

// As the sources of each version say it, with what the runner puts before it.
test.each([
  ['llm-d-inference-scheduler:v0.3.2', [
    [
      'failed to instantiate plugins - plugin type \'x\' is not found in registry',
      /picker 0\.3\.2 has no plugin.*PD425/,
    ],
    [
      'failed to instantiate plugins - failed to instantiate the plugin type \'queue-scorer\' - json: cannot unmarshal',
      /picker 0\.3\.2 does not take the value.*PD787/,
    ],
    [
      'the configuration is invalid - no kind "EndpointPickerConfig" is registered for version "llm-d.ai/v1" in scheme',
      /picker 0\.3\.2 reads inference\.networking\.x-k8s\.io\/v1alpha1:.*PD427/,
    ],
    ['the configuration is invalid - strict decoding error: unknown field "plugin"', /0\.3\.2 does not take this/],
  ]],
  ['llm-d-router-endpoint-picker:v0.10.0', [
    ['configuration validation failed: plugin type \'x\' is not registered', /picker 0\.10\.0 has no plugin.*PD425/],
    [
      'plugin instantiation failed: failed to create plugin \'a\' (type: a): json: unknown field "peak"',
      /picker 0\.10\.0 does not have the parameter.*PD426/,
    ],
    [
      'plugin instantiation failed: failed to create plugin \'a\' (type: a): json: cannot unmarshal string',
      /picker 0\.10\.0 does not take the value.*PD787/,
    ],
    [
      'JSON/YAML: no kind \\"EndpointPickerConfig\\" is registered for version \\"a/v1\\" in scheme',
      /picker 0\.10\.0 reads llm-d\.ai\/v1alpha1 and .*PD427/,
    ],
    ['scheduler config build failed: a profile without a picker', /0\.10\.0 does not take this configuration/],
  ]],
] as const)('what the endpoint picker says of its configuration is that of its version: %s', (image, cases) => {
  const images = ['envoy:v1', `mirror.example/a/${image}`];
  for (const [said, fix] of cases) expect(fixFor(`failed to load the configuration - ${said}`, images)).toMatch(fix);
});

test('a pod that is ready has no events of its start, and one that is not has them all', () => {
  const event = (reason: string, lastTimestamp: string) =>
    ({ reason, message: 'probe', lastTimestamp, involvedObject: { kind: 'Pod', name: 'a' } });
  const events = [event('Unhealthy', '2026-01-01T00:00:00Z'), event('Killing', '2026-01-01T00:02:00Z')];
  const pod = (status: string): Pod => ({
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [] },
    status: { conditions: [{ type: 'Ready', status, lastTransitionTime: '2026-01-01T00:01:00Z' }] },
  });
  expect(podEvents(pod('True'), events)).toEqual(['Killing: probe']);
  expect(podEvents(pod('False'), events)).toEqual(['Unhealthy: probe', 'Killing: probe']);
  expect(podEvents(pod('False'), [{ ...events[0]!, involvedObject: { kind: 'Pod', name: 'b' } }])).toEqual([]);
});

test('of what is not known nothing is said', () => {
  expect(fixFor('Segmentation fault (core dumped)')).toBeUndefined();
});

test('every rule that a fix names is in the book', () => {
  const ids = book().map(({ rule }) => rule.id);
  const ofPickers = knownVersions.endpointPicker.flatMap(({ image }) => pickerRefusals(image));
  expect(ofPickers.length).toBeGreaterThan(10);
  const named = [...knownFailures, ...ofPickers].flatMap(({ rule }) => rule ?? []);
  expect(named.filter(id => !ids.includes(id))).toEqual([]);
});

import { schemaErrors } from './check';
import { changed, valid } from './manifests';

test.each(Object.entries(valid))('a valid %s passes', (_name, manifest) => {
  expect(schemaErrors(manifest())).toEqual([]);
});

const container = 'spec.template.spec.containers.0';
const containerPath = '/spec/template/spec/containers/0';
const { deployment, service, poolV1, poolAlpha, gateway, httpRoute, destinationRule } = valid;

// Each row: what is wrong, the valid manifest, where, the wrong value, and the whole error line after the subject.
test.each<[string, () => object, string, unknown, string]>([
  ['a misspelt field', deployment, 'spec.replcas', 2, '/spec/replcas must not be set: the API has no such field'],
  [
    'a misspelt metadata field of a built-in kind',
    deployment,
    'metadata.label',
    {},
    '/metadata/label must not be set: the API has no such field',
  ],
  ['a missing required field', deployment, 'spec.selector', undefined, '/spec/selector must be set'],
  ['a missing name', deployment, 'metadata.name', undefined, '/metadata/name must be set'],
  [
    'a port as a string',
    deployment,
    `${container}.ports.0.containerPort`,
    '8200',
    `${containerPath}/ports/0/containerPort must be integer, got "8200"`,
  ],
  [
    'port 65536',
    deployment,
    `${container}.ports.0.containerPort`,
    65536,
    `${containerPath}/ports/0/containerPort must be <= 65535, got 65536`,
  ],
  [
    'port 0 in a probe',
    deployment,
    `${container}.readinessProbe.httpGet.port`,
    0,
    `${containerPath}/readinessProbe/httpGet/port must be >= 1, got 0`,
  ],
  [
    'a probe port that is neither a name nor a number',
    deployment,
    `${container}.readinessProbe.httpGet.port`,
    true,
    `${containerPath}/readinessProbe/httpGet/port must be integer,string, got true`,
  ],
  [
    'a count beyond int32',
    deployment,
    'spec.replicas',
    2 ** 31,
    '/spec/replicas must match format "int32", got 2147483648',
  ],
  ['a negative count', deployment, 'spec.replicas', -1, '/spec/replicas must be >= 0, got -1'],
  [
    'a label that is not a string',
    deployment,
    'metadata.labels',
    { gpus: 8 },
    '/metadata/labels/gpus must be string, got 8',
  ],
  ['a null', deployment, `${container}.env`, null, `${containerPath}/env must not be null`],
  ['a null in a list', deployment, `${container}.args`, ['serve', null], `${containerPath}/args/1 must not be null`],
  [
    'an env name twice',
    deployment,
    `${container}.env.1.name`,
    'HF_HOME',
    `${containerPath}/env/1 must not repeat {"name":"HF_HOME"} of an earlier entry`,
  ],
  [
    'a container port twice, once with the default protocol',
    deployment,
    `${container}.ports.1.containerPort`,
    8200,
    `${containerPath}/ports/1 must not repeat {"containerPort":8200,"protocol":"TCP"} of an earlier entry`,
  ],
  [
    'a value outside of the constants of the API',
    deployment,
    `${container}.imagePullPolicy`,
    'Allways',
    `${containerPath}/imagePullPolicy must be one of "Always", "Never", "IfNotPresent", got "Allways"`,
  ],
  ['a service port 65536', service, 'spec.ports.0.port', 65536, '/spec/ports/0/port must be <= 65535, got 65536'],
  [
    'a field that kinds of its group do not have',
    httpRoute,
    'spec.rules.0.retries',
    2,
    '/spec/rules/0/retries must not be set: the API has no such field',
  ],
  [
    'a misspelt metadata field of a custom kind',
    httpRoute,
    'metadata.label',
    {},
    '/metadata/label must not be set: the API has no such field',
  ],
  [
    'a backend port 65536',
    httpRoute,
    'spec.rules.0.backendRefs.0.port',
    65536,
    '/spec/rules/0/backendRefs/0/port must be <= 65535, got 65536',
  ],
  [
    'a duration with a unit that the API lacks',
    httpRoute,
    'spec.rules.0.timeouts.request',
    '1d',
    '/spec/rules/0/timeouts/request must match pattern "^([0-9]{1,5}(h|m|s|ms)){1,4}$", got "1d"',
  ],
  ['a v1 pool without a selector', poolV1, 'spec.selector', undefined, '/spec/selector must be set'],
  [
    'a v1 pool with nine ports',
    poolV1,
    'spec.targetPorts',
    Array.from({ length: 9 }, (_, i) => ({ number: 8000 + i })),
    '/spec/targetPorts must NOT have more than 8 items, got ',
  ],
  [
    'the failure mode FailClosed',
    poolV1,
    'spec.endpointPickerRef.failureMode',
    'FailClosed',
    '/spec/endpointPickerRef/failureMode must be one of "FailOpen", "FailClose", got "FailClosed"',
  ],
  [
    'an x-k8s.io pool with matchLabels',
    poolAlpha,
    'spec.selector',
    { matchLabels: { app: 'llama' } },
    '/spec/selector/matchLabels must be string, got {"app":"llama"}',
  ],
  [
    'an x-k8s.io pool with the ports of v1',
    poolAlpha,
    'spec.targetPorts',
    [{ number: 8000 }],
    '/spec/targetPorts must not be set: the API has no such field',
  ],
  [
    'a listener name twice',
    gateway,
    'spec.listeners',
    [1, 2].map(port => ({ name: 'http', port, protocol: 'HTTP' })),
    '/spec/listeners/1 must not repeat {"name":"http"} of an earlier entry',
  ],
  [
    'two load balancers of which one is allowed',
    destinationRule,
    'spec.trafficPolicy.loadBalancer',
    { simple: 'RANDOM', consistentHash: { useSourceIp: true } },
    '/spec/trafficPolicy/loadBalancer must match exactly one schema in oneOf, got the fields simple, consistentHash',
  ],
])('%s is refused', (_claim, manifest, path, value, line) => {
  const errors = schemaErrors(changed(manifest(), path, value));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(
    /^(Deployment|Service|InferencePool|Gateway|HTTPRoute|DestinationRule)\/(llama|llama-decode|llama-epp|undefined): /,
  );
  expect(errors[0]).toContain(`: ${line}`);
});

const withMemory = (quantity: unknown) => changed(deployment(), `${container}.resources.limits.memory`, quantity);

test.each(['100Gx', '100 Gi', '1.5.0Gi', 'Gi', '1e', '', '1Gi1'])('the quantity `%s` is refused', (quantity) => {
  const [error, ...others] = schemaErrors(withMemory(quantity));
  expect(error).toMatch(`Deployment/llama-decode: ${containerPath}/resources/limits/memory must match pattern `);
  expect(others).toEqual([]);
});

test.each(['100Gi', '1.5', '500m', '.5', '5.', '1e3', '2E-1', '128974848', '10k', 4])(
  'the quantity `%s` is taken',
  (quantity) => {
    expect(schemaErrors(withMemory(quantity))).toEqual([]);
  },
);

test('an unknown kind and a version that is not in use are errors', () => {
  expect(schemaErrors({ apiVersion: 'v1', kind: 'Pot', metadata: { name: 'x' } }))
    .toEqual(['Pot/x: apiVersion and kind must be in schemas/ or crds/, got v1 Pot']);
  expect(schemaErrors({ ...gateway(), apiVersion: 'gateway.networking.k8s.io/v1beta1' })).toHaveLength(1);
});

test('a v1 pool with the flat selector of x-k8s.io is refused', () => {
  expect(schemaErrors(changed(poolV1(), 'spec.selector', { app: 'llama' }))).toEqual([
    'InferencePool/llama: /spec/selector/matchLabels must be set',
    'InferencePool/llama: /spec/selector/app must not be set: the API has no such field',
  ]);
});

test('all mistakes of a manifest are reported, each with its path', () => {
  const wrong = changed(changed(httpRoute(), 'spec.rules.0.backendRefs.0.weight', -1), 'spec.parentRefs.0.name', '');
  expect(schemaErrors(wrong)).toEqual([
    'HTTPRoute/llama: /spec/parentRefs/0/name must NOT have fewer than 1 characters, got ""',
    'HTTPRoute/llama: /spec/rules/0/backendRefs/0/weight must be >= 0, got -1',
  ]);
});

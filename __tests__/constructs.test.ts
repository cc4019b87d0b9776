import { App, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import {
  DecodePool,
  EndpointPicker,
  InferenceGateway,
  InferencePool,
  InferenceRoute,
  ModelCache,
  planInference,
  poolOf,
  PrefillPool,
} from '../lib';
import { validSpec } from './valid-spec';

const plan = () => planInference('llama', { ...validSpec, modelCache: { type: 'persistentVolumeClaim', size: '1Gi' } });
const modelCache = { name: 'model-cache', emptyDir: {} };

const alone: readonly {
  readonly what: string;
  readonly make: (scope: Construct) => void;
  readonly objects: readonly string[];
}[] = [
  {
    what: 'ModelCache',
    make: scope => new ModelCache(scope, 'it', { plan: plan().modelCache }),
    objects: ['PersistentVolumeClaim/llama-model-cache'],
  },
  {
    what: 'PrefillPool',
    make: scope => new PrefillPool(scope, 'it', { plan: poolOf(plan(), 'prefill'), modelCache }),
    objects: ['ServiceAccount/llama-prefill', 'Deployment/llama-prefill'],
  },
  {
    what: 'DecodePool',
    make: scope => new DecodePool(scope, 'it', { plan: poolOf(plan(), 'decode'), modelCache }),
    objects: ['ServiceAccount/llama-decode', 'Deployment/llama-decode'],
  },
  {
    what: 'InferencePool',
    make: scope => new InferencePool(scope, 'it', { plan: plan().inferencePool }),
    objects: ['InferencePool/llama'],
  },
  {
    what: 'EndpointPicker',
    make: scope => new EndpointPicker(scope, 'it', { plan: plan().endpointPicker }),
    objects: [
      'ServiceAccount/llama-epp',
      'Role/llama-epp',
      'RoleBinding/llama-epp',
      'ConfigMap/llama-epp',
      'Service/llama-epp',
      'Deployment/llama-epp',
    ],
  },
  {
    what: 'InferenceGateway',
    make: scope => new InferenceGateway(scope, 'it', { plan: plan().inferenceGateway }),
    objects: ['ConfigMap/llama-inference-gateway', 'Gateway/llama-inference-gateway'],
  },
  {
    what: 'InferenceRoute',
    make: scope => new InferenceRoute(scope, 'it', { plan: plan().inferenceGateway }),
    objects: [
      'DestinationRule/llama-epp',
      'AuthorizationPolicy/llama-inference-gateway',
      'HTTPRoute/llama-pd-disaggregation',
    ],
  },
];

test.each(alone)('$what can be used alone, in a chart of one\'s own', ({ make, objects }) => {
  const chart = new Chart(new App(), 'mine', { namespace: 'team-a' });
  make(chart);
  const manifests = Testing.synth(chart) as { kind: string; metadata: { name: string; namespace: string } }[];
  expect(manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual(objects);
  expect(new Set(manifests.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['team-a']));
});

test('a construct offers the names that others refer to', () => {
  const chart = new Chart(new App(), 'mine');
  const prefill = new PrefillPool(chart, 'prefill', { plan: poolOf(plan(), 'prefill'), modelCache });
  expect(prefill.deploymentName).toBe('llama-prefill');
  expect(new EndpointPicker(chart, 'picker', { plan: plan().endpointPicker }).serviceName).toBe('llama-epp');
  expect(new InferenceGateway(chart, 'gateway', { plan: plan().inferenceGateway }).serviceName).toBe(
    'llama-inference-gateway-istio',
  );
  expect(new ModelCache(chart, 'cache', { plan: plan().modelCache }).volume).toEqual({
    name: 'model-cache',
    persistentVolumeClaim: { claimName: 'llama-model-cache' },
  });
});

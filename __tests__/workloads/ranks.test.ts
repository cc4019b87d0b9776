import { InferenceSpec, planInference, Release } from '../../lib';
import { judge } from '../../lib/rules/judge';
import { Manifest, manifestsOf } from '../manifests';
import { validSpec } from '../valid-spec';

const wide: InferenceSpec = {
  ...validSpec,
  release: Release.ROUTER_0_11,
  prefill: { ...validSpec.prefill, parallelism: { data: 4 } },
  decode: { ...validSpec.decode, parallelism: { data: 8 } },
};
const manifests = manifestsOf(wide);
const container = (role: string, name: string): any => {
  const { initContainers = [], containers } = podOf(role).spec;
  return [...initContainers, ...containers].find((other: any) => other.name === name);
};
const portsOf = (role: string, name: string): number[] =>
  container(role, name).ports.filter((port: any) => /^(engine|proxy)/.test(port.name))
    .map((port: any) => port.containerPort);

function podOf(role: string): any {
  return named('Deployment', `-${role}`).spec.template;
}

function named(kind: string, ending: string): any {
  return manifests.find((manifest: Manifest) => manifest.kind === kind && manifest.metadata.name.endsWith(ending));
}

test('each rank has a port of the engine, of the proxy and of the pool', () => {
  expect(portsOf('decode', 'vllm')).toEqual([8200, 8201, 8202, 8203, 8204, 8205, 8206, 8207]);
  expect(portsOf('decode', 'routing-proxy')).toEqual([8000, 8001, 8002, 8003, 8004, 8005, 8006, 8007]);
  expect(portsOf('prefill', 'vllm')).toEqual([8000, 8001, 8002, 8003]);
  expect(container('decode', 'routing-proxy').args).toContain('--data-parallel-size=8');
  const { spec } = manifests.find((manifest: Manifest) => manifest.kind === 'InferencePool') as any;
  expect(spec.targetPorts.map(({ number }: any) => number)).toEqual([8000, 8001, 8002, 8003, 8004, 8005, 8006, 8007]);
});

test('the role with fewer ranks says on which ports of the pool it answers, the other one needs not', () => {
  expect(podOf('prefill').metadata.annotations).toMatchObject({ 'llm-d.ai/active-ports': '8000,8001,8002,8003' });
  expect(podOf('decode').metadata.annotations ?? {}).not.toHaveProperty('llm-d.ai/active-ports');
});

test('the engine has a GPU for each rank, and its supervisor answers the probes', () => {
  const engine = container('decode', 'vllm');
  expect(engine.resources.limits['nvidia.com/gpu']).toBe('8');
  expect(engine.args).toEqual(expect.arrayContaining([
    '--data-parallel-size=8', '--data-parallel-size-local=8', '--data-parallel-multi-port-external-lb',
    '--data-parallel-supervisor-port=8208', '--enable-expert-parallel', '--tensor-parallel-size=1',
  ]));
  const supervisor = engine.ports.find(({ name }: any) => name === 'supervisor');
  expect(supervisor.containerPort).toBe(8208);
  for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
    expect(engine[probe].httpGet.port).toBe('supervisor');
  expect(engine.readinessProbe.httpGet.path).toBe('/readyz');
});

test('one port of a pod is enough where vLLM chooses the rank', () => {
  const { prefill: _, ...aggregated } = wide;
  const hybrid = manifestsOf({
    ...aggregated, decode: { ...wide.decode, parallelism: { data: 8, balancing: 'hybrid' } },
  });
  const pool = hybrid.find((manifest: Manifest) => manifest.kind === 'InferencePool') as any;
  expect(pool.spec.targetPorts).toEqual([{ number: 8000 }]);
});

test.each([
  [{ data: 4 }, '4 ranks like these were not measured with vLLM 0.30.0'],
  [{ tensor: 2, nodes: 2 }, 'an engine of 2 pods was not measured'],
])('what was never run is a warning: %j', (parallelism, cause) => {
  const spec = { ...wide, prefill: validSpec.prefill, decode: { ...validSpec.decode, parallelism } };
  expect(judge(planInference('llama', spec)).findings)
    .toContainEqual(expect.objectContaining({ rule: 'PD346', severity: 'warning', cause }));
});

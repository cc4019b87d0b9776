import { checkPlan, InferenceSpec, planInference, Release } from '../../lib';
import { Manifest, manifestsOf, podOf } from '../manifests';
import { specWith } from '../valid-spec';

const onTpu = (tensor: number, change: Partial<InferenceSpec> = {}): InferenceSpec => {
  const { prefill: _, engine: { blockSize: __, ...engine } = {}, ...spec } = specWith({
    release: Release.ROUTER_0_11, accelerator: 'tpu7x', ...change,
  });
  return { ...spec, engine: { ...engine, ...change.engine }, decode: { ...spec.decode, parallelism: { tensor } } };
};
const podOn = (spec: InferenceSpec) => podOf(manifestsOf(spec), 'decode').spec as Manifest;
const engineOn = (spec: InferenceSpec) => podOn(spec).containers[0] as Manifest;
const errorsOf = (spec: InferenceSpec) => checkPlan(planInference('llama', spec))
  .filter(({ severity }) => severity === 'error').map(({ field, rule }) => `${rule} ${field}`);

describe('a pod of TPUs', () => {
  test('asks for chips, of which one of v7 has two cores, with a rank each', () => {
    expect(engineOn(onTpu(8)).resources.limits['google.com/tpu']).toBe('4');
    expect(engineOn(onTpu(2)).resources.limits['google.com/tpu']).toBe('1');
    expect(engineOn(onTpu(8, { accelerator: 'tpu-v6e-slice' })).resources.limits['google.com/tpu']).toBe('8');
  });

  test('selects nodes by kind and shape, and a shape that is stated stays', () => {
    expect(podOn(onTpu(8)).nodeSelector).toEqual({
      'cloud.google.com/gke-tpu-accelerator': 'tpu7x', 'cloud.google.com/gke-tpu-topology': '2x2x1',
    });
    const spec = onTpu(8);
    const stated = { 'cloud.google.com/gke-tpu-topology': '2x2x2' };
    expect(podOn({ ...spec, decode: { ...spec.decode, pod: { nodeSelector: stated } } }).nodeSelector)
      .toMatchObject(stated);
  });

  test('has no size of blocks unless the spec states one', () => {
    const sizes = (spec: InferenceSpec) => (engineOn(spec).args as string[]).filter(flag => /^--block-size/.test(flag));
    expect(sizes(onTpu(8))).toEqual([]);
    expect(sizes(onTpu(8, { engine: { blockSize: 128 } }))).toEqual(['--block-size=128']);
  });

  test('is refused without kind or shape, over nodes, and with events of blocks that nobody knows', () => {
    expect(errorsOf(onTpu(6))).toContain('PD656 decode.parallelism');
    const { accelerator: _, ...unnamed } = onTpu(8);
    expect(errorsOf({ ...unnamed, device: 'tpu' })).toContain('PD656 accelerator');
    const spec = onTpu(16);
    expect(errorsOf({ ...spec, decode: { ...spec.decode, parallelism: { tensor: 16, nodes: 2 } } }))
      .toContain('PD656 decode.parallelism');
    expect(errorsOf(onTpu(8, { endpointPicker: { precisePrefix: {} } }))).toContain('PD655 engine.blockSize');
  });
});

test('a claim takes chips and not cores', () => {
  const template = manifestsOf(onTpu(8, {
    kubernetes: '1.34', claim: { accelerators: {} }, waive: { PD654: 'a test' },
  })).find(({ kind }) => kind === 'ResourceClaimTemplate')!;
  expect(template.spec.spec.devices.requests[0].exactly).toEqual({ deviceClassName: 'tpu.google.com', count: 4 });
});

test('blocks on GPUs of Intel have 64 tokens', () => {
  const { engine: { blockSize: _, ...engine } = {}, ...spec } = specWith({
    release: Release.ROUTER_0_11, device: 'xpu',
  });
  expect(engineOn({ ...spec, engine }).args).toContain('--block-size=64');
});

test.each<[InferenceSpec['device'], NonNullable<InferenceSpec['connector']>, string]>([
  ['xpu', { type: 'nixl', bufferDevice: 'cuda' }, 'PD372 connector'],
  ['gaudi', { type: 'nixl', bufferDevice: { prefill: 'hpu', decode: 'xpu' } }, 'PD372 connector'],
  ['nvidia', { type: 'nixl', bufferDevice: 'hpu' }, 'PD372 connector'],
])('KV cache of %s in memory that it does not have is refused', (device, connector, finding) => {
  expect(errorsOf(specWith({ device, connector }))).toContain(finding);
});

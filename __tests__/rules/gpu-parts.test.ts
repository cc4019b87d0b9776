import { acceleratorFacts, checkPlan, planInference } from '../../lib';
import { gpuPart } from '../../lib/devices/gpu-part';
import { specWith } from '../valid-spec';

test.each([
  ['NVIDIA-A100-SXM4-80GB-MIG-1g.10gb', { sevenths: 1, memoryGB: 10 }, false],
  ['NVIDIA-H100-NVL-MIG-1g.12gb', { sevenths: 1, memoryGB: 12 }, false],
  ['NVIDIA-H100-80GB-HBM3-MIG-3g.40gb-SHARED', { sevenths: 3, memoryGB: 40 }, true],
  ['NVIDIA-L4-SHARED', undefined, true],
])('%s is a part of a GPU', (product, slice, isShared) => {
  const whole = product.replace(/-(MIG|SHARED).*/, '');
  expect(gpuPart(product)).toEqual({ product: whole, ...(slice && { slice }), isShared });
});

test('a whole GPU is no part', () => {
  expect([gpuPart('NVIDIA-L4'), gpuPart('NVIDIA-GB200')]).toEqual([undefined, undefined]);
});

test('a slice has its eighths of the memory, its sevenths of the arithmetic, and no NVLink', () => {
  expect(acceleratorFacts('NVIDIA-H100-80GB-HBM3-MIG-3g.40gb')).toMatchObject({
    memoryGiB: 79.18 / 2, memoryFrom: 'nominal', bf16Tflops: 989 * 3 / 7, memoryTBs: 3.35 / 2, gpusPerNode: 16,
  });
  expect(acceleratorFacts('NVIDIA-H100-80GB-HBM3-MIG-1g.10gb')).not.toHaveProperty('nvlinkGBs');
});

test('a GPU that pods use by turns has the facts of the whole, and a part of an unknown GPU has none', () => {
  expect(acceleratorFacts('NVIDIA-L4-SHARED')).toEqual(acceleratorFacts('NVIDIA-L4'));
  expect(acceleratorFacts('NVIDIA-H100-NVL-MIG-1g.12gb')).toBeUndefined();
});

test('where a model does not fit a slice, no fix splits it over several', () => {
  const plan = planInference('llama', specWith({ accelerator: 'NVIDIA-H100-80GB-HBM3-MIG-3g.40gb' }));
  const [finding] = checkPlan(plan).filter(({ rule }) => rule === 'PD201');
  expect(finding!.fix).toMatch(/^use larger GPUs/);
});

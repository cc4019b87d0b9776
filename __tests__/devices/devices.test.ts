import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { acceleratorFacts, checkPlan, InferenceSpec, planInference, poolOf, PoolSpec, Release } from '../../lib';
import { Device } from '../../lib/devices/device';
import { acceleratorLabels, deviceIn, deviceNamed, deviceOf, devices, nodeLabel } from '../../lib/devices/devices';
import { nodeOf } from '../../lib/schema/schema-node';
import { devicesPage } from '../../scripts/devices-page';
import { Manifest, manifestsOf, podOf } from '../manifests';
import { schemaErrors } from '../schema/check';
import { specWith } from '../valid-spec';

const root = join(__dirname, '..', '..');
const containerOf = (manifests: readonly Manifest[], role: 'prefill' | 'decode') =>
  (podOf(manifests, role).spec as Manifest).containers[0] as Manifest;
const rulesOf = (spec: InferenceSpec) => checkPlan(planInference('llama', spec)).map(({ rule }) => rule);

test('docs/devices.md is what the modules say (written by `npm run docs`)', () => {
  expect(readFileSync(join(root, 'docs', 'devices.md'), 'utf8')).toBe(devicesPage());
});

test('every module of lib/devices is in the list', () => {
  const shared = [
    'accelerator', 'accelerator-facts', 'accelerators', 'device', 'device-claims', 'devices', 'devices-of-pod', 'efa',
    'gpu-part', 'rdma', 'visible-devices',
  ];
  const modules = readdirSync(join(root, 'lib', 'devices')).map(name => name.replace(/\.ts$/, ''));
  expect(modules.sort()).toEqual([...devices.map(({ name }) => name), ...shared].sort());
});

describe.each(devices.map(device => [device.title, device] as const))('%s', (_, device: Device) => {
  const of = specWith({
    device: device.name, release: Release.ROUTER_0_11,
    // The image for CPUs has no connector (PD372), and this is about devices.
    ...(device.kvCacheGiB && { waive: { PD372: 'a test' } }),
    ...(device.shapeLabels && { accelerator: Object.keys(device.accelerators)[0], connector: { type: 'tpu-hybrid' } }),
  });
  const { engine: { blockSize: __, ...engine } = {} } = of;
  const own: Partial<PoolSpec> = {
    memory: '128Gi',
    ...(device.images && device.images['0.30.0'] === undefined && { image: `registry.example/${device.name}:0.30` }),
  };
  const spec: InferenceSpec = {
    ...of, engine, prefill: { ...of.prefill, ...own }, decode: { ...of.decode, ...own },
  };
  const manifests = manifestsOf(spec);

  test('is found by its name and its resource, and every product of it by the product', () => {
    expect(deviceNamed(device.name)).toBe(device);
    if (device.resource !== undefined) expect(deviceIn({ [device.resource]: '1' })).toBe(device);
    for (const product of Object.keys(device.accelerators)) {
      expect(deviceOf(product)).toBe(device);
      expect(acceleratorFacts(product)).toBe(device.accelerators[product]);
    }
  });

  test('has pods that ask for its resource and for that of no other, with its image and environment', () => {
    const { env, image, resources } = containerOf(manifests, 'decode');
    const asked = devices.flatMap(({ resource }) => resource ?? []).filter(resource => resource in resources.limits);
    expect(asked).toEqual(device.resource === undefined ? [] : [device.resource]);
    expect(image).toBe(device.images === undefined
      ? Release.ROUTER_0_11.modelServer.image
      : device.images['0.30.0'] ?? own.image);
    const names = (env as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(device.environment({ ranks: 1, memory: '8Gi' }))));
    const others = devices.filter(other => other !== device).flatMap(({ allocationVariables }) => allocationVariables);
    expect(names.filter(name => others.includes(name))).toEqual([]);
  });

  test('writes objects that are valid, and is refused by no rule', () => {
    expect(manifests.flatMap(manifest => schemaErrors(manifest))).toEqual([]);
    expect(manifests.filter(({ apiVersion, kind }) => nodeOf(apiVersion, kind) === undefined)).toEqual([]);
    expect(checkPlan(planInference('llama', spec)).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('has labels that a spec may name, and facts that say where they were read and what ran', () => {
    for (const product of Object.keys(device.accelerators))
      for (const label of Object.keys(device.otherLabels))
        expect([undefined, { [label]: expect.stringMatching(/./) }]).toContainEqual(nodeLabel(device, label, product));
    expect(acceleratorLabels).toEqual(expect.arrayContaining(Object.keys(device.otherLabels)));
    expect([device.source, device.proof.text, device.plugin]).toEqual(Array(3).fill(expect.stringMatching(/\w/)));
    expect(rulesOf(spec).includes('PD640')).toBe(!device.proof.ran);
  });
});

test('a role has the device of its accelerator, and the other role keeps that of the spec', () => {
  const spec = specWith({ accelerator: 'NVIDIA-H200', release: Release.ROUTER_0_11 });
  const mixed: InferenceSpec = {
    ...spec, prefill: { ...spec.prefill, accelerator: 'AMD_Instinct_MI300X_OAM' },
  };
  const plan = planInference('llama', mixed);
  const [prefill, decode] = [poolOf(plan, 'prefill'), poolOf(plan, 'decode')];
  expect([prefill.device, decode.device]).toEqual(['amd', 'nvidia']);
  expect(prefill.pod.nodeSelector).toEqual({ 'amd.com/gpu.product-name': 'AMD_Instinct_MI300X_OAM' });
  expect(decode.pod.nodeSelector).toEqual({ 'nvidia.com/gpu.product': 'NVIDIA-H200' });
  expect([prefill, decode].map(({ pod }) => pod.tolerations!.map(({ key }) => key))).toEqual([
    ['amd.com/gpu'], ['nvidia.com/gpu'],
  ]);
  // Images of one version for two devices are no other version.
  expect(prefill.modelServer.image).not.toBe(decode.modelServer.image);
  expect(rulesOf(mixed)).not.toContain('PD306');
});

test('a role with a device of its own has not the accelerator of another one', () => {
  const spec = specWith({ accelerator: 'NVIDIA-H200', release: Release.ROUTER_0_11 });
  const plan = planInference('llama', { ...spec, decode: { ...spec.decode, device: 'amd' } });
  expect(poolOf(plan, 'decode').accelerator).toBeUndefined();
  expect(poolOf(plan, 'decode').pod.nodeSelector).toBeUndefined();
});

test('an image of a role comes from the mirror, and one of the user\'s own for all is not replaced', () => {
  const { modelServer } = Release.ROUTER_0_11;
  const own = { ...Release.ROUTER_0_11, modelServer: { ...modelServer, image: 'registry.example/vllm:rocm' } };
  const images = { mirrors: { 'registry.example': 'mirror.example' } };
  const spec = specWith({ device: 'amd', images, release: own });
  const plan = planInference('llama', { ...spec, decode: { ...spec.decode, image: 'registry.example/decode:1' } });
  expect([poolOf(plan, 'prefill'), poolOf(plan, 'decode')].map(pool => pool.modelServer.image)).toEqual([
    'mirror.example/vllm:rocm', 'mirror.example/decode:1',
  ]);
});

test('an engine on CPUs keeps its cache in half of its memory unless told, in whole GiB', () => {
  const { environment } = deviceNamed('cpu');
  expect(environment({ ranks: 1, memory: '65Gi' })).toEqual({
    VLLM_CPU_KVCACHE_SPACE: '32', VLLM_CPU_NUM_OF_RESERVED_CPU: '1',
  });
  expect(environment({ ranks: 1, memory: '64Gi', kvCacheMemory: '40Gi', reservedCpus: 4 })).toEqual({
    VLLM_CPU_KVCACHE_SPACE: '40', VLLM_CPU_NUM_OF_RESERVED_CPU: '4',
  });
});

test('pods on nodes with Arm processors tolerate the taint that clouds put on them', () => {
  const spec = specWith({ accelerator: 'NVIDIA-GB200' });
  expect(poolOf(planInference('llama', spec), 'decode').pod.tolerations).toContainEqual({
    key: 'kubernetes.io/arch', operator: 'Equal', value: 'arm64', effect: 'NoSchedule',
  });
});

test('the use of AMD\'s GPUs is read from what rocm-smi prints', () => {
  const card = {
    'GPU use (%)': '42', 'Card Series': 'AMD Instinct MI300X', 'VRAM Total Memory (B)': '206141652992',
    'VRAM Total Used Memory (B)': '1073741824',
  };
  expect(deviceNamed('amd').use!.parse(JSON.stringify({ card1: card, system: { 'Driver version': '6' } }))).toEqual([
    { index: 1, product: 'AMD Instinct MI300X', utilization: 42, usedMiB: 1024, totalMiB: 196592 },
  ]);
});

test('capabilities are added to those of the fabric, once, and make the engine root', () => {
  const spec = specWith({
    fabric: { type: 'rdma-ipc-lock', network: 'roce' }, security: { capabilities: ['NET_ADMIN', 'IPC_LOCK'] },
  });
  const { securityContext } = containerOf(manifestsOf(spec), 'decode');
  expect(securityContext).toMatchObject({
    capabilities: { drop: ['ALL'], add: ['IPC_LOCK', 'NET_ADMIN'] }, runAsUser: 0,
  });
});

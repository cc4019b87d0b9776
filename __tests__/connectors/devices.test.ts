import { type ConnectorSpec, type InferenceSpec, type OffloadingSpec, planInference, Release } from '../../lib';
import { connectors } from '../../lib/connectors/connectors';
import { offloadings } from '../../lib/connectors/offloading/offloadings';
import { devices } from '../../lib/devices/devices';
import { judge } from '../../lib/rules/judge';
import { validSpec } from '../valid-spec';

const own = 'registry.example/vllm:own';

/** What the rules about devices, packages and networks say of a deployment. */
function found(change: Partial<InferenceSpec>, image?: string): string[] {
  const role = { ...validSpec.decode, memory: '128Gi', ...(image !== undefined && { image }) };
  const spec = {
    ...validSpec, release: Release.ROUTER_0_10,
    prefill: { ...role, ...change.prefill }, decode: { ...role, ...change.decode }, ...change,
  } as InferenceSpec;
  const { findings } = judge(planInference('llama', spec));
  return findings.filter(({ rule }) => ['PD372', 'PD373', 'PD374'].includes(rule))
    .map(({ cause, field, rule, severity }) => `${severity} ${rule} ${field}: ${cause}`);
}

/** `ok`, or the severities of what was found. */
function verdict(findings: readonly string[]): string {
  return [...new Set(findings.map(finding => finding.split(' ').slice(0, 2).join(' ')))].sort().join(', ') || 'ok';
}

type Product = Readonly<Record<string, Readonly<Record<string, string>>>>;

function product(
  kinds: readonly { readonly type: string }[], verdictOf: (type: string, device: string) => string,
): Product {
  return Object.fromEntries(kinds.map(({ type }) => [
    type, Object.fromEntries(devices.map(({ name }) => [name, verdictOf(type, name)])),
  ]));
}

const refused = 'error PD372';
const fabric = { type: 'rdma-node-memlock', network: 'infiniband' } as const;

describe('every connector with every device', () => {
  const verdicts = (release: InferenceSpec['release'], image?: string) => product(connectors, (type, device) =>
    verdict(found({ connector: { type } as ConnectorSpec, device: device as 'amd', release, fabric }, image)));

  test('in the images of vLLM 0.27.1', () => {
    expect(verdicts(Release.ROUTER_0_10)).toEqual({
      'nixl': { nvidia: 'ok', amd: 'ok', cpu: refused, tpu: refused, xpu: 'ok', gaudi: 'ok' },
      'mooncake': { nvidia: 'ok', amd: refused, cpu: refused, tpu: refused, xpu: 'ok', gaudi: 'ok' },
      'mori-io': { nvidia: refused, amd: 'ok', cpu: refused, tpu: refused, xpu: refused, gaudi: refused },
      'tpu': { nvidia: refused, amd: refused, cpu: refused, tpu: 'ok', xpu: refused, gaudi: refused },
      'tpu-hybrid': { nvidia: refused, amd: refused, cpu: refused, tpu: 'ok', xpu: refused, gaudi: refused },
    });
  });

  test('in those of vLLM 0.30.0, whose image for AMD has Mooncake', () => {
    expect(verdicts(Release.ROUTER_0_11)['mooncake'])
      .toEqual({ nvidia: 'ok', amd: 'ok', cpu: refused, tpu: refused, xpu: 'ok', gaudi: 'ok' });
  });

  test('in an image of the user\'s own, which may have anything', () => {
    const warned = 'warning PD373';
    expect(verdicts(Release.ROUTER_0_10, own)).toEqual({
      'nixl': { nvidia: 'ok', amd: 'ok', cpu: 'ok', tpu: warned, xpu: 'ok', gaudi: 'ok' },
      'mooncake': { nvidia: 'ok', amd: 'ok', cpu: 'ok', tpu: warned, xpu: 'ok', gaudi: 'ok' },
      'mori-io': { nvidia: warned, amd: 'ok', cpu: warned, tpu: warned, xpu: warned, gaudi: warned },
      'tpu': { nvidia: warned, amd: warned, cpu: warned, tpu: 'ok', xpu: warned, gaudi: warned },
      'tpu-hybrid': { nvidia: warned, amd: warned, cpu: warned, tpu: 'ok', xpu: warned, gaudi: warned },
    });
  });
});

describe('everything that keeps KV cache with every device', () => {
  const kinds: Readonly<Record<string, OffloadingSpec>> = {
    'native': { type: 'native', memory: '20Gi' },
    'lmcache': { type: 'lmcache', memory: '20Gi' },
    'mooncake-store': { type: 'mooncake-store', master: 'mooncake-master.mooncake:50051' },
    'tpu': { type: 'tpu', chunks: 1000 },
  };
  const verdicts = (release: InferenceSpec['release'], image?: string) => product(offloadings, (type, device) =>
    verdict(found({
      device: device as 'amd', release, prefill: undefined,
      decode: { ...validSpec.decode, memory: '128Gi', offloading: kinds[type]!, ...(image !== undefined && { image }) },
    })));

  test('in the images of vLLM 0.27.1', () => {
    expect(verdicts(Release.ROUTER_0_10)).toEqual({
      'native': { nvidia: 'ok', amd: 'ok', cpu: refused, tpu: refused, xpu: 'ok', gaudi: 'ok' },
      'lmcache': { nvidia: 'ok', amd: refused, cpu: refused, tpu: 'ok', xpu: 'ok', gaudi: 'ok' },
      'mooncake-store': { nvidia: 'ok', amd: refused, cpu: refused, tpu: 'ok', xpu: 'ok', gaudi: 'ok' },
      'tpu': { nvidia: refused, amd: refused, cpu: refused, tpu: 'ok', xpu: refused, gaudi: refused },
    });
  });

  test('in those of vLLM 0.30.0, whose image for AMD has LMCache and Mooncake', () => {
    expect(verdicts(Release.ROUTER_0_11)).toMatchObject({ 'lmcache': { amd: 'ok' }, 'mooncake-store': { amd: 'ok' } });
  });

  test('in an image of the user\'s own: only what vLLM itself refuses is refused', () => {
    expect(verdicts(Release.ROUTER_0_10, own)).toMatchObject({
      'native': { nvidia: 'ok', cpu: refused }, 'lmcache': { amd: 'ok', cpu: 'ok' }, 'tpu': { nvidia: 'warning PD373' },
    });
  });
});

test('a mirror, a digest and the image written out are the same image', () => {
  const tpu = { connector: { type: 'tpu' } } as const;
  const image = 'registry.example/vllm/vllm-openai:v0.27.1';
  expect(verdict(found({ ...tpu, images: { mirrors: { 'docker.io/vllm': 'registry.example/vllm' } } }))).toBe(refused);
  expect(verdict(found(tpu, image))).toBe(refused);
  expect(verdict(found(tpu, `${image}@sha256:${'0'.repeat(64)}`))).toBe(refused);
});

test('the device, or the package that the image lacks, is named, once for both roles', () => {
  expect(found({ connector: { type: 'tpu' } })).toEqual([
    'error PD372 connector: tpu-inference: it moves the KV cache of TPUs, and the engine computes on NVIDIA',
  ]);
  expect(found({ connector: { type: 'mooncake' }, device: 'amd' })).toEqual([
    'error PD372 connector: docker.io/vllm/vllm-openai-rocm:v0.27.1 is built without `mooncake`, which Mooncake calls',
  ]);
  expect(found({ connector: { type: 'mori-io' } }, own)).toEqual([
    'warning PD373 connector: MoRI-IO: it is for GPUs of AMD, and the pods ask for NVIDIA, with '
    + 'registry.example/vllm:own',
    'error PD374 connector: MoRI-IO: it has no other way between nodes, and the pods get no RDMA devices',
  ]);
});

test('NIXL registers only memory that the device has', () => {
  const at = (bufferDevice: 'cuda' | 'cpu' | 'xpu' | 'hpu', device: 'nvidia' | 'amd' | 'cpu', image?: string) =>
    verdict(found({ connector: { type: 'nixl', bufferDevice }, device }, image));
  expect([at('cuda', 'nvidia'), at('cpu', 'nvidia'), at('cuda', 'amd')]).toEqual(['ok', 'ok', 'ok']);
  expect([at('xpu', 'nvidia'), at('hpu', 'amd')]).toEqual([refused, refused]);
  expect([at('cpu', 'cpu', own), at('cuda', 'cpu', own)]).toEqual(['ok', 'warning PD373']);
});

test('what goes by RDMA has devices for it', () => {
  const store = (protocol: 'rdma' | 'tcp') => ({
    ...validSpec.decode,
    offloading: { type: 'mooncake-store', master: 'mooncake-master.mooncake:50051', protocol },
  } as const);
  const missing = 'error PD374';
  expect(verdict(found({ connector: { type: 'mori-io' }, device: 'amd' }))).toBe(missing);
  expect(verdict(found({ connector: { type: 'mori-io' }, device: 'amd', fabric }))).toBe('ok');
  expect(verdict(found({ connector: { type: 'mooncake', protocol: 'rdma' } }))).toBe(missing);
  expect(verdict(found({ connector: { type: 'mooncake' } }))).toBe('ok');
  expect(verdict(found({ prefill: undefined, decode: store('rdma') }))).toBe(missing);
  expect(verdict(found({ prefill: undefined, decode: store('tcp') }))).toBe('ok');
});

test.each(connectors)('a pair with $title is not refused for what only NIXL is told', ({ type }) => {
  const image = own;
  const { findings } = judge(planInference('llama', {
    ...validSpec, release: Release.ROUTER_0_10, connector: { type }, fabric,
    prefill: { ...validSpec.prefill, image }, decode: { ...validSpec.decode, image },
  }));
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});

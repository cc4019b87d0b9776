import { InferenceSpec, planInference, Release } from '../../lib';
import { judge } from '../../lib/rules/judge';
import { specWith, validSpec } from '../valid-spec';

const on027 = { release: Release.ROUTER_0_10 };
const on030 = { release: Release.ROUTER_0_11 };
const native = { type: 'native', memory: '20Gi' } as const;
const files = { ...native, files: { path: '/mnt/kv', storage: { type: 'existingClaim', claimName: 'kv' } } } as const;

/** What is found of PD346, PD352 and PD362. */
function found(change: Partial<InferenceSpec>): string[] {
  return judge(planInference('llama', specWith(change))).findings
    .filter(({ rule }) => /^PD(346|352|362)$/.test(rule))
    .map(({ cause, field, rule }) => `${rule} ${field}: ${cause}`);
}

/** A role that keeps KV cache, and the memory for it. */
const keeping = (offloading: InferenceSpec['decode']['offloading']) =>
  ({ ...validSpec.decode, memory: '100Gi', offloading }) as const;

describe('what answered rightly on GPUs passes in silence with the vLLM that did', () => {
  test.each<[string, Partial<InferenceSpec>]>([
    ['a lease', { connector: { type: 'nixl', leaseSeconds: 60 } }],
    ['buffers of the host in both roles', { connector: { type: 'nixl', bufferDevice: 'cpu' } }],
    ['another layout', { connector: { type: 'nixl', permuteLocalCache: true } }],
    ['memory of the host beside NIXL', { decode: keeping(native) }],
    ['files below it', { decode: keeping(files) }],
    ['two ranks in a pod', { decode: { ...validSpec.decode, parallelism: { data: 2 } } }],
    ['two ranks behind one port', { decode: { ...validSpec.decode, parallelism: { data: 2, balancing: 'internal' } } }],
  ])('%s, and is a warning with another', (_, change) => {
    expect(found({ ...change, ...on027 })).toEqual([]);
    expect(found({ ...change, ...on030 })).toEqual([expect.stringMatching(/^PD3(46|62) /)]);
  });
});

test.each<[string, Partial<InferenceSpec>, RegExp]>([
  ['libfabric', { connector: { type: 'nixl', backends: ['LIBFABRIC'] } }, /^PD362 connector: /],
  ['buffers of another device', { connector: { type: 'nixl', bufferDevice: 'hpu' } }, /^PD362 connector: /],
  ['libfabric beside UCX', { connector: { type: 'nixl', backends: ['UCX', 'LIBFABRIC'] } }, /^PD362 connector: /],
  ['four ranks', { decode: { ...validSpec.decode, parallelism: { data: 4 } } },
    /^PD346 decode.parallelism.data: 4 ranks like these were not measured; with vLLM 0.27.1 2 of one GPU each in one /],
  ['ranks of two GPUs', { decode: { ...validSpec.decode, parallelism: { data: 2, tensor: 2 } } }, /^PD346 /],
  ['ranks in two pods', {
    decode: { ...validSpec.decode, parallelism: { data: 2, nodes: 2, balancing: 'hybrid' } },
  }, /^PD346 /],
  ['another way between experts', {
    decode: {
      ...validSpec.decode, parallelism: { data: 2 }, engine: { experts: { allToAll: 'deepep_low_latency' } },
    },
  }, /^PD346 /],
])('what was not measured is a warning: %s', (_, change, warning) => {
  expect(found({ ...change, ...on027 })).toEqual([expect.stringMatching(warning)]);
});

test('memory of peers was not measured', () => {
  const { prefill: _, ...aggregated } = specWith({ ...on027, decode: keeping({ ...native, peers: {} }) });
  expect(judge(planInference('llama', aggregated)).findings)
    .toContainEqual(expect.objectContaining({ rule: 'PD362', field: 'decode.offloading' }));
});

test.each([['prefill', 'decode'], ['decode', 'prefill']] as const)(
  'buffers of the host in %s pods alone fail every request', (host, device) => {
    const bufferDevice = { [host]: 'cpu', [device]: 'cuda' } as Record<'prefill' | 'decode', 'cpu' | 'cuda'>;
    expect(found({ ...on027, connector: { type: 'nixl', bufferDevice } })).toEqual([
      `PD352 connector.bufferDevice: has the cache of ${host} pods in the memory of the host, and that of ${device} `
      + 'pods on the device',
    ]);
  },
);

import { App, Testing } from 'cdk8s';
import { DisaggregatedInference, InferenceSpec, OffloadingSpec, planInference, poolOf, Release } from '../../lib';
import { connectors } from '../../lib/connectors/connectors';
import { offloadings } from '../../lib/connectors/offloading/offloadings';
import { kvTransferConfig } from '../../lib/constructs/serving/kv-transfer-config';
import { modelServer } from '../../lib/constructs/serving/model-server';
import { judge } from '../../lib/rules/judge';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { type Manifest, yamlOf } from '../manifests';
import { schemaErrors } from '../schema/check';
import { specWith, validSpec } from '../valid-spec';

const claim = { type: 'persistentVolumeClaim', size: '1Ti' } as const;

const kinds: Readonly<Record<OffloadingSpec['type'], OffloadingSpec>> = {
  'native': { type: 'native', memory: '20Gi', files: { path: '/mnt/kv', storage: claim }, peers: {} },
  'lmcache': { type: 'lmcache', memory: '20Gi', files: { path: '/mnt/kv', storage: claim, limit: '500Gi' } },
  'mooncake-store': { type: 'mooncake-store', master: 'mooncake-master.mooncake:50051', memory: '20Gi' },
  'tpu': { type: 'tpu', chunks: 25_000, stagingBlocks: 1000 },
};

function alone(offloading: OffloadingSpec): InferenceSpec {
  const { prefill: _, ...spec } = specWith({ release: Release.ROUTER_0_11 });
  // No image of vLLM has tpu-inference (PD372).
  const image = offloading.type === 'tpu' && { image: 'registry.example/vllm-tpu:0.30' };
  return { ...spec, decode: { ...validSpec.decode, memory: '128Gi', offloading, ...image } };
}

function keepingPrefill(offloading: OffloadingSpec, change: Partial<InferenceSpec> = {}): InferenceSpec {
  return specWith({ prefill: { ...validSpec.prefill, memory: '128Gi', offloading }, ...change });
}

test.each(offloadings)('$title is written, valid and without an error', ({ name, type }) => {
  const spec = alone(kinds[type]);
  const chart = new DisaggregatedInference(new App(), 'llama', spec);
  expect(chart.findings().filter(({ severity }) => severity === 'error')).toEqual([]);
  const manifests = Testing.synth(chart) as Manifest[];
  expect(manifests.flatMap(manifest => schemaErrors(manifest))).toEqual([]);
  expect(kvTransferConfig(poolOf(planInference('llama', spec), 'decode')))
    .toMatchObject({ kv_connector: name, kv_role: 'kv_both' });
});

test('beside a connector both are in MultiConnector, each with its role', () => {
  const { pools } = planInference('llama', keepingPrefill({ type: 'native', memory: '100Gi' }));
  const [prefill, decode] = pools.map(pool => kvTransferConfig(pool));
  expect(prefill).toEqual({
    kv_connector: 'MultiConnector', kv_role: 'kv_both', kv_load_failure_policy: 'fail',
    kv_connector_extra_config: {
      connectors: [
        { kv_connector: 'NixlConnector', kv_role: 'kv_producer' },
        {
          kv_connector: 'OffloadingConnector', kv_role: 'kv_both',
          kv_connector_extra_config: { cpu_bytes_to_use: 107_374_182_400 },
        },
      ],
    },
  });
  expect(decode).toMatchObject({ kv_connector: 'NixlConnector', kv_role: 'kv_consumer' });
});

test('the seed of hashes is that of all pods, shared memory holds the cache, and what is stated counts', () => {
  const { pools } = planInference('llama', keepingPrefill({ type: 'native', memory: '100Gi' }));
  const seeds = pools.map(pool => modelServer(pool).env?.find(({ name }) => name === 'PYTHONHASHSEED')?.value);
  expect(seeds).toEqual(['0', '0']);
  expect(pools.map(({ sharedMemory }) => sharedMemory)).toEqual(['116Gi', '16Gi']);
  const seed = { engine: { hashSeed: 42 } };
  const stated = planInference('llama', keepingPrefill({ type: 'native', memory: '1Gi' }, seed));
  expect(stated.pools.map(({ engine }) => engine.hashSeed)).toEqual([42, 42]);
});

test('pods that ask peers have a routing proxy that tells them which, and policies that let them', () => {
  const chart = new DisaggregatedInference(new App(), 'llama', alone({ type: 'native', memory: '20Gi', peers: {} }));
  const manifests = Testing.synth(chart) as Manifest[];
  expect(Object.keys(distDeployment(yamlOf(manifests)).roles)).toEqual(['decode']);
  const text = JSON.stringify(manifests);
  expect(text).toContain('--kv-connector=offloading');
  expect(text).toContain('--p2p-connector-port=7777');
  const policy = manifests.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata?.name === 'llama-decode');
  expect(JSON.stringify(policy)).toContain('{"port":7777,"protocol":"TCP"}');
});

test.each(connectors)('$title is said by its type, and its proxy speaks it', ({ name, proxyProtocol, type }) => {
  const plan = planInference('llama', specWith({ connector: { type } }));
  expect(plan.pools.map(pool => kvTransferConfig(pool)?.kv_connector)).toEqual([name, name]);
  expect(poolOf(plan, 'decode').routingProxy).toMatchObject({ protocol: proxyProtocol });
});

test.each<[string, InferenceSpec, readonly string[]]>([
  ['more memory than the container', alone({ type: 'native', memory: '200Gi' }), ['PD366 decode.memory']],
  ['a chunk of no whole blocks', alone({ type: 'native', memory: '20Gi', chunkTokens: 100 }),
    ['PD369 decode.offloading.chunkTokens']],
  ['a folder of the engine', alone({ type: 'native', memory: '20Gi', files: { path: '/model-cache', storage: claim } }),
    ['PD371 decode.offloading.files.path']],
  ['peers beside prefill', keepingPrefill({ type: 'native', memory: '20Gi', peers: {} }),
    ['PD370 prefill.offloading.peers']],
  ['no quantity', alone({ type: 'lmcache', memory: '4Gb' as '4Gi' }), ['PD721 decode.offloading.memory']],
])('%s is refused', (_, spec, expected) => {
  const errors = judge(planInference('llama', spec)).findings.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ field, rule }) => `${rule} ${field}`)).toEqual(expected);
});

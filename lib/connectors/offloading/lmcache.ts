import { amountOf } from '../../kube/quantity';
import type { LmCacheOffloadingSpec } from '../../spec/offloading';
import { type Offloading, plain } from './offloading';

/** Where the processes of an engine write the metrics that LMCache adds. */
const METRICS_PATH = '/var/lib/lmcache-metrics';

/** LMCache: memory of the host and files, by a library that vLLM calls. */
export const lmcache: Offloading<LmCacheOffloadingSpec> = {
  ...plain,
  type: 'lmcache',
  title: 'memory of the host and files, by LMCache',
  name: 'LMCacheConnectorV1',
  library: 'lmcache',
  transferConfig: () => ({ kv_connector: lmcache.name, kv_role: 'kv_both' }),
  // LMCache's configuration by environment: sizes are in GiB, with a point (llm-d guides/tiered-prefix-cache/
  // modelserver/gpu/vllm/lmcache-connector at v0.9.0).
  environment: ({ files, memory }) => ({
    ...(memory !== undefined && { LMCACHE_MAX_LOCAL_CPU_SIZE: gib(memory) }),
    ...(files && {
      LMCACHE_LOCAL_DISK: `file://${files.path}/`,
      LMCACHE_MAX_LOCAL_DISK_SIZE: gib(files.limit),
      ...(files.direct && { LMCACHE_EXTRA_CONFIG: '{"use_odirect":"True"}' }),
    }),
    PROMETHEUS_MULTIPROC_DIR: METRICS_PATH,
  }),
  folders: ({ files }) => [
    { name: 'lmcache-metrics', path: METRICS_PATH, storage: { type: 'emptyDir', size: '1Gi' } },
    ...(files ? [{ name: 'kv-cache', path: files.path, storage: files.storage }] : []),
  ],
  memory: ({ memory }) => memory,
  sharesHashes: true,
  environmentPrefixes: ['LMCACHE_', 'PROMETHEUS_MULTIPROC_'],
  proof: 'read in the guides of llm-d v0.9.0; not run, and whether an image has the library is not known',
};

function gib(quantity: string): string {
  return (amountOf(quantity) / 2 ** 30).toFixed(1);
}

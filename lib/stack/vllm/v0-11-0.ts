import * as registry from './architectures/v0-11-0.json';
import { readTable } from './flags/command-line';
import * as table from './flags/v0-11-0.json';
import { sharedMetrics } from './metrics';
import type { ModelServerRelease } from './model-server-release';
import { values0110 } from './values/v0-11-0';

const PORTS_TAKEN
  = 'all stages listen on the same side-channel ports: the second one fails with `Address already in use`, and '
    + 'the pod is never Ready';

/**
 * vLLM 0.11.0, in the image of llm-d 0.3.
 *
 * Sources of what is known: `vllm/config/cache.py:43`,
 * `vllm/distributed/kv_transfer/kv_connector/v1/nixl_connector.py:622,905,968,1006`, `vllm/v1/metrics/loggers.py`.
 * Flags and variables are those of its parser in the wheel on PyPI (`npm run vllm-flags`).
 */
export const vllm0110 = {
  image: 'ghcr.io/llm-d/llm-d-cuda:v0.3.0',
  user: 2000,
  kvRole: { prefill: 'kv_both', decode: 'kv_both' },
  sideChannelPerTensorRank: true,
  known: {
    version: '0.11.0',
    images: ['llm-d-cuda:v0.3.0'],
    notReadAtTag: {},
    ...readTable(table),
    engineValues: values0110,
    gpuMemoryUtilization: 0.9,
    // llm-d-planner `capacity_planner.py`, on an H100: Llama 4.8, Qwen 5.6, mixtures of experts up to 8.0 GiB. The
    // error is the spread between model families.
    workingMemory: {
      activation: {
        dense: { gib: 4.8, error: 1.5 },
        wide: { gib: 5.6, error: 1.5 },
        experts: { gib: 8, error: 1.5 },
      },
      outsideTorchGiB: 0.15,
      outsideTorchOfSeveralGiB: 0.6,
    },
    moreTensorParallel: 'decode',
    // `nixl_connector.py:1000`: the cache of a decode GPU times the ratio of the sizes must be that of a prefill GPU.
    readsForRepeatedHeads: false,
    measuredTensorPairs: [],
    measuredRanks: 1,
    decodeContextParallel: 'unread',
    unsplitLayouts: ['NHD'],
    readsKvLoadFailurePolicy: false,
    kvBothDeprecated: false,
    // Every GPU listens on the first port plus its tensor rank, waits for its listener without a limit, and each stage
    // has the same tensor ranks.
    pipeline: { prefill: PORTS_TAKEN, decode: PORTS_TAKEN },
    architectures: registry.architectures,
    // `vllm/config/__init__.py` and `vllm/v1/core/kv_cache_utils.py:1096`: a connector switches the hybrid KV cache
    // manager off, and only windows can then be kept as whole layers.
    stateTransfer: {
      impossible:
        'the engine ends at start with `Hybrid KV cache manager is disabled but failed to convert the KV cache specs`',
    },
    // inter_token_latency_seconds came with 0.11; this older name of the same left before 0.19. There is no counter of
    // NIXL transfers before 0.12.
    metrics: { ...sharedMetrics, token: 'vllm:time_per_output_token_seconds', kvTransferFailures: [] },
    // `vllm/envs.py`.
    bucketSchemes: ['s3', 'gs'],
    // The Dockerfile of llm-d's image was not read.
    bucketClients: [],
    transfers: {
      connectors: [
        'SharedStorageConnector', 'P2pNcclConnector', 'LMCacheConnectorV1', 'NixlConnector', 'MultiConnector',
        'OffloadingConnector',
      ],
      nixlSettings: ['backends', 'kv_buffer_device'],
      // `vllm/v1/kv_offload/cpu.py:25`: `num_cpu_blocks`.
      offloadsBytes: false,
      tiers: [],
      // The Dockerfile of llm-d's image was not read; NIXL is what it is for.
      libraries: {},
      measuredSettings: [],
      measuredTiers: [],
    },
    sideChannelPort: 5557,
  },
} as const satisfies ModelServerRelease;

import * as registry from './architectures/v0-30-0.json';
import { readTable } from './flags/command-line';
import * as table from './flags/v0-30-0.json';
import { sharedMetrics } from './metrics';
import type { ModelServerRelease } from './model-server-release';
import { words } from '../words';
import { values0300 } from './values/v0-30-0';

/**
 * vLLM 0.30.0, in the image of its own project.
 *
 * Sources of what is known: `vllm/config/cache.py`, `vllm/config/kv_transfer.py`, `vllm/config/vllm.py:1330`,
 * `vllm/distributed/kv_transfer/kv_connector/v1/nixl/base_worker.py:639-652,2242-2330`, `nixl/pull_scheduler.py`,
 * `vllm/v1/kv_cache_layout.py`, `vllm/v1/metrics/loggers.py`.
 * Flags and variables are those of its parser in the wheel on PyPI (`npm run vllm-flags`).
 */
export const vllm0300 = {
  image: 'docker.io/vllm/vllm-openai:v0.30.0',
  user: 2000,
  // kv_both is deprecated from vLLM 0.24 on.
  kvRole: { prefill: 'kv_producer', decode: 'kv_consumer' },
  // Recomputing on the decode pod would hide that disaggregation does not happen.
  kvLoadFailurePolicy: 'fail',
  sideChannelPerTensorRank: false,
  shutdownTimeoutFlag: '--shutdown-timeout',
  // `vllm launch render` is in llm-d's guide for vLLM 0.26 and in vLLM's documentation of 0.30.0 (Renderer APIs); that
  // the image has it was not tried.
  tokenizer: { image: 'docker.io/vllm/vllm-openai-cpu:v0.30.0' },
  known: {
    version: '0.30.0',
    images: ['vllm-openai:v0.30.0'],
    notReadAtTag: { workingMemory: 'was measured of vLLM 0.27.1 and 0.11 only' },
    ...readTable(table),
    architectures: registry.architectures,
    // `vllm/distributed/kv_transfer/kv_connector/v1/nixl/`: `3-read Mamba conv transfer requires DS conv state layout`.
    stateTransfer: { environment: { VLLM_SSM_CONV_STATE_LAYOUT: 'DS' } },
    engineValues: values0300,
    gpuMemoryUtilization: 0.92,
    // Not measured: half-way between the figures of 0.27.1 and of 0.11, and the error reaches to both.
    workingMemory: {
      activation: {
        dense: { gib: 2.9, error: 1.9 },
        wide: { gib: 3.4, error: 2.2 },
        experts: { gib: 4.9, error: 3.1 },
      },
      outsideTorchGiB: 0.8,
      outsideTorchOfSeveralGiB: 1.25,
      graphsGiB: 0.98,
    },
    moreTensorParallel: 'either',
    // `nixl/base_worker.py:2395`: the ratio is that of the heads.
    readsForRepeatedHeads: true,
    measuredTensorPairs: [],
    measuredRanks: 1,
    decodeContextParallel: 'latent',
    // Those that are not contiguous within a block.
    unsplitLayouts: ['NHD', 'LBNHC', 'LHBNC', 'BLNHC', 'BHLNC'],
    readsKvLoadFailurePolicy: true,
    kvBothDeprecated: true,
    pipeline: {
      prefill:
        'decode pods find the layers of the first stage only, and every request ends with `Number of KV layers '
        + 'must match between prefill and decode`',
      decode:
        'the engine ends at start with `NotImplementedError: ... consumer (decode) does not support '
        + 'pipeline_parallel_size > 1`',
    },
    metrics: {
      ...sharedMetrics,
      token: 'vllm:inter_token_latency_seconds',
      kvTransferFailures: [
        'vllm:nixl_num_failed_transfers_total',
        'vllm:nixl_num_failed_notifications_total',
        'vllm:nixl_num_kv_expired_reqs_total',
      ],
      kvBytes: 'vllm:nixl_bytes_transferred_sum',
    },
    // `vllm/envs.py`, from 0.12 on.
    bucketSchemes: ['s3', 'gs', 'az'],
    bucketClients: ['s3', 'gs', 'az'],
    transfers: {
      connectors: words(`
        ExampleConnector ExampleHiddenStatesConnector LMCacheConnectorV1 LMCacheMPConnector NixlConnector
        NixlPullConnector NixlPushConnector MultiConnector HiSparseConnector MoRIIOConnector OffloadingConnector
        DecodeBenchConnector MooncakeConnector MooncakeStoreConnector FlexKVConnectorV1 SimpleCPUOffloadConnector
        HF3FSKVConnector
      `),
      nixlSettings: ['backends', 'kv_buffer_device', 'kv_lease_duration', 'enable_permute_local_kv'],
      offloadsBytes: true,
      tiers: ['fs', 'p2p', 'obj', 'kvcr'],
      // The same files as of 0.27.1, and `requirements/rocm.txt`.
      libraries: {
        nvidia: ['nixl', 'lmcache', 'mooncake'], amd: ['nixl', 'mori', 'mooncake', 'lmcache'], cpu: [],
      },
      measuredSettings: [],
      measuredTiers: [],
    },
    sideChannelPort: 5600,
  },
} as const satisfies ModelServerRelease;

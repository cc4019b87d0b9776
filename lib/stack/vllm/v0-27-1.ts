import * as registry from './architectures/v0-27-1.json';
import { readTable } from './flags/command-line';
import * as table from './flags/v0-27-1.json';
import { sharedMetrics } from './metrics';
import type { ModelServerRelease } from './model-server-release';
import { words } from '../words';
import { values0271 } from './values/v0-27-1';

/**
 * vLLM 0.27.1, in the image of its own project.
 *
 * Sources of what is known: `vllm/config/{cache,kv_transfer}.py`,
 * `vllm/distributed/kv_transfer/kv_connector/v1/nixl/base_worker.py:445,1715,1825`, `nixl/pull_scheduler.py:270-280`,
 * `vllm/v1/metrics/loggers.py`.
 * Flags and variables are those of its parser in the wheel on PyPI (`npm run vllm-flags`).
 */
export const vllm0271 = {
  image: 'docker.io/vllm/vllm-openai:v0.27.1',
  user: 2000,
  // kv_both is deprecated from vLLM 0.24 on.
  kvRole: { prefill: 'kv_producer', decode: 'kv_consumer' },
  // Recomputing on the decode pod would hide that disaggregation does not happen.
  kvLoadFailurePolicy: 'fail',
  sideChannelPerTensorRank: false,
  shutdownTimeoutFlag: '--shutdown-timeout',
  // `vllm launch render` is in `vllm/entrypoints/cli/launch.py`; that it runs in the image was not tried.
  tokenizer: { image: 'docker.io/vllm/vllm-openai-cpu:v0.27.1' },
  known: {
    version: '0.27.1',
    images: ['vllm-openai:v0.27.1'],
    notReadAtTag: {},
    ...readTable(table),
    engineValues: values0271,
    gpuMemoryUtilization: 0.92,
    // Measured on an H100 with Llama 3.1 8B, NIXL and UCX: 1.07 GiB of activation, 0.8 outside of Torch, 0.98 of CUDA
    // graphs. Other kinds of models were measured on older versions only (those of 0.11), where Llama had 4.8: the
    // estimate is half-way between that figure and its part of 1.07, and the error reaches to both. NCCL as in 0.11.
    workingMemory: {
      activation: {
        dense: { gib: 1.07, error: 1.5 },
        wide: { gib: 3.4, error: 2.2 },
        experts: { gib: 4.9, error: 3.1 },
      },
      outsideTorchGiB: 0.8,
      outsideTorchOfSeveralGiB: 1.25,
      graphsGiB: 0.98,
    },
    moreTensorParallel: 'either',
    // `nixl/base_worker.py:1830`: the ratio is that of the heads (vllm-project/vllm#45330).
    readsForRepeatedHeads: true,
    // On two H100: Llama 3.1 8B, 10 lengths of prompts, greedy, against the answers of the prefill engine itself; small
    // models with latent attention and with one KV head, 11 lengths (docs/decisions.md, "What two H100 answered").
    measuredTensorPairs: [
      { prefill: 1, decode: 2, attention: ['gqa', 'mla'], repeatedHeads: true },
      { prefill: 2, decode: 1, attention: ['gqa', 'mla'], repeatedHeads: false },
    ],
    measuredRanks: 2,
    decodeContextParallel: 'unread',
    unsplitLayouts: ['NHD'],
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
    architectures: registry.architectures,
    // `vllm/distributed/kv_transfer/kv_connector/v1/nixl/base_worker.py:316`.
    stateTransfer: { environment: { VLLM_SSM_CONV_STATE_LAYOUT: 'DS' } },
    metrics: {
      ...sharedMetrics,
      token: 'vllm:inter_token_latency_seconds',
      kvTransferFailures: [
        'vllm:nixl_num_failed_transfers_total',
        'vllm:nixl_num_failed_notifications_total',
        'vllm:nixl_num_kv_expired_reqs_total',
      ],
      kvBytes: 'vllm:nixl_bytes_transferred_sum',
      // Seen on two H100: after 110 requests by two pods and two by a decode pod alone its `local_compute` was 1403
      // tokens, those of the two, and `external_kv_transfer` 109,582.
      promptTokensBySource: 'vllm:prompt_tokens_by_source_total',
    },
    // `vllm/envs.py`, from 0.12 on.
    bucketSchemes: ['s3', 'gs', 'az'],
    bucketClients: ['s3', 'gs', 'az'],
    transfers: {
      connectors: words(`
        ExampleConnector ExampleHiddenStatesConnector LMCacheConnectorV1 LMCacheMPConnector NixlConnector
        NixlPullConnector NixlPushConnector MultiConnector MoRIIOConnector OffloadingConnector DecodeBenchConnector
        MooncakeConnector MooncakeStoreConnector FlexKVConnectorV1 SimpleCPUOffloadConnector HF3FSKVConnector
      `),
      nixlSettings: ['backends', 'kv_buffer_device', 'kv_lease_duration', 'enable_permute_local_kv'],
      offloadsBytes: true,
      tiers: ['fs', 'p2p', 'obj'],
      // `.buildkite/release-pipeline.yaml` with `docker/Dockerfile`, `Dockerfile.rocm`, `Dockerfile.rocm_base` and
      // `Dockerfile.cpu`; `requirements/kv_connectors.txt`. Read, not seen in the images.
      libraries: { nvidia: ['nixl', 'lmcache', 'mooncake'], amd: ['nixl', 'mori'], cpu: [] },
      measuredSettings: ['kv_buffer_device', 'kv_lease_duration', 'enable_permute_local_kv'],
      measuredTiers: ['memory', 'fs'],
    },
    sideChannelPort: 5600,
  },
} as const satisfies ModelServerRelease;

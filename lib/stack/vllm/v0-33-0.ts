import * as registry from './architectures/v0-33-0.json';
import { readTable } from './flags/command-line';
import * as table from './flags/v0-33-0.json';
import type { ModelServerRelease } from './model-server-release';
import { vllm0300 } from './v0-30-0';
import { values0330 } from './values/v0-33-0';

/**
 * vLLM 0.33.0, in the image of its own project.
 *
 * Sources of what is known: `vllm/config/cache.py`, `vllm/config/kv_transfer.py`, `vllm/config/vllm.py:1577`,
 * `vllm/distributed/kv_transfer/kv_connector/v1/nixl/base_worker.py:871-890,2708-2950`, `nixl/pull_scheduler.py`,
 * `vllm/v1/kv_cache_layout.py`, `vllm/v1/metrics/loggers.py`.
 * Flags and variables are those of its parser in the wheel on PyPI (`npm run vllm-flags`).
 */
export const vllm0330 = {
  ...vllm0300,
  image: 'docker.io/vllm/vllm-openai:v0.33.0',
  tokenizer: { image: 'docker.io/vllm/vllm-openai-cpu:v0.33.0' },
  known: {
    // Read at this tag again: the ratio of `nixl/base_worker.py:2930` is that of the heads, as in 0.30.0.
    ...vllm0300.known,
    version: '0.33.0',
    images: ['vllm-openai:v0.33.0'],
    ...readTable(table),
    architectures: registry.architectures,
    engineValues: values0330,
    metrics: {
      ...vllm0300.known.metrics,
      kvTransferFailures: [
        ...vllm0300.known.metrics.kvTransferFailures, 'vllm:nixl_num_notifications_after_expiry_total',
      ],
    },
  },
} as const satisfies ModelServerRelease;

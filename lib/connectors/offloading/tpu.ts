import type { TpuOffloadingSpec } from '../../spec/offloading';
import { type Offloading, plain } from './offloading';

/** Memory of the host of TPUs, by tpu-inference. */
export const tpuOffloading: Offloading<TpuOffloadingSpec> = {
  ...plain,
  type: 'tpu',
  title: 'memory of the host of TPUs, by tpu-inference',
  name: 'TPUOffloadConnector',
  library: 'tpu_inference',
  withoutDevice: device => device === 'tpu' ? undefined : 'it keeps the KV cache of TPUs',
  transferConfig: () => ({
    kv_connector: tpuOffloading.name,
    kv_connector_module_path: 'tpu_inference.offload.tpu_offload_connector',
    kv_role: 'kv_both',
  }),
  environment: ({ chunks, stagingBlocks }) => ({
    // Programs for every shape are compiled at start: chunks of a shape that was not seen would stop the engine.
    SKIP_JAX_PRECOMPILE: '0',
    TPU_OFFLOAD_NUM_CPU_CHUNKS: String(chunks),
    ...(stagingBlocks !== undefined && { TPU_OFFLOAD_NUM_STAGING_BLOCKS: String(stagingBlocks) }),
  }),
  memory: () => undefined,
  environmentPrefixes: ['TPU_OFFLOAD_', 'SKIP_JAX_'],
  proof: 'read in the guides of llm-d v0.9.0 and never run: no TPU was there',
};

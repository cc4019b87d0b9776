import { Role } from '../spec/role';

/** Where vLLM versions differ in what a prefill/decode pair may do. */
export interface VllmBehaviour {
  /** `--gpu-memory-utilization` where it is not given. */
  readonly gpuMemoryUtilization: number;
  /** Which role may have more tensor-parallel GPUs than the other, as a multiple. */
  readonly moreTensorParallel: 'decode' | 'either';
  /** Whether `kv_load_failure_policy` is a key of the transfer configuration. Before 0.19 an unknown key is dropped without a word. */
  readonly kvLoadFailurePolicy: boolean;
  /** Whether `kv_both` is deprecated for the roles of a pair. */
  readonly kvBothDeprecated: boolean;
  /** What happens to a pair whose engines of this role have more than one pipeline stage. */
  readonly pipeline: Readonly<Record<Role, string>>;
}

// Every GPU listens on the first port plus its tensor rank, waits for its listener without a limit, and each stage has the same tensor ranks.
const portsTaken = 'all stages listen on the same side-channel ports: the second one fails with `Address already in use`, and the pod is never Ready';

/**
 * By minor version; a version that is absent is not judged.
 *
 * Sources: vLLM 0.11.0 `vllm/config/cache.py:43`, `vllm/distributed/kv_transfer/kv_connector/v1/nixl_connector.py:622,905,968,1006`; vLLM 0.27.1
 * `vllm/config/{cache,kv_transfer}.py`, `vllm/distributed/kv_transfer/kv_connector/v1/nixl/base_worker.py:445,1715,1825`, `nixl/pull_scheduler.py:270-280`.
 */
export const vllmBehaviours: Readonly<Partial<Record<string, VllmBehaviour>>> = {
  '0.11': {
    gpuMemoryUtilization: 0.9, moreTensorParallel: 'decode', kvLoadFailurePolicy: false, kvBothDeprecated: false,
    pipeline: { prefill: portsTaken, decode: portsTaken },
  },
  '0.27': {
    gpuMemoryUtilization: 0.92, moreTensorParallel: 'either', kvLoadFailurePolicy: true, kvBothDeprecated: true,
    pipeline: {
      prefill: 'decode pods find the layers of the first stage only, and every request ends with `Number of KV layers must match between prefill and decode`',
      decode: 'the engine ends at start with `NotImplementedError: ... consumer (decode) does not support pipeline_parallel_size > 1`',
    },
  },
};

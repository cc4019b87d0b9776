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
}

/**
 * By minor version; a version that is absent is not judged.
 *
 * Sources: vLLM 0.11.0 `vllm/config/cache.py:43`, `vllm/distributed/kv_transfer/kv_connector/v1/nixl_connector.py:968`; vLLM 0.27.1
 * `vllm/config/{cache,kv_transfer}.py`, `vllm/distributed/kv_transfer/kv_connector/v1/nixl/base_worker.py:1715`.
 */
export const vllmBehaviours: Readonly<Partial<Record<string, VllmBehaviour>>> = {
  '0.11': { gpuMemoryUtilization: 0.9, moreTensorParallel: 'decode', kvLoadFailurePolicy: false, kvBothDeprecated: false },
  '0.27': { gpuMemoryUtilization: 0.92, moreTensorParallel: 'either', kvLoadFailurePolicy: true, kvBothDeprecated: true },
};

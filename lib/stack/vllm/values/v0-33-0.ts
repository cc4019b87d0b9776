import type { KnownDtype, KnownKvCacheDtype, KnownQuantization } from '../../../spec/engine-values';
import type { EngineValues, QuantizedWeights } from './engine-values';
import { values0300 } from './v0-30-0';

/**
 * Values of vLLM 0.33.0: `QuantizationMethods` in `vllm/model_executor/layers/quantization/__init__.py` with the
 * shorthands of `vllm/config/quantization.py`, `CacheDType` in `vllm/config/cache.py`, `ModelDType` in
 * `vllm/config/model.py`: those of 0.30.0 and four more.
 * `--block-size` is any whole number for its parser; its attention backend for CUDA takes multiples of 16, for some
 * heads and precisions one size only (`vllm/v1/attention/backends/flash_attn.py:357`).
 */
export const values0330 = {
  ...values0300,
  kvCacheDtype: {
    ...values0300.kvCacheDtype,
    octave_k3v3: 'unread',
    octave_k3v3_compact: 'unread',
    octave_k3v4: 'unread',
    ultraquant_4bit: 'unread',
  },
} as const satisfies EngineValues & {
  readonly quantization: Readonly<Partial<Record<KnownQuantization, QuantizedWeights>>>;
  readonly kvCacheDtype: Readonly<Record<KnownKvCacheDtype, unknown>>;
  readonly dtype: Readonly<Record<KnownDtype, unknown>>;
};

import type { Precision } from './precisions';

/** The values that one version of vLLM has for fields of `engine`, and what each is for the memory of a GPU. */
export interface EngineValues {
  /** `--quantization`: what weights that the files hold in 16 bits become. */
  readonly quantization: Readonly<Record<string, QuantizedWeights>>;
  /**
   * `--quantization` of files that are quantized, by their own method: the values that are taken, or `dropped` where
   * any value is, and the files are loaded as they are. A method that is absent was not read. Absent as a whole: it is
   * not judged, and PD705 says so.
   */
  readonly quantizedFiles?: Readonly<Partial<Record<string, readonly string[] | 'dropped'>>>;
  /**
   * The precisions (`--dtype`) that a method of quantization computes in. vLLM exits with another. A method that is
   * absent was not read. Absent as a whole: it is not judged, and PD705 says so.
   */
  readonly precisions?: Readonly<Partial<Record<string, readonly Precision[]>>>;
  /** `--kv-cache-dtype`: bytes of one number, `model` where it is that of the model, `unread` where no formula is. */
  readonly kvCacheDtype: Readonly<Record<string, number | 'model' | 'unread'>>;
  /** `--dtype`: bytes of one number, `model` where it is that of the files. */
  readonly dtype: Readonly<Record<string, number | 'model'>>;
  /** `--block-size`: a multiple of a number, and the most. */
  readonly blockSize: { readonly multipleOf: number; readonly most?: number };
  /**
   * Methods of speculation (`SpeculativeMethod` in `vllm/config/speculative.py`) of those that the spec has, each with
   * the package of Python that it needs and that no image of vLLM's own has, or `none`. Absent: it is not judged, and
   * PD705 says so.
   */
  readonly speculation?: Readonly<Record<string, string>>;
}

/**
 * What a method makes of weights that the files hold in 16 bits: nothing, since it names how the files are stored
 * (`stored`), and vLLM exits where it does not find its configuration in them; one byte each while they are loaded
 * (`byte`), or only after all were loaded (`byte once loaded`); or it was not read (`unread`).
 */
export type QuantizedWeights = 'stored' | 'byte' | 'byte once loaded' | 'unread';

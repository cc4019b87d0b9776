/** What a precision is called in `--dtype`, without its other names. */
export type Precision = 'bfloat16' | 'float16' | 'float32';

/** The precisions that most methods of quantization compute in. */
export const halfPrecisions: readonly Precision[] = ['bfloat16', 'float16'];

/** Those of methods that compute in 32 bits too. */
export const allPrecisions: readonly Precision[] = [...halfPrecisions, 'float32'];

/** Tokens in a block of KV cache where a spec does not say it. */
export const defaultBlockSize = 128;

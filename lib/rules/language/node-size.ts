/** GPUs of the largest node; an engine over several nodes is not built from Deployments. */
export const MAX_GPUS = 16;

/** GPUs of an engine that is split, as nodes have them. */
export const engineSizes: readonly number[] = [2, 4, 8, MAX_GPUS];

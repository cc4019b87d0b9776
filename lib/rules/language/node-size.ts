/** GPUs of the largest node; an engine over several nodes is not built from Deployments. */
export const MAX_GPUS = 16;

/**
 * The label of a node that says which GPU it has; NVIDIA's GPU feature discovery makes it of the driver's product name.
 */
export const GPU_PRODUCT_LABEL = 'nvidia.com/gpu.product';

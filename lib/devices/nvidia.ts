import type { Device } from './device';

/**
 * The label of a node that says which GPU it has; NVIDIA's GPU feature discovery makes it of the driver's product name.
 */
export const GPU_PRODUCT_LABEL = 'nvidia.com/gpu.product';

const RESOURCE = 'nvidia.com/gpu';

/** NVIDIA's GPUs. */
export const nvidia: Device = {
  name: 'nvidia',
  title: 'NVIDIA',
  resource: RESOURCE,
  productLabel: GPU_PRODUCT_LABEL,
  // GKE and NVIDIA's GPU operator taint nodes with GPUs so; on others this does nothing.
  toleration: { key: RESOURCE, operator: 'Exists', effect: 'NoSchedule' },
  // The device plugin hands the container exactly its GPUs, numbered from 0.
  environment: count => ({ CUDA_VISIBLE_DEVICES: Array.from({ length: count }, (_, index) => index).join(',') }),
  // Where the device plugin gives devices by this variable, `all` is every GPU of the node (ROCm/k8s-device-plugin#45).
  allocationVariables: ['NVIDIA_VISIBLE_DEVICES'],
  environmentPrefixes: ['CUDA_', 'NVIDIA_'],
  plugin: 'the NVIDIA device plugin or GPU operator',
  use: {
    // The container toolkit puts it into every container with a GPU.
    command: [
      'nvidia-smi', '--query-gpu=index,name,utilization.gpu,memory.used,memory.total', '--format=csv,noheader,nounits',
    ],
    parse: csv => csv.trim().split('\n').map((line) => {
      const [index, product, utilization, usedMiB, totalMiB] = line.split(', ');
      return {
        index: Number(index), product: product!, utilization: Number(utilization),
        usedMiB: Number(usedMiB), totalMiB: Number(totalMiB),
      };
    }),
  },
};

import { accelerators } from './accelerators';
import type { Device } from './device';
import { visibleDevices } from './visible-devices';

/**
 * The label of a node that says which GPU it has; NVIDIA's GPU feature discovery makes it of the driver's product name.
 */
export const GPU_PRODUCT_LABEL = 'nvidia.com/gpu.product';

const RESOURCE = 'nvidia.com/gpu';

/** `gpus[].name` of EC2's instance types in lower case, as Karpenter and EKS Auto Mode have it. */
const ec2 = {
  'NVIDIA-H100-80GB-HBM3': 'h100',
  'NVIDIA-H200': 'h200',
  'NVIDIA-A100-SXM4-40GB': 'a100',
  'NVIDIA-A100-SXM4-80GB': 'a100',
  'NVIDIA-L40S': 'l40s',
  'NVIDIA-L4': 'l4',
  'NVIDIA-B200': 'b200',
  'NVIDIA-GB200': 'gb200',
};

/** The clouds' own labels. Their values were not seen on a node and not read at a version: PD632 says so. */
const otherLabels = {
  // GKE documentation, About GPUs: machine types and the value of `accelerator`.
  'cloud.google.com/gke-accelerator': {
    'NVIDIA-H100-80GB-HBM3': 'nvidia-h100-80gb',
    'NVIDIA-H200': 'nvidia-h200-141gb',
    'NVIDIA-A100-SXM4-40GB': 'nvidia-tesla-a100',
    'NVIDIA-A100-SXM4-80GB': 'nvidia-a100-80gb',
    'NVIDIA-L4': 'nvidia-l4',
    'NVIDIA-B200': 'nvidia-b200',
    'NVIDIA-GB200': 'nvidia-gb200',
  },
  // Karpenter documentation, NodePools, Well-Known Labels.
  'karpenter.k8s.aws/instance-gpu-name': ec2,
  // EKS user guide, Create a Node Pool for EKS Auto Mode.
  'eks.amazonaws.com/instance-gpu-name': ec2,
};

/** NVIDIA's GPUs. */
export const nvidia: Device = {
  name: 'nvidia',
  title: 'NVIDIA',
  noun: 'GPU',
  resource: RESOURCE,
  // NVIDIA/k8s-dra-driver-gpu v25.12.0, deployments/helm/nvidia-dra-driver-gpu/templates/deviceclass-{gpu,mig}.yaml.
  dra: {
    driver: 'gpu.nvidia.com', deviceClass: 'gpu.nvidia.com', sliceClass: 'mig.nvidia.com',
    plugin: 'NVIDIA\'s DRA driver with `resources.gpus.enabled`',
  },
  accelerators,
  productLabel: GPU_PRODUCT_LABEL,
  otherLabels,
  // GKE and NVIDIA's GPU operator taint nodes with GPUs so; on others this does nothing.
  toleration: { key: RESOURCE, operator: 'Exists', effect: 'NoSchedule' },
  // The device plugin hands the container exactly its GPUs, numbered from 0.
  environment: ({ ranks }) => ({ CUDA_VISIBLE_DEVICES: visibleDevices(ranks) }),
  // Where the device plugin gives devices by this variable, `all` is every GPU of the node (ROCm/k8s-device-plugin#45).
  allocationVariables: ['NVIDIA_VISIBLE_DEVICES'],
  environmentPrefixes: ['CUDA_', 'NVIDIA_'],
  plugin: 'the NVIDIA device plugin or GPU operator',
  // docs.nvidia.com, Installing the NVIDIA GPU Operator, v25.10.1.
  installation: [
    'helm repo add nvidia https://helm.ngc.nvidia.com/nvidia',
    'helm upgrade --install gpu-operator nvidia/gpu-operator --version v25.10.1 -n gpu-operator --create-namespace '
    + '--wait',
  ],
  exporter: 'the DCGM exporter of the GPU operator',
  proof: { ran: true, text: 'prefill and decode of vLLM 0.27.1 on two H100' },
  source: 'docs.nvidia.com, GPU Operator v25.10.1; GKE documentation, About GPUs; Karpenter and EKS documentation',
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

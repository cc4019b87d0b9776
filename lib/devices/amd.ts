import type { Device, DeviceUse } from './device';
import { visibleDevices } from './visible-devices';

const RESOURCE = 'amd.com/gpu';

/**
 * Memory, arithmetic without sparsity and bandwidth by AMD's data sheets of the products, eight on a node; memory is
 * nominal. The names of MI325X and MI355X follow from the driver's as that of MI300X does; they were not seen.
 */
const accelerators = {
  AMD_Instinct_MI300X_OAM: {
    memoryGiB: 191.5, memoryFrom: 'nominal', fp8: true, bf16Tflops: 1307, memoryTBs: 5.3, gpusPerNode: 8,
  },
  AMD_Instinct_MI325X_OAM: {
    memoryGiB: 255.5, memoryFrom: 'nominal', fp8: true, bf16Tflops: 1307, memoryTBs: 6, gpusPerNode: 8,
  },
  AMD_Instinct_MI355X_OAM: {
    memoryGiB: 287.5, memoryFrom: 'nominal', fp8: true, bf16Tflops: 2516, memoryTBs: 8, gpusPerNode: 8,
  },
} as const;

/** The label of the standalone device plugin's labeller, with the values of the GPU operator's. */
const sameValues = Object.fromEntries(Object.keys(accelerators).map(product => [product, product]));

/** AMD's Instinct GPUs, with ROCm. */
export const amd: Device = {
  name: 'amd',
  title: 'AMD Instinct',
  noun: 'GPU',
  resource: RESOURCE,
  // ROCm/k8s-gpu-dra-driver, README and demo; not read at a version.
  dra: { driver: 'gpu.amd.com', deviceClass: 'gpu.amd.com', plugin: 'AMD\'s GPU DRA driver' },
  accelerators,
  // ROCm/k8s-device-plugin, k8s-node-labeller: `-product-name`; the operator writes it without `beta.`.
  productLabel: 'amd.com/gpu.product-name',
  otherLabels: { 'beta.amd.com/gpu.product-name': sameValues },
  toleration: { key: RESOURCE, operator: 'Exists', effect: 'NoSchedule' },
  // llm-d/llm-d docs/api-reference/artifacts.md for v0.10.0; the tag of 0.27.1 is named in public Dockerfiles.
  images: {
    '0.27.1': 'docker.io/vllm/vllm-openai-rocm:v0.27.1',
    '0.30.0': 'docker.io/vllm/vllm-openai-rocm:v0.30.0',
  },
  // llm-d/llm-d guides/pd-disaggregation/README.amd.md: the others do not with unequal sizes.
  unequalTensorBackend: 'ROCM_ATTN',
  // The device plugin hands the container exactly its GPUs, numbered from 0. vLLM copies it to `CUDA_VISIBLE_DEVICES`,
  // and ends where the two differ (vllm/platforms/rocm.py).
  environment: ({ ranks }) => ({ HIP_VISIBLE_DEVICES: visibleDevices(ranks) }),
  allocationVariables: ['AMD_VISIBLE_DEVICES'],
  environmentPrefixes: ['HIP_', 'ROCR_', 'HSA_', 'AMD_', 'CUDA_'],
  plugin: 'the AMD device plugin or GPU operator',
  // instinct.docs.amd.com, GPU Operator, Kubernetes (Helm).
  installation: [
    'helm repo add rocm https://rocm.github.io/gpu-operator',
    'helm upgrade --install amd-gpu-operator rocm/gpu-operator-charts -n kube-amd-gpu --create-namespace --wait',
  ],
  exporter: 'the AMD Device Metrics Exporter of the GPU operator',
  use: {
    command: ['rocm-smi', '--showuse', '--showmeminfo', 'vram', '--showproductname', '--json'],
    parse: useOf,
  },
  proof: { ran: false, text: 'nothing ran on a GPU of AMD' },
  source:
    'llm-d/llm-d v0.10.0 guides/pd-disaggregation/modelserver/amd/vllm; ROCm/k8s-device-plugin k8s-node-labeller; '
    + 'vLLM 0.30.0 vllm/platforms/rocm.py',
};

/** `rocm-smi --json`: an object `card<n>` for each GPU, with amounts as text (ROCm/rocm_smi_lib, rocm_smi.py). */
function useOf(json: string): readonly DeviceUse[] {
  const cards = Object.entries(JSON.parse(json) as Readonly<Record<string, Readonly<Record<string, string>>>>);
  return cards.filter(([name]) => name.startsWith('card')).map(([name, card]) => ({
    index: Number(name.slice('card'.length)),
    product: card['Card Series'] ?? card['Card series'] ?? 'AMD GPU',
    utilization: Number(card['GPU use (%)']),
    usedMiB: Math.round(Number(card['VRAM Total Used Memory (B)']) / MIB),
    totalMiB: Math.round(Number(card['VRAM Total Memory (B)']) / MIB),
  }));
}

const MIB = 2 ** 20;

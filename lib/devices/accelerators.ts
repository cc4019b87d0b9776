import type { AcceleratorFacts } from './accelerator-facts';

/**
 * GPUs by the value of the node label `nvidia.com/gpu.product`, which NVIDIA's GPU feature discovery makes of the
 * driver's product name. MIG slices and time-sliced GPUs carry a suffix and have their facts by those of the whole
 * (`gpu-part.ts`).
 *
 * Grace is an Arm processor: NVIDIA documentation, GB200 NVL72.
 *
 * Arithmetic, bandwidth and GPUs of a node: ai-dynamo/aiconfigurator
 * `aic-core/src/aiconfigurator_core/systems/*.yaml`, except that nodes with 16 A100 of 40 GB exist (Google Cloud
 * a2-megagpu-16g). Memory of the
 * H100: measured (llm-d-planner `capacity_planner.py`, 79.18 GiB). Bandwidth of the 40 GB A100 and memory marked
 * `nominal`: no better source was found.
 */
export const accelerators = {
  'NVIDIA-H100-80GB-HBM3': {
    memoryGiB: 79.18,
    memoryFrom: 'measured',
    computeCapability: 9,
    fp8: true,
    bf16Tflops: 989,
    memoryTBs: 3.35,
    nvlinkGBs: 450,
    gpusPerNode: 8,
  },
  'NVIDIA-H100-PCIe': {
    memoryGiB: 79,
    memoryFrom: 'nominal',
    computeCapability: 9,
    fp8: true,
    bf16Tflops: 756.5,
    memoryTBs: 2,
    gpusPerNode: 8,
  },
  'NVIDIA-H200': {
    memoryGiB: 139,
    memoryFrom: 'driver',
    computeCapability: 9,
    fp8: true,
    bf16Tflops: 989,
    memoryTBs: 4.8,
    nvlinkGBs: 450,
    gpusPerNode: 8,
  },
  'NVIDIA-A100-SXM4-80GB': {
    memoryGiB: 79.2,
    memoryFrom: 'driver',
    computeCapability: 8,
    fp8: false,
    bf16Tflops: 312,
    memoryTBs: 2.039,
    nvlinkGBs: 300,
    gpusPerNode: 8,
  },
  'NVIDIA-A100-SXM4-40GB': {
    memoryGiB: 39.4,
    memoryFrom: 'nominal',
    computeCapability: 8,
    fp8: false,
    bf16Tflops: 312,
    memoryTBs: 1.555,
    nvlinkGBs: 300,
    gpusPerNode: 16,
  },
  'NVIDIA-A100-80GB-PCIe': {
    memoryGiB: 79,
    memoryFrom: 'nominal',
    computeCapability: 8,
    fp8: false,
    bf16Tflops: 312,
    memoryTBs: 1.935,
    gpusPerNode: 8,
  },
  'NVIDIA-L40S': {
    memoryGiB: 44.4,
    memoryFrom: 'driver',
    computeCapability: 8.9,
    fp8: true,
    bf16Tflops: 362,
    memoryTBs: 0.864,
    gpusPerNode: 8,
  },
  'NVIDIA-L4': {
    memoryGiB: 22,
    memoryFrom: 'nominal',
    computeCapability: 8.9,
    fp8: true,
    bf16Tflops: 121,
    memoryTBs: 0.3,
    gpusPerNode: 8,
  },
  'NVIDIA-B200': {
    memoryGiB: 178,
    memoryFrom: 'nominal',
    computeCapability: 10,
    fp8: true,
    bf16Tflops: 2250,
    memoryTBs: 7.7,
    nvlinkGBs: 900,
    gpusPerNode: 8,
  },
  'NVIDIA-GB200': {
    memoryGiB: 184,
    memoryFrom: 'driver',
    computeCapability: 10,
    fp8: true,
    bf16Tflops: 2500,
    memoryTBs: 8,
    nvlinkGBs: 900,
    gpusPerNode: 4,
    gpusPerDomain: 72,
    nvlinkBetweenNodes: true,
    architecture: 'arm64',
  },
  // The air-cooled module; the memory is what nvidia-smi says (275040 MiB).
  'NVIDIA-B300-SXM6-AC': {
    memoryGiB: 268.6,
    memoryFrom: 'driver',
    computeCapability: 10.3,
    fp8: true,
    bf16Tflops: 2250,
    memoryTBs: 7.75,
    nvlinkGBs: 900,
    gpusPerNode: 8,
  },
  // 284208 MiB of nvidia-smi. The label follows from the driver's product name as that of GB200 does; it was not seen.
  'NVIDIA-GB300': {
    memoryGiB: 277.5,
    memoryFrom: 'driver',
    computeCapability: 10.3,
    fp8: true,
    bf16Tflops: 2500,
    memoryTBs: 8,
    nvlinkGBs: 900,
    gpusPerNode: 4,
    gpusPerDomain: 72,
    nvlinkBetweenNodes: true,
    architecture: 'arm64',
  },
  // 97887 MiB of nvidia-smi; arithmetic at the clock that the card reports.
  'NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition': {
    memoryGiB: 95.6,
    memoryFrom: 'driver',
    computeCapability: 12,
    fp8: true,
    bf16Tflops: 467.8,
    memoryTBs: 1.792,
    gpusPerNode: 8,
  },
} as const satisfies Readonly<Record<string, AcceleratorFacts>>;

/** A GPU whose facts are known, by the node label of its product. */
export type KnownAccelerator = keyof typeof accelerators;

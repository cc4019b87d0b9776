import type { AcceleratorFacts } from './accelerator-facts';

/**
 * A part of a GPU, as NVIDIA's GPU feature discovery names it: a MIG slice, or a GPU that several pods use by turns
 * (nvidia/k8s-device-plugin, Overview of labels: `-MIG-<slices>g.<memory>gb` with `MIG_STRATEGY=single`, `-SHARED`).
 */
export interface GpuPart {
  /** The product of the whole GPU. */
  readonly product: string;
  /** A MIG slice: sevenths of the arithmetic, and the nominal memory in GB. @default - none: it is not sliced */
  readonly slice?: { readonly sevenths: number; readonly memoryGB: number };
  /** Whether other pods use it at the same time. */
  readonly isShared: boolean;
}

/** The part that a product names; undefined for a whole GPU. */
export function gpuPart(product: string): GpuPart | undefined {
  const isShared = product.endsWith('-SHARED');
  const [, whole, sevenths, memory] = /^(.+)-MIG-(\d)g\.(\d+)gb$/.exec(product.replace(/-SHARED$/, '')) ?? [];
  if (whole !== undefined)
    return { product: whole, slice: { sevenths: Number(sevenths), memoryGB: Number(memory) }, isShared };
  return isShared ? { product: product.replace(/-SHARED$/, ''), isShared } : undefined;
}

/**
 * The facts about a part, by those of the whole GPU. Memory and bandwidth are by eighths, arithmetic by sevenths; a
 * slice has no NVLink (NVIDIA MIG User Guide, Supported MIG Profiles, and Application Considerations: no peers).
 */
export function partFacts({ slice }: GpuPart, whole: AcceleratorFacts): AcceleratorFacts {
  if (slice === undefined) return whole;
  const { nvlinkGBs: _, ...facts } = whole;
  const eighths = Math.max(1, Math.round(slice.memoryGB * 8 / whole.memoryGiB));
  return {
    ...facts,
    memoryGiB: whole.memoryGiB * eighths / 8,
    memoryFrom: 'nominal',
    ...(whole.bf16Tflops !== undefined && { bf16Tflops: whole.bf16Tflops * slice.sevenths / 7 }),
    ...(whole.memoryTBs !== undefined && { memoryTBs: whole.memoryTBs * eighths / 8 }),
    ...(whole.gpusPerNode !== undefined && {
      gpusPerNode: whole.gpusPerNode * Math.min(Math.floor(7 / slice.sevenths), Math.floor(8 / eighths)),
    }),
  };
}

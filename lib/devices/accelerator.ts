import { AcceleratorFacts, impossibleAccelerator } from './accelerator-facts';
import { accelerators, KnownAccelerator } from './accelerators';

/**
 * An accelerator as an object: its name and what the rules know about it. {@link Accelerator.of} makes one for
 * `accelerator`.
 */
export interface Accelerator extends AcceleratorFacts {
  /** The value of the vendor's node label: of `nvidia.com/gpu.product` for example `NVIDIA-H100-NVL`. */
  readonly product: string;
}

/** The kinds of devices: each has a module in `lib/devices/`, and a column in docs/devices.md. */
export type DeviceName = 'nvidia' | 'amd' | 'tpu' | 'xpu' | 'gaudi' | 'cpu';

/** The name of an accelerator: a known one, or any other value of the vendor's node label. */
// With a plain `string`, an editor offers no names.
export type AcceleratorName = KnownAccelerator | (string & {});

/** The label by which nodes with an accelerator are selected: that of its vendor, that of a cloud, or none. */
export type AcceleratorLabel
  = | 'nvidia.com/gpu.product'
    | 'cloud.google.com/gke-accelerator'
    | 'karpenter.k8s.aws/instance-gpu-name'
    | 'eks.amazonaws.com/instance-gpu-name'
    | 'amd.com/gpu.product-name'
    | 'beta.amd.com/gpu.product-name'
    | 'cloud.google.com/gke-tpu-accelerator'
    | 'none';

/** What {@link Accelerator.of} is told; the rest follows. */
export interface AcceleratorShape extends Omit<Accelerator, 'fp8' | 'memoryFrom'> {
  /** Whether it multiplies in FP8. @default - from compute capability 8.9 on, and not where it has none */
  readonly fp8?: boolean;
}

/** GPUs that this library has no row for. */
export const Accelerator = {
  /**
   * A GPU whose facts the user knows. Without `bf16Tflops` and `memoryTBs` its memory is judged and its speed is not
   * (PD209).
   *
   * @throws Error where a fact cannot be true; all of them in one message.
   */
  of(shape: AcceleratorShape): Accelerator {
    const wrong = impossibleAccelerator({ fp8: false, memoryFrom: 'stated', ...shape });
    if (wrong.length > 0) {
      throw new Error(`Accelerator.of: ${wrong.map(({ field, cause }) => `\`${field}\` ${cause}`).join('; ')}`);
    }
    return { ...shape, fp8: shape.fp8 ?? (shape.computeCapability ?? 0) >= FIRST_WITH_FP8, memoryFrom: 'stated' };
  },

  /**
   * A known GPU in nodes of another kind: `Accelerator.like('NVIDIA-H100-80GB-HBM3', { gpusPerNode: 16 })`.
   *
   * @throws Error for a GPU that is not known, or a fact that cannot be true.
   */
  like(known: KnownAccelerator, differences: Partial<AcceleratorFacts>): Accelerator {
    if (!Object.hasOwn(accelerators, known)) {
      throw new Error(`Accelerator.like: '${known}' is not known. Known are ${Object.keys(accelerators).join(', ')}`);
    }
    const facts = { ...accelerators[known], ...differences };
    return { ...this.of({ ...facts, product: known }), memoryFrom: facts.memoryFrom };
  },
} as const;

/** vLLM 0.11.0 vllm/model_executor/layers/quantization/fp8.py: below, only the weights are in FP8. */
const FIRST_WITH_FP8 = 8.9;

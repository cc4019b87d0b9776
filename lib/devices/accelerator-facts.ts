/** What is public about an accelerator. */
export interface AcceleratorFacts {
  /** Memory that CUDA, or the vendor's own runtime, reports, in GiB: what vLLM multiplies by its utilization. Less than the number on the box. */
  readonly memoryGiB: number;
  /**
   * Whether `memoryGiB` was read off a device (`measured`), is what the driver lists (`driver`), follows from the
   * nominal size (`nominal`), or is what the user says (`stated`).
   */
  readonly memoryFrom: 'measured' | 'driver' | 'nominal' | 'stated';
  /** CUDA compute capability, for example 9.0; absent where it is not NVIDIA's. */
  readonly computeCapability?: number;
  /** Whether it multiplies in FP8. Without, FP8 weights are unpacked first. */
  readonly fp8: boolean;
  /** Dense BF16 arithmetic, in 10¹² operations a second; absent where the user does not say it. */
  readonly bf16Tflops?: number;
  /** Memory bandwidth, in 10¹² bytes a second; absent where the user does not say it. */
  readonly memoryTBs?: number;
  /** GPUs of a node that has them, at most; absent where that is not known. */
  readonly gpusPerNode?: number;
  /** GPUs that one NVLink domain of several nodes has, at most; absent where a domain is a node. */
  readonly gpusPerDomain?: number;
  /** NVLink of one GPU in one direction, in 10⁹ bytes a second; absent on cards without. */
  readonly nvlinkGBs?: number;
  /** Accelerators that a device plugin counts as one device: the cores of a TPU chip. @default 1 */
  readonly ranksPerDevice?: number;
  /** Whether GPUs of several nodes of a rack are on one NVLink. @default false */
  readonly nvlinkBetweenNodes?: boolean;
  /** Processor of its nodes, as the label `kubernetes.io/arch` has it. @default 'amd64' */
  readonly architecture?: 'arm64';
}

/** A GPU whose arithmetic and bandwidth are known, so that times can be compared. */
export type AcceleratorRates = Required<Pick<AcceleratorFacts, 'bf16Tflops' | 'memoryTBs'>>;

/** Whether both are known. */
export function hasRates(facts: AcceleratorFacts): facts is AcceleratorFacts & AcceleratorRates {
  return facts.bf16Tflops !== undefined && facts.memoryTBs !== undefined;
}

/**
 * What cannot be true of these facts, each as the end of a sentence that begins with the field; empty where they are
 * possible.
 */
export function impossibleAccelerator(facts: AcceleratorFacts): { readonly field: string; readonly cause: string }[] {
  return ([
    'memoryGiB', 'computeCapability', 'bf16Tflops', 'memoryTBs', 'nvlinkGBs', 'gpusPerNode', 'gpusPerDomain',
    'ranksPerDevice',
  ] as const)
    .filter(name => facts[name] !== undefined && !(Number.isFinite(facts[name]) && facts[name] > 0))
    .map(field => ({ field, cause: `must be above 0, got ${facts[field]}` }));
}

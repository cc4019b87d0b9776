/** GPU memory that an engine needs beside its weights and its KV cache, as measured of a version of vLLM. */
export interface WorkingMemory {
  /** Peak activation of a step of 8192 tokens, by the kind of model. */
  readonly activation: {
    /** A dense model with a vocabulary of at most 150,000. */
    readonly dense: Estimate;
    /** A dense model with a larger vocabulary. */
    readonly wide: Estimate;
    /** A mixture of experts. */
    readonly experts: Estimate;
  };
  /** What is allocated outside of Torch in GiB, on the GPU of an engine that has one. */
  readonly outsideTorchGiB: number;
  /** The same on each GPU of an engine that has several: with the buffers of NCCL. */
  readonly outsideTorchOfSeveralGiB: number;
  /** CUDA graphs in GiB, which are not part of `--gpu-memory-utilization`; absent where they were not measured. */
  readonly graphsGiB?: number;
}

/** A figure in GiB. */
export interface Estimate {
  /** The figure. */
  readonly gib: number;
  /** How far off it may be, one way. */
  readonly error: number;
}

/** The outcome of a request. */
export interface Answer {
  /** The HTTP status; 0 if there was no answer. */
  readonly status: number;
  /** Why it failed, as the component that refused it says; absent for an answer with all its tokens. */
  readonly failure?: string;
  /** The pod that decoded. */
  readonly decodedBy?: string;
  /** The pod whose KV cache was read; `local` if the decoding pod computed the prompt itself. */
  readonly prefilledBy?: string;
  readonly streamed: boolean;
  /** Seconds from the start of the load to the start and the end of the request. */
  readonly began: number;
  readonly ended: number;
}

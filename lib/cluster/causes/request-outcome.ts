/** What became of a request. */
export interface Answer {
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** Why it failed, in the words of whoever refused it; absent for an answer with all its tokens. */
  readonly failure?: string;
  /** The pod that decoded. */
  readonly decodedBy?: string;
  /** The pod whose KV cache was read; `local` where the decoding pod computed the prompt itself. */
  readonly prefilledBy?: string;
  readonly streamed: boolean;
  /** Seconds since the load began, at the request's begin and end. */
  readonly began: number;
  readonly ended: number;
}

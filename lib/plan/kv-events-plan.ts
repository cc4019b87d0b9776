/** The events in which an engine says what is in its KV cache. */
export interface KvEventsPlan {
  /** The port of the events of each rank (vLLM 0.30.0 `vllm/distributed/kv_events.py` counts up from the first). */
  readonly ports: readonly number[];
  /** The port on which each rank repeats them; none where it repeats nothing. */
  readonly replayPorts: readonly number[];
  /** Under what it sends them: pods and models are told apart by it. */
  readonly topic: string;
}

/**
 * What is in the KV cache of each pod, as the engines say it: they send an event for every block that they store or
 * drop, and the picker keeps an index of them. Without it the picker guesses from the prompts that it has sent.
 */
export interface PrecisePrefixSpec {
  /**
   * Port of the events in each pod of the engines. Ranks of data parallelism have the ports after it.
   * @default 5556
   */
  readonly port?: number;
  /**
   * Port on which an engine repeats events that a picker missed, for example those before it started; ranks have the
   * ports after it too. `false`: nothing is repeated, and a new picker knows only what is stored from then on.
   * @default 5559 - with ranks of data parallelism, eight after `port`
   */
  readonly replayPort?: number | false;
  /**
   * Whether the blocks of a prompt count as stored from the moment in which it is sent to a pod, for two seconds: until
   * the engine says so itself.
   * @default true
   */
  readonly speculative?: boolean;
  /** Threads of the picker that read events. @default 8 */
  readonly concurrency?: number;
  /** What turns prompts into tokens, as the engines do it: only then are blocks recognized. @default - three pods */
  readonly tokenizer?: TokenizerSpec;
}

/** Pods without a GPU, behind a Service, that turn prompts into tokens for the picker. */
export interface TokenizerSpec {
  /**
   * Pods. While none answers, the picker chooses without regard to prefixes.
   * @default 3 - as in llm-d `guides/precise-prefix-cache-routing/render` at a8748227
   */
  readonly replicas?: number;
}

/** A question to which the rules and a vLLM have different answers, and why that is right. */
export interface Difference {
  /** The versions of vLLM. */
  readonly versions: 'all' | readonly string[];
  /** What vLLM says; `accepted by vLLM` where it accepts what a rule refuses. */
  readonly reason: RegExp;
  /** What the argument list has. */
  readonly flag: RegExp;
  /** Why the rules say something else. */
  readonly because: string;
}

/** All that are known; another fails the tests. */
export const differences: readonly Difference[] = [
  {
    versions: 'all',
    reason: /^accepted by vLLM$/,
    flag: /^(?!.*--enable-auto-tool-choice).*--tool-call-parser=lama3/,
    because: 'vLLM reads the name only with --enable-auto-tool-choice; a mistake is refused before it has an effect',
  },
  {
    versions: 'all',
    reason: /No module named 'tpu_inference'/,
    flag: /"kv_connector":"TPU\w*Connector/,
    because: 'the plugin for TPUs is in its own images, and not in the package of vLLM',
  },
  {
    versions: 'all',
    reason: /Invalid repository ID or local directory specified: 'acme\/draft'/,
    flag: /--speculative-config=/,
    because: 'the test has no network, and so no draft model',
  },
];

/** Arguments to which the rules and the parser of a vLLM have different answers. */
export interface ParserDifference extends Pick<Difference, 'because' | 'versions'> {
  /** The arguments, separated by spaces. */
  readonly cases: RegExp;
}

/** All that are known; another fails the tests. */
export const parserDifferences: readonly ParserDifference[] = [
  {
    versions: ['0.27.1', '0.30.0', '0.33.0'],
    cases: /^--reasoning-parser=$/,
    because: 'the empty name of no parser is the default; the parser of 0.11.0 refuses it',
  },
  {
    versions: 'all',
    cases: /^--load-format/,
    because: 'the loader of weights refuses it, later than the configuration (model_loader/__init__.py)',
  },
  {
    versions: 'all',
    cases: /^--tool-call-parser/,
    because: 'vLLM reads the name only with --enable-auto-tool-choice; a mistake is refused before it has an effect',
  },
  {
    versions: ['0.11.0'],
    cases: /^--guided-decoding-disable-.*=(false|0)$/,
    because: 'vLLM takes every text for true, so that `false` and `0` say the opposite of what is meant',
  },
  {
    versions: 'all',
    cases: /^--data-parallel-multi-port-external-lb$/,
    because: 'it needs data parallelism inside a pod, which PD101 refuses',
  },
  {
    versions: 'all',
    cases: /^--(max-loras|max-lora-cls-labels)=(0|-1)$/,
    because: 'vLLM reads the number only with --enable-lora; a mistake is refused before it has an effect',
  },
  {
    versions: ['0.33.0'],
    cases: /^--no-long-prefill-token-threshold$/,
    because: 'the parser takes it for the beginning of --no-long-prefill-token-threshold-adaptive, which is not meant',
  },
  {
    versions: ['0.11.0'],
    cases: /^--(cpu-offload-gb|gpu-memory-utilization)=nan$/,
    because: 'vLLM compares it by hand, and no comparison with nan ends in its error; nothing works with it',
  },
  {
    versions: ['0.11.0'],
    cases: /^--(max-lora-rank|lora-extra-vocab-size)\b/,
    because: 'vLLM reads the number only with --enable-lora; a mistake is refused before it has an effect',
  },
];

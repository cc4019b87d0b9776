/** One flag among arguments. */
export interface GivenFlag {
  /** Its full name. */
  readonly name: string;
  /** As it was written. */
  readonly given: string;
  /** What follows it: after `=`, or the next argument if that is not a flag. */
  readonly value: string | undefined;
  /** Where it is in the list. */
  readonly index: number;
}

/**
 * The flags among arguments by their full name, as vLLM reads them: `--max_model_len=1` and `--max-model-len 1` name
 * `--max-model-len`, and `--a.b 1` names `--a`. With the flags that a vLLM knows, the beginning of one name alone is
 * that name too: `--max-model` is `--max-model-len`.
 */
export function flagsOf(args: readonly string[] = [], known?: readonly string[]): GivenFlag[] {
  return args.flatMap((argument, index) => {
    const [given = ''] = argument.split(/[=.\s]/, 1);
    if (!/^-[-\w]/.test(given) || isNumber(argument)) return [];
    return [{ name: fullName(given, known), given, value: valueOf(argument, args[index + 1]), index }];
  });
}

/** The flag with its negation taken off: `--no-enable-prefix-caching` switches `--enable-prefix-caching`. */
export function positive(name: string): string {
  return name.replace(/^--no-/, '--');
}

// vLLM's parser leaves `allow_abbrev` of Python's argparse on (vLLM 0.11.0 vllm/utils/__init__.py:1713, 0.27.1
// vllm/utils/argparse_utils.py:113).
function fullName(given: string, known: readonly string[] | undefined): string {
  const name = shortNames[given] ?? given.replaceAll('_', '-');
  if (!known || known.includes(name)) return name;
  const begun = (name.startsWith('--') ? known : Object.keys(shortNames)).filter(other => other.startsWith(name));
  return begun.length === 1 ? shortNames[begun[0]!] ?? begun[0]! : name;
}

function valueOf(argument: string, next: string | undefined): string | undefined {
  const equals = argument.indexOf('=');
  if (equals >= 0) return argument.slice(equals + 1);
  return next !== undefined && (!next.startsWith('-') || isNumber(next)) ? next : undefined;
}

function isNumber(argument: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(argument);
}

// vLLM 0.11.0 and 0.27.1 vllm/engine/arg_utils.py, vllm/entrypoints/openai/cli_args.py.
const shortNames: Readonly<Partial<Record<string, string>>> = {
  '-tp': '--tensor-parallel-size',
  '-pp': '--pipeline-parallel-size',
  '-q': '--quantization',
  '-n': '--nnodes',
  '-r': '--node-rank',
  '-dp': '--data-parallel-size',
  '-dpl': '--data-parallel-size-local',
  '-dpn': '--data-parallel-rank',
  '-dpr': '--data-parallel-start-rank',
  '-dpa': '--data-parallel-address',
  '-dpp': '--data-parallel-rpc-port',
  '-dpb': '--data-parallel-backend',
  '-dph': '--data-parallel-hybrid-lb',
  '-dpe': '--data-parallel-external-lb',
  '-dpm': '--data-parallel-multi-port-external-lb',
  '-ep': '--enable-expert-parallel',
  '-dcp': '--decode-context-parallel-size',
  '-pcp': '--prefill-context-parallel-size',
  '-sc': '--speculative-config',
  '-dc': '--diffusion-config',
  '-O': '--compilation-config',
  '-O0': '--compilation-config',
  '-O1': '--compilation-config',
  '-O2': '--compilation-config',
  '-O3': '--compilation-config',
  '-cc': '--compilation-config',
  '-ac': '--attention-config',
  '-asc': '--api-server-count',
};

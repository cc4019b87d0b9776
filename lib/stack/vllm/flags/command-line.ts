/** What one flag of `vllm serve` takes. */
export interface VllmFlag {
  /**
   * What a value is: `size` is a whole number that may end in a multiplier (`16k`), `config` an object in JSON,
   * `texts` one whose values are texts, `adapter` `name=path` or an object in JSON, `bool` any text, of which vLLM takes every one for true. A `switch`
   * takes no value.
   */
  readonly type:
    | 'switch'
    | 'text'
    | 'integer'
    | 'number'
    | 'size'
    | 'size-or-auto'
    | 'json'
    | 'json-or-text'
    | 'config'
    | 'texts'
    | 'adapter'
    | 'bool';
  /** How many values: one or more, at most one, or so many. @default - one */
  readonly values?: '+' | '*' | '?' | number;
  /** The values that there are. @default - any */
  readonly choices?: readonly (string | number)[];
  /** The smallest number. @default - any that the type has, or none that is known */
  readonly atLeast?: number;
  /** A number below all values. @default - as `atLeast` */
  readonly above?: number;
  /** The largest number. @default - as `atLeast` */
  readonly atMost?: number;
  /** A number above all values. @default - as `atLeast` */
  readonly below?: number;
  /** The keys of an object of type `config` or `texts`, where vLLM refuses others. @default - any */
  readonly keys?: readonly string[];
  /** The flag that can add to the choices. @default - none */
  readonly plugin?: string;
  /** The environment variable that must be `1` for it. @default - none */
  readonly variable?: string;
  /** Whether capitals and dashes in a value do not matter. @default false */
  readonly normalized?: boolean;
  /** Whether `None` is no value. @default false */
  readonly none?: boolean;
  /** Whether a switch has a `--no-` form. @default false */
  readonly negated?: boolean;
  /** The flag that switches it off, beside the `--no-` form. @default - none */
  readonly opposite?: string;
  /** Other names. @default - none */
  readonly aliases?: readonly string[];
  /** Its value if it is not given. @default - unknown, or none */
  readonly default?: unknown;
}

/** The command line of one version of `vllm serve`. */
export interface VllmCommandLine {
  /** The letters that multiply a number of type `size`. */
  readonly suffixes: string;
  /** Whether numbers in values of type `config` may have them. */
  readonly configSuffixes: boolean;
  /** Each flag by its long name. */
  readonly flags: Readonly<Partial<Record<string, VllmFlag>>>;
}

/** A file of this folder, as `npm run vllm-flags` writes it. */
interface Table {
  readonly version: string;
  readonly suffixes: string;
  readonly configSuffixes: boolean;
  readonly flags: object;
  readonly environment: readonly string[];
}

/** What is known of a version by its table: flags with their types, and the variables that begin with `VLLM_`. */
export function readTable({ configSuffixes, environment, flags, suffixes }: Table): {
  readonly flags: readonly string[];
  readonly environment: readonly string[];
  readonly commandLine: VllmCommandLine;
} {
  return {
    flags: Object.entries(flags as VllmCommandLine['flags'])
      .flatMap(([name, flag]) => (flag?.opposite === undefined ? [name] : [name, flag.opposite])),
    environment: environment.filter(name => name.startsWith('VLLM_')),
    commandLine: { suffixes, configSuffixes, flags: flags as VllmCommandLine['flags'] },
  };
}

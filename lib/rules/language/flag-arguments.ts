import type { VllmCommandLine, VllmFlag } from '../../stack/vllm/flags/command-line';
import { flagsOf, positive } from './vllm-arguments';

/** One flag among arguments, with all that its vLLM reads as its values. */
export interface FlagArgument {
  /** Its full name, without `no-`. */
  readonly name: string;
  /** As it was written. */
  readonly given: string;
  /** What it takes. */
  readonly flag: VllmFlag;
  /** Whether it is the `--no-` form. */
  readonly negated: boolean;
  /** The keys after its name: `.a.b` of `--x.a.b=1`; empty for none. */
  readonly keys: string;
  /** Whether its value follows `=`. */
  readonly inline: boolean;
  /** Its values: what follows `=`, or every argument up to the next flag. */
  readonly values: readonly string[];
  /** Where it is in the list. */
  readonly index: number;
}

/** The flags among arguments that a vLLM knows; others, and two words in one entry, have their own rules. */
export function flagArguments(args: readonly string[], { flags }: VllmCommandLine): FlagArgument[] {
  if (args.length === 0) return [];
  const given = flagsOf(args, Object.keys(flags));
  return given.flatMap(({ given: written, index, name }, position): FlagArgument[] => {
    const argument = args[index]!;
    // `-O3` is a level of optimization, which vLLM takes apart before its parser sees it.
    if (/^-[-\w.]+\s/.test(argument) || /^-O/.test(argument)) return [];
    const known = flags[name] ? name : oppositeOf(name, flags) ?? positive(name);
    const flag = flags[known];
    if (!flag) return [];
    const equals = argument.indexOf('=');
    const inline = equals >= 0;
    return [
      {
        name: known,
        given: written,
        flag,
        negated: known !== name,
        keys: (inline ? argument.slice(0, equals) : argument).slice(written.length),
        inline,
        values: inline ? [argument.slice(equals + 1)] : args.slice(index + 1, given[position + 1]?.index),
        index,
      },
    ];
  });
}

/** The flag that another one switches off: in vLLM 0.33 `--disable-x` is the opposite of `--enable-x`. */
function oppositeOf(name: string, flags: VllmCommandLine['flags']): string | undefined {
  const other = /^--(?:en|dis)able-/.test(name)
    ? name.replace(/^--(en|dis)/, (_, side) => (side === 'en' ? '--dis' : '--en'))
    : name;
  return flags[other]?.opposite === name ? other : undefined;
}

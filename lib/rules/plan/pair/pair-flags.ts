import { pairsOf } from '../../../plan/pools';
import { decisions } from '../../../stack/vllm/flags/decisions';
import { FlagArgument, flagArguments } from '../../language/flag-arguments';
import { readJson } from '../../language/python-json';
import { Rule, Violation } from '../../language/rule';

/** What both roles read a request by. */
export const pairFlagRules: readonly Rule[] = [
  {
    id: 'PD321',
    title: 'Flags by which a request is read are the same in both roles',
    severity: 'error',
    cause:
      'the routing proxy sends the whole request to a prefill pod first, which makes the prompt from it as the decode '
      + 'pod does: with another template, tokenizer, limit or adapter the cache is of another prompt, or one role '
      + 'answers 400 or 404 to what the other accepts',
    fix: 'give the flag, with the same value, to both roles',
    source:
      'vllm-project/vllm PR 48145 (the prefill pod renders and tokenizes the request itself); '
      + 'vLLM 0.27.1 vllm/entrypoints/openai/cli_args.py',
    evidence: 'issue',
    check: plan => pairsOf(plan).flatMap((pair) => {
      const line = pair.decode.modelServer.known?.commandLine;
      if (!line) return [];
      const [prefill, decode] = [pair.prefill, pair.decode].map(({ extraArgs }) =>
        flagArguments(extraArgs, line).filter(({ name }) => decisions.request.includes(name)),
      );
      const names = new Set([...prefill!, ...decode!].map(({ name }) => name));
      return [...names].flatMap((name): Violation[] => {
        const [ofPrefill, ofDecode] = [prefill!, decode!].map(given =>
          given.filter(argument => argument.name === name),
        );
        const flag = (ofDecode![0] ?? ofPrefill![0])!.flag;
        const otherwise = flag.default ?? (flag.type === 'switch' ? false : null);
        if (effective(ofPrefill!, otherwise) === effective(ofDecode!, otherwise)) return [];
        const [role, { index }] = ofDecode![0]
          ? (['decode', ofDecode![0]] as const)
          : (['prefill', ofPrefill![0]!] as const);
        return [{ field: `${role}.extraArgs[${index}]`, cause: `\`${name}\` is not the same in both roles` }];
      });
    }),
    example: {
      field: 'decode.extraArgs',
      fails: ['--tokenizer=acme/other'],
      passes: ['--reasoning-parser=openai_gptoss'],
    },
  },
];

/** What a flag is in the end: of several, the last; of keys, all of them. */
function effective(given: readonly FlagArgument[], otherwise: unknown): string {
  const last = given.at(-1);
  if (!last) return JSON.stringify(otherwise);
  if (last.flag.type === 'switch') return JSON.stringify(!last.negated);
  if (last.keys !== '') return JSON.stringify(given.map(({ keys, values }) => [keys, values[0]]).sort());
  const read = last.values.map(value => (last.flag.type === 'text' ? value : (readJson(value) ?? value)));
  return JSON.stringify(last.flag.values === undefined ? (read[0] ?? null) : read);
}

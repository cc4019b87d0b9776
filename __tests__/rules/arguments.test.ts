import { InferenceSpec, planInference } from '../../lib';
import { judge } from '../../lib/rules/judge';
import { flagsOf, positive } from '../../lib/rules/language/vllm-arguments';
import { validSpec } from '../valid-spec';

describe('flags among arguments are read as vLLM reads them', () => {
  test.each<[readonly string[], readonly { name: string; value?: string; index: number }[]]>([
    [['--max-model-len=4096'], [{ name: '--max-model-len', value: '4096', index: 0 }]],
    [['--max_model_len', '4096'], [{ name: '--max-model-len', value: '4096', index: 0 }]],
    [['-tp', '4'], [{ name: '--tensor-parallel-size', value: '4', index: 0 }]],
    [
      ['--seed', '-1', '--enforce-eager'],
      [
        { name: '--seed', value: '-1', index: 0 },
        { name: '--enforce-eager', index: 2 },
      ],
    ],
    [['--seed', '-1.25'], [{ name: '--seed', value: '-1.25', index: 0 }]],
    [
      ['--seed', '-1a'],
      [
        { name: '--seed', index: 0 },
        { name: '-1a', index: 1 },
      ],
    ],
    [['a', '--seed', '12'], [{ name: '--seed', value: '12', index: 1 }]],
    [['--compilation-config.level', '3'], [{ name: '--compilation-config', value: '3', index: 0 }]],
    [['--a=b=c'], [{ name: '--a', value: 'b=c', index: 0 }]],
    [['--a='], [{ name: '--a', value: '', index: 0 }]],
    [
      ['--a', '--b'],
      [
        { name: '--a', index: 0 },
        { name: '--b', index: 1 },
      ],
    ],
    [['-', '', 'word', 'x-y'], []],
  ])('%j', (args, flags) => {
    expect(
      flagsOf(args).map(({ name, value, index }) => ({ name, ...(value !== undefined && { value }), index })),
    ).toEqual(flags);
  });

  test('no arguments have no flags, and a negation names its flag', () => {
    expect(flagsOf()).toEqual([]);
    expect([positive('--no-enable-prefix-caching'), positive('--enable--no-x')]).toEqual([
      '--enable-prefix-caching',
      '--enable--no-x',
    ]);
  });
});

/** Rule, field and cause of what is found with these arguments of decode. */
function found(extraArgs: readonly string[], change: Partial<InferenceSpec> = {}): string[] {
  const spec = { ...validSpec, ...change, decode: { ...validSpec.decode, extraArgs } };
  return judge(planInference('llama', spec))
    .findings.filter(({ field }) => field.startsWith('decode.extraArgs'))
    .map(({ rule, field, cause }) => `${rule} ${field}: ${cause}`);
}

test.each<[readonly string[], readonly string[]]>([
  [['--enable-prefix-caching', '--no-enable-log-requests', '--seed', '1'], []],
  [[''], ['PD111 decode.extraArgs[0]: is empty']],
  [['  '], ['PD111 decode.extraArgs[0]: is empty']],
  [['word'], ['PD111 decode.extraArgs[0]: belongs to no flag']],
  [['--seed=1', 'word'], ['PD111 decode.extraArgs[1]: belongs to no flag']],
  [['--ignore-patterns', 'a', 'b'], []],
  [['--middleware', 'a', 'b'], ['PD111 decode.extraArgs[2]: belongs to no flag']],
  [['--seed', '1', 'b'], ['PD111 decode.extraArgs[2]: belongs to no flag']],
  [['--seed 1'], ['PD111 decode.extraArgs[0]: `--seed` and its value are one entry']],
  [['--host', '0.0.0.0'], []],
])('the arguments %j have the findings %j', (args, findings) => {
  expect(found(args)).toEqual(findings);
});

test('a flag of another vLLM, a misspelt one and one of the loopback address are told apart', () => {
  expect(found(['--host', '127.0.0.1'])).toEqual([
    expect.stringMatching(/^PD113 decode.extraArgs\[0\]: with `--host` /),
  ]);
  expect(found(['--max-num-sequs=1'])).toEqual([
    'PD110 decode.extraArgs[0]: vLLM 0.27.1 has no flag `--max-num-sequs` (did you mean `--max-num-seqs`?)',
  ]);
});

import { planInference } from '../../lib';
import { modelFacts } from '../../lib/facts/models';
import type { PoolPlan } from '../../lib/plan/pool-plan';
import { engineFlagRules } from '../../lib/rules/plan/engine/engine-flags';
import { podFileRules } from '../../lib/rules/plan/engine/pod-files';
import { engineFlagValueRules } from '../../lib/rules/plan/engine/engine-flag-values';
import { exampleSpec } from '../../lib/rules/report/example-spec';
import type { VllmCommandLine } from '../../lib/stack/vllm/flags/command-line';
import { releaseWith } from './argument-lists';
import { parserDifferences } from './differences';
import { modelConfig } from './model-config';
import { engines, refusals } from './real-vllm';

const asked = new Set(['PD110', 'PD111', 'PD123', 'PD124']);
const rules = [...engineFlagRules, ...engineFlagValueRules, ...podFileRules].filter(({ id }) => asked.has(id));

/** What vLLM reads while it parses, so that a value is judged by the disk. */
const opensFiles = new Set(['--config']);

const values = [
  '', '0', '1', '-1', '2', 'inf', 'nan', 'abc', '1k', '1.5K', '2.5g', '1t', '{}', '{"a":1}', '{a:1}', '[1]', '3.5',
  '1e3', 'auto', 'None', 'false', 'a=b', '1_000', ' 7 ',
];

describe.each(engines)('the parser of vLLM %s', (version, python) => {
  const { modelServer } = releaseWith(version);
  const { flags } = modelServer.known!.commandLine!;
  const cases = Object.keys(flags).filter(name => !opensFiles.has(name)).flatMap(name => casesOf(name, flags));
  const plan = planInference('llama', exampleSpec);
  const verdict = (extraArgs: readonly string[]) => {
    const [first] = plan.pools;
    const pools = [{ ...first, modelServer, extraArgs } as PoolPlan];
    return rules.flatMap(rule => rule.check({ ...plan, pools })).map(({ cause }) => cause)[0];
  };

  test(`judges every flag with every kind of value as the rules do (${cases.length} cases)`, () => {
    const model = modelConfig(modelFacts('meta-llama/Llama-3.1-8B-Instruct')!);
    const ask = (lists: readonly string[][], onlyParse: boolean) =>
      refusals(python, lists.map(list => ({ arguments: ['model', ...list], model, only_parse: onlyParse })));
    const parsed = ask(cases, true);
    // Some lists of values are those of the configuration, which is made afterwards.
    const late = cases.filter((list, index) => verdict(list) !== undefined && parsed[index] === undefined);
    const configured = new Map(ask(late, false).map((answer, index) => [late[index]!, answer]));
    const different = cases.flatMap((list, index) => {
      const [ours, real] = [verdict(list), parsed[index] ?? configured.get(list)];
      if ((ours === undefined) === (real === undefined)) return [];
      const text = list.join(' ');
      const known = parserDifferences.some(({ versions, cases: of }) =>
        (versions === 'all' || versions.includes(version)) && of.test(text));
      return known ? [] : [`${text}: ${ours ?? 'accepted by the rules'}; ${real ?? 'accepted by vLLM'}`];
    });
    expect(different).toEqual([]);
  });
});

function casesOf(name: string, flags: VllmCommandLine['flags']): string[][] {
  const choices = (flags[name]?.choices ?? []).slice(0, 3).map(String);
  return [
    [name], [`--no-${name.slice(2)}`], ...values.map(value => [`${name}=${value}`]),
    [name, '1'], [name, 'abc'], [name, '1', '2'], [name, '{"a": 1}'], [`${name}.a=1`],
    ...choices.flatMap(choice => [[`${name}=${choice}`], [`${name}=${choice.toUpperCase()}`]]),
  ];
}

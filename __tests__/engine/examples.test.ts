import { InferenceSpec, Rule } from '../../lib';
import { modelFacts } from '../../lib/facts/models';
import { rules } from '../../lib/rules/judge';
import { planOf, specOf } from '../../lib/rules/report/example-spec';
import { checkShape } from '../../lib/rules/spec/spec-shape';
import { argumentLists } from './argument-lists';
import { modelConfig } from './model-config';
import { engines, Question, refusals } from './real-vllm';

/** Rules about engines, whose examples a vLLM can be asked about. */
const asked = rules.filter(({ id }) => /^PD[123]/.test(id));

/**
 * Those whose failing example the configuration of an engine refuses. The others are about what comes later: the pod,
 * its memory, the other role, requests.
 */
const refusedAtStart = [
  'PD104', 'PD105', 'PD106', 'PD109', 'PD110', 'PD111', 'PD114', 'PD116', 'PD117', 'PD120', 'PD123', 'PD130', 'PD131',
  'PD135', 'PD214', 'PD302', 'PD309', 'PD318', 'PD321', 'PD324', 'PD340', 'PD342', 'PD345', 'PD347', 'PD348', 'PD350',
  'PD351',
];

describe.each(engines)('vLLM %s and the examples of docs/rules.md', (version, python) => {
  // An example is of the release that its rule is about.
  const ofVersion = asked.filter(({ example }) =>
    planOf(example, example.passes).pools.some(({ modelServer }) => modelServer.known?.version === version));

  test('what passes, the engine accepts', () => {
    const questions = ofVersion.flatMap(rule => questionsOf(rule, rule.example.passes));
    const answers = refusals(python, questions);
    expect(questions.flatMap(({ id, arguments: list }, index) =>
      answers[index] === undefined ? [] : [`${id}: ${answers[index]} in ${list.join(' ')}`])).toEqual([]);
  });

  test('what fails, the engine refuses, or the rule is about what comes later', () => {
    const questions = ofVersion.flatMap(rule => questionsOf(rule, rule.example.fails));
    const answers = refusals(python, questions);
    const refused = new Set(questions.flatMap(({ id }, index) => answers[index] === undefined ? [] : [id]));
    expect([...refused].sort()).toEqual(refusedAtStart.filter(id => ofVersion.some(rule => rule.id === id)));
  });
});

function questionsOf(rule: Rule, value: unknown): readonly (Question & { readonly id: string })[] {
  const { example } = rule;
  const spec: InferenceSpec = specOf(example, value);
  if (example.of !== 'plan' && checkShape('llama', spec).length > 0) return [];
  return argumentLists(planOf(example, value)).map(({ list, pool: { model } }) => {
    const facts = model.facts ?? modelFacts('meta-llama/Llama-3.1-8B-Instruct')!;
    return { id: rule.id, arguments: list, model: modelConfig(facts, spec.engine?.quantization) };
  });
}

import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { InferenceSpec, istio, planInference, Release } from '../../lib';
import { modelFacts } from '../../lib/facts/models';
import { judge } from '../../lib/rules/judge';
import { checkShape } from '../../lib/rules/spec/spec-shape';
import { anySpec } from '../any-app/any-spec';
import { arbitrarySpec } from '../arbitrary-spec';
import type { Manifest } from '../manifests';
import { argumentLists, releaseWith } from './argument-lists';
import { differences } from './differences';
import { modelConfig } from './model-config';
import { engines, Question, refusals } from './real-vllm';

jest.mock('../../lib/schema/shape', () => {
  const { recording } = jest.requireActual<typeof import('../any-app/shape-forms')>('../any-app/shape-forms');
  return recording(jest.requireActual('../../lib/schema/shape'));
});

const count = Number(process.env.CASES ?? 2000);
// The same specs each time, so that a change is to blame for a difference; other seeds before a release.
const seed = Number(process.env.SEED ?? 1);
const dist = join(__dirname, '..', '..', 'dist');

describe.each(engines)('vLLM %s', (version, python) => {
  const release = releaseWith(version);

  test('accepts every argument list of dist/ that is for it', () => {
    const questions = containersOfDist()
      .filter(({ image, name }) => name === 'vllm' && image === release.modelServer.image)
      .map(({ args }): Question => ({ arguments: args, model: modelConfig(modelFacts(args[0]!)!) }));
    // The releases of the two deployments.
    const isOfDist = ([Release.ROUTER_0_3, Release.ROUTER_0_10] as Release[]).includes(release);
    expect(questions.length > 0).toBe(isOfDist);
    expect(refusals(python, questions).filter(Boolean)).toEqual([]);
  });

  test(`and the rules agree about ${count} random specs (seed ${seed})`, () => {
    const gateway = istio(version === '0.11.0' ? '1.27' : '1.30');
    const drawn = fc.sample(fc.oneof(arbitrarySpec, anySpec), { numRuns: count, seed })
      .flatMap(spec => judgedLists({ ...spec, gateway, release }));
    const answers = refusals(python, drawn);
    const different = drawn.flatMap(({ arguments: list, refusedBy }, index) => {
      const why = answers[index];
      if ((refusedBy === undefined) === (why === undefined) || isKnown(version, why, list)) return [];
      return [`${refusedBy ?? 'no rule'} refuses, vLLM says ${why?.slice(0, 300) ?? 'nothing'}: ${list.join(' ')}`];
    });
    const refused = drawn.filter(({ refusedBy }) => refusedBy !== undefined).length;
    process.stderr.write(`vLLM ${version}: the rules accept ${drawn.length - refused} lists and refuse ${refused}\n`);
    expect(drawn.length - refused).toBeGreaterThan(0);
    expect(different).toEqual([]);
  });
});

interface JudgedList extends Question {
  /** A rule about the command line that refuses it; absent where no rule has an error for the spec. */
  readonly refusedBy?: string;
}

/** The argument lists of a spec of which the rules are certain: accepted without a word, or refused for the parser. */
function judgedLists(spec: InferenceSpec): JudgedList[] {
  if (checkShape('llama', spec).length > 0) return [];
  const plan = planInference('llama', spec);
  const { findings } = judge(plan);
  const errors = findings.filter(({ severity }) => severity === 'error');
  // A value that no list has is said to be unknown.
  const isAccepted = errors.length === 0 && !findings.some(({ rule }) => rule === 'PD130');
  return argumentLists(plan).flatMap(({ list, pool: { model: { facts }, role } }): JudgedList[] => {
    if (!facts) return [];
    const refusing = errors.find(({ field, rule }) => ofParser.has(rule) && field.startsWith(`${role}.extraArgs`));
    const question = { arguments: list, model: modelConfig(facts, spec.engine?.quantization) };
    if (refusing) return [{ ...question, refusedBy: refusing.rule }];
    return isAccepted ? [question] : [];
  });
}

/** Rules about the command line alone, of which vLLM's parser is the judge. */
const ofParser = new Set(['PD110', 'PD123']);

function isKnown(version: string, why = 'accepted by vLLM', list: readonly string[]): boolean {
  return differences.some(({ flag, reason, versions }) =>
    (versions === 'all' || versions.includes(version)) && reason.test(why) && flag.test(list.join(' ')));
}

function containersOfDist(): readonly { readonly image: string; readonly name: string; readonly args: string[] }[] {
  return readdirSync(dist).filter(file => file.endsWith('.yaml'))
    .flatMap(file => parseAllDocuments(readFileSync(join(dist, file), 'utf8')).map(text => text.toJS() as Manifest))
    .flatMap(({ spec }) => spec?.template?.spec?.containers ?? []);
}

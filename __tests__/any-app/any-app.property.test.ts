import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { App, DisaggregatedInference, InferenceSpec, SynthError } from '../../lib';
import { arbitraryName } from '../arbitrary-spec';
import { schemaErrors } from '../schema/check';
import { anySpec } from './any-spec';

jest.mock('../../lib/schema/shape', () => {
  const { recording } = jest.requireActual<typeof import('./shape-forms')>('./shape-forms');
  return recording(jest.requireActual('../../lib/schema/shape'));
});

// 100,000 before a release: CASES=100000 npx jest any-app
const numRuns = Number(process.env.CASES ?? 80);
const seed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };

const odd = [
  42, undefined, null, '',
  'toString', 'constructor', '__proto__', 'hasOwnProperty', 'llama', 'Llama',
  'a'.repeat(64), ' ', 'a/b', '-',
] as readonly string[];
const name = fc.oneof({ weight: 9, arbitrary: arbitraryName }, { weight: 1, arbitrary: fc.constantFrom(...odd) });

const app = fc.oneof(
  fc.tuple(name, anySpec).map(one => [one]),
  fc.tuple(name, anySpec, name, anySpec, fc.boolean()).map(([first, one, second, other, shares]) => [
    [first, one] as const,
    [second, shares ? { ...other, namespace: one.namespace, createNamespace: false } : other] as const,
  ]),
);

test(`an app of any deployments is refused by rules, or is valid: ${numRuns} times`, () => {
  const seen = { refused: 0, written: 0, longest: 0 };
  fc.assert(fc.property(app, (deployments) => {
    const before = process.cpuUsage();
    const result = synthesized(deployments);
    const { user, system } = process.cpuUsage(before);
    seen.longest = Math.max(seen.longest, (user + system) / 1e6);
    // Seconds of the processor, which other programs do not use up.
    expect((user + system) / 1e6).toBeLessThan(10);
    if (typeof result !== 'string') {
      seen.refused++;
      expect(result.findings.map(({ rule }) => rule).filter(rule => !/^PD\d{3}$/.test(rule))).toEqual([]);
      expect(result.message).not.toMatch(/\[object |\bundefined\b|(?<!got )\bNaN\b/);
      return;
    }
    seen.written++;
    const [today, before2009] = (['1.2', '1.1'] as const).map(version =>
      parseAllDocuments(result, { version }).map(document => document.toJS() as object));
    expect(before2009).toEqual(today);
    expect(today!.flatMap(manifest => schemaErrors(manifest))).toEqual([]);
  }), { numRuns, ...seed });
  process.stderr.write(`any-app: ${JSON.stringify(seen)}\n`);
  // Both happen, so that neither half of the claim is empty.
  expect(Math.min(seen.refused, seen.written)).toBeGreaterThan(numRuns / 20);
});

function synthesized(deployments: readonly (readonly [string, InferenceSpec])[]): SynthError | string {
  try {
    const all = new App();
    for (const [id, one] of deployments) new DisaggregatedInference(all, id, one);
    return all.synthYaml();
  } catch (error) {
    if (error instanceof SynthError) return error;
    throw error;
  }
}

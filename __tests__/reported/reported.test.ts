import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type InferenceSpec, planInference } from '../../lib';
import { judge } from '../../lib/rules/judge';
import { checkShape } from '../../lib/rules/spec/spec-shape';
import { base } from './base';
import { failingInputs } from './failing-inputs';
import type { Input, OtherInput, SpecInput, Verdict } from './input';
import { specCases } from './spec-cases';

const all: readonly Input[] = [...failingInputs, ...specCases];
const specs = all.filter((input): input is SpecInput => 'change' in input);
const others = all.filter((input): input is OtherInput => !('change' in input));

/** What is found in a spec: `error PD101`. */
function found(change: object): string[] {
  const spec = { ...base, ...change } as InferenceSpec;
  const shape = checkShape('llama', spec);
  const findings = shape.length > 0 ? shape : judge(planInference('llama', spec)).findings;
  return findings.map(({ rule, severity }) => `${severity} ${rule}`);
}

function verdictOf(findings: readonly string[]): Verdict {
  if (findings.some(finding => finding.startsWith('error'))) return 'refused';
  return findings.length > 0 ? 'warned' : 'accepted';
}

/** Numbers of a list that begins with a letter. */
const numbers = (letter: string, last: number) => Array.from({ length: last }, (_, index) => `${letter}${index + 1}`);

test('the base of the inputs has no finding', () => {
  expect(found({})).toEqual([]);
});

test('every number of the lists is here, and no other', () => {
  const expected = [
    ...numbers('A', 7), ...numbers('B', 4), ...numbers('C', 8), ...numbers('D', 3), ...numbers('E', 9),
    ...numbers('F', 3), ...numbers('G', 11), ...numbers('S', 20), ...numbers('R', 56), ...numbers('M', 15),
    ...numbers('Z', 5),
  ];
  expect([...new Set(all.map(({ id }) => id))].sort()).toEqual(expected.sort());
});

test.each(specs)('$id, $what: $is', ({ by = [], change, is }) => {
  const findings = found(change);
  expect({ verdict: verdictOf(findings), findings }).toEqual({ verdict: is, findings });
  expect(by.filter(rule => !findings.some(finding => finding.endsWith(rule)))).toEqual([]);
});

test.each(others.filter(({ testedIn }) => testedIn !== undefined))('$id, $what, is in another test', ({ testedIn }) => {
  const [file, words] = testedIn!;
  expect(readFileSync(join(__dirname, '..', file), 'utf8')).toContain(words);
});

test('what no test has says why', () => {
  expect(others.filter(({ open, testedIn }) => (open === undefined) === (testedIn === undefined))).toEqual([]);
});

test('what was refused in error is refused no more', () => {
  // Accelerators, closed lists, secrets by name, flags of 0.11, no pods to wake, ranks in a pod, settings of the
  // connector, two names, one gateway for two models, n-gram speculation, other gateways.
  const kinds: readonly (readonly [id: string, what: RegExp])[] = [
    ['S6', /GPU without a row/], ['S6', /half/], ['S8', /token of the model/], ['S9', /guided/],
    ['R16', /zero/], ['R48', /ranks/], ['S7', /settings of NIXL/], ['R50', /two names/], ['R19', /one gateway/],
    ['A6', /n-gram/], ['R22', /agentgateway/],
  ];
  expect(kinds.map(([id, what]) => all.find(input => input.id === id && what.test(input.what))?.is ?? 'missing')
    .filter(is => is === 'refused' || is === 'missing')).toEqual([]);
});

test('the counts', () => {
  const count = (is: Verdict) => all.filter(input => input.is === is).length;
  const open = others.flatMap(({ id, open: why, what }) => why === undefined ? [] : [`${id} ${what}: ${why}`]);
  const counts = {
    tried: all.length, refused: count('refused'), warned: count('warned'), accepted: count('accepted'),
    textsAndAnswers: all.filter(input => input.is === undefined).length - open.length, open: open.length,
  };
  process.stderr.write(`reported inputs: ${JSON.stringify(counts)}\n${open.map(line => `  open: ${line}\n`).join('')}`);
  expect(counts.refused + counts.warned + counts.accepted + counts.textsAndAnswers + counts.open).toBe(counts.tried);
});

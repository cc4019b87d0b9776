import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assignment, book, chapterText } from '../../lib/rules/report/catalog';
import { findingsOf } from '../../lib/rules/report/example-findings';
import { exampleSpec } from '../../lib/rules/report/example-spec';
import { formatFinding } from '../../lib/rules/language/finding';
import { judge } from '../../lib/rules/judge';
import { planInference } from '../../lib';

const golden = join(__dirname, 'golden.txt');
const chapters = book();
const withExample = chapters.flatMap(({ rule }) => (rule.example ? [{ id: rule.id, example: rule.example }] : []));

test('no two rules share an id, and each has its hundred\'s family', () => {
  expect(new Set(chapters.map(({ rule }) => rule.id)).size).toBe(chapters.length);
  expect(chapters.filter(({ family }) => family === '')).toEqual([]);
  expect(chapters.length).toBeGreaterThanOrEqual(60);
});

test('every rule has an example but those about an app, its overrides and its changes as a whole', () => {
  expect(chapters.filter(({ rule }) => !rule.example).map(({ rule }) => rule.id)).toEqual([
    'PD320',
    'PD516',
    'PD517',
    'PD518',
    'PD627',
    'PD702',
    'PD707',
    'PD709',
    'PD737',
    'PD738',
    'PD739',
    'PD741',
    'PD742',
    'PD745',
    'PD746',
    'PD747',
    'PD748',
    'PD779',
    'PD780',
    'PD781',
    'PD782',
  ]);
});

test('the spec that the examples are changes of has no findings', () => {
  expect(judge(planInference('llama', exampleSpec))).toEqual({ findings: [], waived: [] });
});

test.each(withExample)('$id is broken by its failing example and by nothing in the passing one', ({ id, example }) => {
  const rulesIn = (value: unknown) => [...new Set(findingsOf(example, value).map(({ rule }) => rule))];
  expect(rulesIn(example.fails)).toContain(id);
  expect(rulesIn(example.fails).filter(rule => rule !== id && !example.implies?.includes(rule as 'PD101'))).toEqual([]);
  expect(rulesIn(example.passes).filter(rule => rule === id || !example.implies?.includes(rule as 'PD101'))).toEqual(
    [],
  );
});

test('the text of every finding is the one in golden.txt (written anew with GOLDEN=write)', () => {
  const text
    = withExample
      .map(({ id, example }) =>
        [
          `${id}  ${assignment(example, example.fails)}`,
          ...findingsOf(example, example.fails)
            .filter(({ rule }) => rule === id)
            .map(finding => `  ${finding.severity}: ${formatFinding(finding)}`),
        ].join('\n'),
      )
      .join('\n') + '\n';
  if (process.env.GOLDEN === 'write') writeFileSync(golden, text);
  expect(text).toBe(readFileSync(golden, 'utf8'));
});

test('title, cause, fix and source end without a period, for the sentences that are made of them', () => {
  for (const { rule } of chapters) {
    for (const text of [rule.title, rule.cause, rule.fix, rule.source]) {
      expect(text).not.toBe('');
      expect(text).not.toMatch(/\.$/);
    }
  }
});

test('a chapter shows why, how to repair it, what fails and what passes', () => {
  const chapter = chapters.find(({ rule }) => rule.id === 'PD301')!;
  expect(chapterText(chapter).split('\n')).toEqual([
    expect.stringMatching(/^PD301 .* \(error\)$/),
    expect.stringMatching(/^Why: .*\.$/),
    expect.stringMatching(/^Fix: .*\.$/),
    expect.stringMatching(/^Holds for: every version\. Known: proven\. Source: /),
    expect.stringMatching(/^Fails: .*64$/),
    expect.stringMatching(/^ {8}\[llama\/engine\.blockSize\] PD301: /),
    expect.stringMatching(/^Passes: .*128$/),
  ]);
});

test('no id is written twice in lib/: a table would keep only one of two rules', () => {
  const root = join(__dirname, '..', '..', 'lib');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
  const ids = files.flatMap(name =>
    [...readFileSync(join(root, name), 'utf8').matchAll(/^ +id: '(PD\d+)'/gm)].map(([, id]) => id!));
  expect(ids.length).toBeGreaterThan(140);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

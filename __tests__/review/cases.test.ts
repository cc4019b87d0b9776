import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { terminalLines } from '../../lib/review/output/terminal';
import { Review, review } from '../../lib/review/review';
import { Case, cases, textOf } from './cases';

const golden = join(__dirname, 'golden.txt');

function reviewed({ after, before, edit }: Case): Review {
  const file = (text: string) => [{ path: 'llama.k8s.yaml', shown: 'dist/llama.k8s.yaml', text }];
  return review(file(textOf(before)), file(textOf(after, edit)));
}

const reviews = new Map(cases.map(each => [each, reviewed(each)]));

test('there are 40 prepared changes or more, each with a name of its own', () => {
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  expect(cases.length).toBeGreaterThanOrEqual(40);
});

test.each(cases.map(each => [each.name, each] as const))('%s is classified right', (_, each) => {
  const found = reviews.get(each)!;
  const [only] = found.deployments;
  expect(found.danger).toBe(each.danger);
  const effects = (only?.effects ?? []).map(({ kind, pods }) => pods === undefined ? kind : `${kind} ${pods}`);
  if (each.effects.length > 0) expect([...effects].sort()).toEqual([...each.effects].sort());
  const rules = (only?.risks ?? []).flatMap(({ rule }) => rule ?? []);
  expect(rules).toEqual(expect.arrayContaining([...each.rules ?? []]));
});

test('nothing is reported of what Kubernetes does not see', () => {
  const quiet = cases.slice(0, 9);
  expect(quiet.map(each => [each.name, reviews.get(each)!.deployments.length]))
    .toEqual(quiet.map(({ name }) => [name, 0]));
});

test('each review says what it said before', () => {
  const text = cases.map(each => `== ${each.name}\n${terminalLines(reviews.get(each)!).join('\n')}\n`).join('\n');
  if (process.env.GOLDEN === 'write') writeFileSync(golden, text);
  expect(text).toBe(existsSync(golden) ? readFileSync(golden, 'utf8') : '');
});

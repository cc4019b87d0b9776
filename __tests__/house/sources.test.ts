import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const lib = join(__dirname, '..', '..', 'lib');

/** Sources without a tag, and why no tag has them. */
const untagged: Readonly<Record<string, string>> = {
  'at be0f5645': 'vllm-project/router: the same published figures',
  'at a8748227': 'llm-d: a guide of after v0.9.0; its tags after 0.0.9 could not be read',
  'at 903da90e': 'llm-d: the same',
  'commit 3bffc237': 'llm-d: the same',
  'ROUTER_BENCHMARK_RESULTS.md@be0f564': 'vllm-project/router: published figures in a folder that no tag of it has',
  'httproute.yaml@d8bd2213': 'vllm-project/router: the deployment that this library began from, in the same folder',
};

/**
 * A config.json is of a revision of its repository on the Hub. What was read is a copy in the repository of a program,
 * whose commit says which; figures of a model do not belong to a release of that program.
 */
const copiesOfConfigs = /^facts\/models\//;

const forms: readonly RegExp[] = [
  // A commit: `path@0123abc`. Names of packages and digests of images have other forms.
  /[\w./-]+@[0-9a-f]{7,40}\b/g,
  // A commit in words: `guides/x at 0123abc`, `(commit 0123abc)`; that of a tag is said to be one.
  /(?<!the tag, )\bcommit [0-9a-f]{7,40}\b/g,
  /\bat [0-9a-f]{7,40}\b/g,
  // The branch of a release.
  /\brelease-\d+\.\d+\b/g,
  // A branch: `path@main`, `/blob/main/`, `on main`.
  /[\w./-]+@(?:main|master|HEAD)\b/g,
  /\/(?:blob|tree|raw)\/(?:main|master)\b/g,
  /\bon (?:its )?(?:main|master)(?: branch)?\b/g,
];

function untaggedIn(text: string): string[] {
  return forms.flatMap(form => [...text.matchAll(form)].map(([found]) => found.replace(/^.*\//, '')));
}

const found = readdirSync(lib, { recursive: true, encoding: 'utf8' })
  .filter(file => /\.(ts|py|lua)$/.test(file) && !copiesOfConfigs.test(file))
  .flatMap(file => untaggedIn(readFileSync(join(lib, file), 'utf8')).map(source => ({ file, source })));

test('a source in lib/ names the tag at which it was read, not a commit or a branch, but for those that no tag has', () => {
  expect(found.filter(({ source }) => !Object.hasOwn(untagged, source))).toEqual([]);
});

test('a source is excused only as long as it is there', () => {
  expect(Object.keys(untagged).filter(source => !found.some(each => each.source === source))).toEqual([]);
});

test.each([
  ['a commit', 'cmd/main.go@3004256', 1],
  ['a whole commit', `values.yaml@${'a1'.repeat(20)}`, 1],
  ['a commit in words', 'guides/render at a8748227, and README.md (commit 3bffc237)', 2],
  ['the commit of a tag', 'could not be read at the tag, commit a5cbe600', 0],
  ['a branch', 'docs/metrics.md@main', 1],
  ['the branch of a release', 'llm-d-router release-0.10 docs/metrics.md', 1],
  ['the address of a branch', 'https://github.com/a/b/blob/main/x.go', 1],
  ['words for a branch', 'the fallback is on main only', 1],
  ['a tag', 'llm-d-router v0.10.0 docs/metrics.md', 0],
  ['a package', '@types/node@24', 0],
  ['the digest of an image', `a/b:1@sha256:${'a1'.repeat(32)}`, 0],
])('%s is seen for what it is', (_, text, count) => {
  expect(untaggedIn(text)).toHaveLength(count);
});

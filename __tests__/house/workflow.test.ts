import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const root = join(__dirname, '..', '..');
const text = readFileSync(join(root, '.github', 'workflows', 'ci.yml'), 'utf8');

interface Step {
  readonly run?: string;
  readonly uses?: string;
}

const { jobs } = parse(text) as { readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>> };
const steps = Object.values(jobs).flatMap(job => job.steps);

/** What is run, without what only says how it reports. */
function plain(command: string): string {
  return command.replace(/^bash -c '(.*)'$/, '$1').replace(/ --silent\b/, '').replace(/ --$/, '').trim();
}

test('the workflow of a fork runs every step that the test command of the repository runs', () => {
  const script = readFileSync(join(root, '.ci', 'run'), 'utf8');
  const commands = [...script.matchAll(/^(?:step|tests) "[^"]+" (.*)$/gm)].map(([, command]) => plain(command!))
    .filter(command => command !== 'install_chromium');
  expect(commands.length).toBeGreaterThan(10);
  const run = steps.flatMap(step => step.run ?? []).map(plain);
  expect(commands.filter(command => !run.includes(command))).toEqual([]);
});

test('it takes each action at a commit, with the version that this is', () => {
  const uses = text.split('\n').filter(line => /\buses: /.test(line));
  expect(uses.length).toBeGreaterThan(4);
  for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test('it may only read', () => {
  expect(parse(text)).toMatchObject({ permissions: { contents: 'read' } });
});

import { Command } from 'commander';
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { llmdProgram } from '../lib/cli/program';
import { packageJson } from '../lib/project/files/package-json';
import type { NewProject } from '../lib/project/project-file';
import { temporaryFolder } from './folder';
import { commands, docs, ofLlmd, pages, printedArguments } from './pages';

const root = join(__dirname, '..');
test('the README has at most 200 lines, and the index has every page of docs/', () => {
  expect(pages[0]!.text.trimEnd().split('\n').length).toBeLessThanOrEqual(200);
  const index = pages.find(({ path }) => path === 'docs/README.md')!.text;
  const missing = docs.filter(path => path !== 'docs/README.md' && !index.includes(`](${path.slice(5)})`));
  expect(missing).toEqual([]);
});

test('every link to a file of the repository, and to a heading of it, leads somewhere', () => {
  const dead = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].filter(([, file = '', heading]) => {
      const target = file === '' ? join(root, path) : join(root, dirname(path), file);
      if (!existsSync(target)) return true;
      return heading !== undefined && !anchors(readFileSync(target, 'utf8')).includes(heading);
    }).map(([link]) => `${path}: ${link}`));
  expect(dead).toEqual([]);
});

/** The anchors that GitHub gives headings. */
function anchors(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));
}

test('the pages have commands of llmd', () => expect(ofLlmd.length).toBeGreaterThan(15));

test.each(printedArguments)('llmd %s is a command with these options', (args) => {
  expect(mistakeOf(args.split(' '))).toBeUndefined();
});

/** What the command line says about arguments, without running the command. */
function mistakeOf(args: readonly string[]): string | undefined {
  let said: string | undefined;
  const program = llmdProgram();
  for (const command of [program, ...program.commands] as Command[]) {
    command.configureOutput({ writeErr: text => void (said = text), writeOut: () => {} });
    command.exitOverride((error) => {
      throw error;
    });
    if (command !== program) command.action(() => {});
  }
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    return said ?? (error as Error).message;
  }
  return undefined;
}

test('a command or an option that does not exist is noticed', () => {
  expect(mistakeOf(['destry', 'a'])).toMatch(/unknown command/);
  expect(mistakeOf(['status', 'a', '--wacth'])).toMatch(/unknown option/);
  expect(mistakeOf(['explain', 'a'])).toMatch(/missing required argument/);
});

test('a command in the text of a page exists, and so do the options that stand with it', () => {
  const program = llmdProgram();
  const wrong = pages.filter(({ path }) => path !== 'docs/decisions.md').flatMap(({ path, text }) =>
    [...text.replaceAll(/^```[^]*?^```/gm, '').matchAll(/`(?:npx )?llmd ([a-z]+)([^`]*)`/g)]
      .filter(([, name, rest]) => {
        const command = program.commands.find(command => command.name() === name);
        const known = command?.options.map(({ long }) => long) ?? [];
        const options = [...rest!.split(' -- ')[0]!.matchAll(/--[a-z-]+/g)].map(([option]) => option);
        return !command || options.some(option => !known.includes(option));
      }).map(([whole]) => `${path}: ${whole}`));
  expect(wrong).toEqual([]);
});

/** What other commands of the blocks are, and why a test cannot run them here. */
const others: readonly (readonly [pattern: RegExp, isRight: (command: string) => boolean])[] = [
  // They install packages from a registry, and `npm test` is what runs this.
  [/^npm (ci|install|test)$/, () => true],
  [/^npm run ([\w:-]+)/, command => isScript(/^npm run ([\w:-]+)/.exec(command)![1]!)],
  // __tests__/golden.test.ts synthesizes.
  [/^npx cdk8s synth$/, () => true],
  [/^npx jest /, () => true],
  [/^(cd|export) [\w.=-]+$/, () => true],
  // They change a cluster: the files that they name must exist; getting-started.test.ts compares those of that page.
  [/^(kubectl|helm|kind|gcloud|eksctl|aws|oc|curl|istioctl) /, command =>
    [...command.matchAll(/-f (dist\/\S+)/g)].every(([, file]) => file!.includes('<') || existsSync(join(root, file!)))],
  [/^sh$/, () => true],
];

function isScript(name: string): boolean {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const made = JSON.parse(packageJson.text({ name: 'a', versions: {} } as NewProject)) as typeof own;
  return name in own.scripts || name in made.scripts;
}

test('every other command in a block is of a kind that is known', () => {
  const wrong = commands
    .filter(({ command }) => !/^(npx (llmd|cdk8s-llm-d)|\.\/node_modules\/\.bin\/llmd) /.test(command))
    .filter(({ command }) => !others.some(([pattern, isRight]) => pattern.test(command) && isRight(command)))
    .map(({ path, command }) => `${path}: ${command}`);
  expect(wrong).toEqual([]);
});

/** Commands of llmd that are not run below, and what runs them. */
const ranElsewhere: Readonly<Record<string, string>> = {
  init: '__tests__/init.test.ts and __tests__/package.test.ts',
  images: '__tests__/images.test.ts: it asks registries',
  diff: '__tests__/review/: it compares with commits and clusters',
  graph: '__tests__/review/graph.test.ts: it writes pictures',
  report: '__tests__/review/page.test.ts: it writes a page',
  rehearse: 'npm run test:rehearsal: it builds programs',
  ...Object.fromEntries(['doctor', 'deploy', 'verify', 'bench', 'status', 'logs', 'top', 'explain', 'destroy'].map(
    name => [name, '__tests__/operate/pages.test.ts'],
  )),
};

describe('in a copy of this project', () => {
  const here = process.cwd();
  const [argv, exitCode] = [process.argv, process.exitCode];
  const folder = temporaryFolder();

  beforeAll(() => {
    for (const name of ['main.ts', 'deployments', 'images.lock', 'cdk8s.yaml', 'dist', 'package.json'])
      cpSync(join(root, name), join(folder, name), { recursive: true });
    for (const name of ['node_modules', 'lib', 'imports', 'scripts', 'crds', 'schemas'])
      symlinkSync(join(root, name), join(folder, name));
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(here);
    [process.argv, process.exitCode] = [argv, exitCode];
    jest.restoreAllMocks();
  });

  test.each(printedArguments
    .filter(args => !Object.hasOwn(ranElsewhere, args.split(' ')[0]!)))('llmd %s works as printed', async (args) => {
    for (const way of ['log', 'error'] as const) jest.spyOn(console, way).mockImplementation(() => {});
    process.exitCode = undefined;
    await llmdProgram().parseAsync(args.split(' '), { from: 'user' });
    expect(process.exitCode ?? 0).toBe(0);
  });
});

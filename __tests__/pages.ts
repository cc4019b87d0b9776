import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');

/** Paths of the pages of `docs/`. */
export const docs = readdirSync(join(root, 'docs')).filter(name => name.endsWith('.md')).map(name => `docs/${name}`);

/** What people read, with its text. */
export const pages = ['README.md', 'CONTRIBUTING.md', ...docs].map(path => (
  { path, text: readFileSync(join(root, path), 'utf8') }
));

/** Every command in a block of a page, one for each part of a line. */
export const commands = pages.flatMap(({ path, text }) =>
  [...text.matchAll(/^```sh\n([^]*?)^```/gm)].flatMap(([, block]) =>
    // What stands between << END and END is no command.
    block!.replaceAll(/<<\s*'?(\w+)'?(.*)\n[^]*?\n\1$/gm, '$2').replaceAll('\\\n', ' ').split('\n')
      .map(line => line.replace(/(^|\s)#.*/, '').trim())
      .filter(line => line !== '')
      .flatMap(line => line.split(/\s*(?:&&|\|)\s*/))
      .map(command => ({ path, command }))));

/** The arguments of each command of `llmd`. */
export const ofLlmd = commands.flatMap(({ path, command }) => {
  const [, args] = /^(?:npx (?:llmd|cdk8s-llm-d)|\.\/node_modules\/\.bin\/llmd) (.+)/.exec(command) ?? [];
  return args === undefined ? [] : [{ path, args: args.split(/\s+/) }];
});

/** The arguments of each command, each once, as they are printed. */
export const printedArguments = [...new Set(ofLlmd.map(({ args }) => args.join(' ')))];

import { Command } from 'commander';
import { book, chapterText } from '../rules/report/catalog';
import { nearest } from '../schema/did-you-mean';
import { printWaivers } from './waived';
import { examples } from './examples';

/** `llmd rules`. */
export function rulesCommand(): Command {
  return new Command('rules').argument('[id]', 'id of one rule, for example PD301')
    .description('lists the rules for deployments, or shows one of them with an example that fails and one that passes')
    .option('--waived [folder]', 'list the waivers in the manifests of a folder, with their reasons (default: dist)')
    .addHelpText('after', examples('llmd rules PD301', 'llmd rules --waived dist'))
    .action((id: string | undefined, { waived }: { waived?: string | true }) => {
      if (waived !== undefined) process.exitCode = printWaivers(waived === true ? 'dist' : waived);
      else process.exitCode = id === undefined ? printRules() : printRule(id);
    });
}

/** Prints all rules by family, one line each. */
export function printRules(): number {
  const chapters = book();
  for (const family of new Set(chapters.map(chapter => chapter.family))) {
    console.log(family);
    for (const { rule } of chapters.filter(chapter => chapter.family === family))
      console.log(`  ${rule.id}  ${rule.severity.padEnd(7)}  ${rule.title}`);
  }
  return 0;
}

/** Prints one rule with all its texts. The exit code is 2 if it does not exist. */
export function printRule(id: string): number {
  const chapters = book();
  const chapter = chapters.find(({ rule }) => rule.id === id.toUpperCase());
  if (chapter) {
    console.log(chapterText(chapter));
    return 0;
  }
  const similar = nearest(id.toUpperCase(), chapters.map(({ rule }) => rule.id));
  console.error(
    `rule ${id} does not exist${similar === undefined ? '.' : `; did you mean ${similar}?`} \`llmd rules\` `
    + 'lists all rules',
  );
  return 2;
}

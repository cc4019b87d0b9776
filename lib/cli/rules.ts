import { Command } from 'commander';
import { book, chapterText } from '../rules/report/catalog';
import { nearest } from '../rules/language/did-you-mean';
import { printWaivers } from './waived';
import { examples } from './examples';

/** `llmd rules`. */
export function rulesCommand(): Command {
  return new Command('rules').argument('[id]', 'of one rule, as PD301')
    .description('the rules that every deployment must satisfy, or one of them with an example that fails and one that passes')
    .option('--waived [folder]', 'what the manifests in a folder say was waived, and why (default: dist)')
    .addHelpText('after', examples('llmd rules PD301', 'llmd rules --waived dist'))
    .action((id: string | undefined, { waived }: { waived?: string | true }) => {
      if (waived !== undefined) process.exitCode = printWaivers(waived === true ? 'dist' : waived);
      else process.exitCode = id === undefined ? printRules() : printRule(id);
    });
}

/** Prints all rules, a line each, by family. */
export function printRules(): number {
  const chapters = book();
  for (const family of new Set(chapters.map(chapter => chapter.family))) {
    console.log(family);
    for (const { rule } of chapters.filter(chapter => chapter.family === family)) console.log(`  ${rule.id}  ${rule.severity.padEnd(7)}  ${rule.title}`);
  }
  return 0;
}

/** Prints one rule whole. The exit code is 2 where there is none of that name. */
export function printRule(id: string): number {
  const chapters = book();
  const chapter = chapters.find(({ rule }) => rule.id === id.toUpperCase());
  if (chapter) {
    console.log(chapterText(chapter));
    return 0;
  }
  const similar = nearest(id.toUpperCase(), chapters.map(({ rule }) => rule.id));
  console.error(`there is no rule ${id}${similar === undefined ? '' : `; did you mean ${similar}?`} \`llmd rules\` lists them`);
  return 2;
}

import { Command, Option } from 'commander';
import { book, type Chapter, chapterText } from '../rules/report/catalog';
import { holdsForText, versionsOf } from '../rules/report/rule-versions';
import { nearest } from '../schema/did-you-mean';
import { printError, printJson, printLine, printText } from './console';
import { OutputFormat, outputOption } from './output';
import { printWaivers } from './waived';
import { examples } from './examples';

/** `llmd rules`. */
export function rulesCommand(): Command {
  return new Command('rules').argument('[id]', 'id of one rule, for example PD301')
    .description('lists the rules for deployments with the versions that each holds for and how it is known, or shows '
      + 'one of them with an example that fails and one that passes')
    .addOption(new Option('--format <format>', 'text, or JSON for programs').choices(['text', 'json']).default('text'))
    .option('--waived [folder]', 'list the waivers in the manifests of a folder, with their reasons (default: dist)')
    .addOption(outputOption())
    .addHelpText('after', examples('llmd rules PD301', 'llmd rules --output json', 'llmd rules --waived dist'))
    .action((id: string | undefined, { format: asFormat, output, waived }: RulesOptions) => {
      const format = asFormat === 'json' ? asFormat : output;
      if (waived !== undefined) process.exitCode = printWaivers(waived === true ? 'dist' : waived, format);
      else process.exitCode = id === undefined ? printRules(format) : printRule(id, format);
    });
}

interface RulesOptions {
  readonly format: OutputFormat;
  readonly output: OutputFormat;
  readonly waived?: string | true;
}

/** Prints all rules by family: what each says, what it holds for, and how that is known. */
export function printRules(format: 'text' | 'json' = 'text'): number {
  const chapters = book();
  if (format === 'json') {
    printJson(chapters.map(record));
    return 0;
  }
  for (const family of new Set(chapters.map(chapter => chapter.family))) {
    printLine(family);
    for (const { rule } of chapters.filter(chapter => chapter.family === family)) {
      printLine(`  ${rule.id}  ${rule.severity.padEnd(7)}  ${rule.title}`);
      printLine(`         holds for ${holdsForText(rule)}; ${rule.evidence}: ${rule.source}`);
    }
  }
  return 0;
}

/** Prints one rule with all its texts. The exit code is 2 if it does not exist. */
export function printRule(id: string, format: 'text' | 'json' = 'text'): number {
  const chapters = book();
  const chapter = chapters.find(({ rule }) => rule.id === id.toUpperCase());
  if (chapter) {
    if (format === 'json') printJson(record(chapter));
    else printText(chapterText(chapter));
    return 0;
  }
  const similar = nearest(id.toUpperCase(), chapters.map(({ rule }) => rule.id));
  const cause = `rule ${id} does not exist${similar === undefined ? '.' : `; did you mean ${similar}?`} \`llmd rules\` `
    + 'lists all rules';
  if (format === 'json') printJson({ ok: false, causes: [cause] });
  else printError(cause);
  return 2;
}

/** A rule for programs. */
function record({ family, rule }: Chapter): object {
  const { cause, evidence, fix, holdsFor, id, severity, source, title, waivable = true } = rule;
  return {
    id, family, severity, title, waivable, cause, fix, evidence, source,
    versions: versionsOf(rule),
    ...(holdsFor !== undefined && { holdsFor }),
  };
}

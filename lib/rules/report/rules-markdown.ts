import { comparisonRules } from '../../synth/comparison';
import { assignment, book, Chapter } from './catalog';

/** docs/rules.md: every rule, by family. */
export function rulesPage(): string {
  const chapters = book();
  const families = [...new Set(chapters.map(({ family }) => family))];
  return [
    '# Rules', '',
    `Written by \`npm run docs\` from the tables in \`lib/rules/\`: ${chapters.length} rules. An error stops the synth, a warning is printed.`,
    'A rule is waived in the spec, with the reason: `waive: { PD506: \'measured on our prompts, 2026-10\' }`. The reason is written to the manifests, as an',
    'annotation `llm-d.ai/waived.PD506` of the endpoint picker\'s Deployment.', '',
    `${comparisonRules.map(({ id }) => id).join(' and ')} compare with the manifests of the last synth. A waiver of one counts for one change: left in place it is no mistake, and`,
    'the next change wants a reason that the last synth did not have.', '',
    '*Proven*: seen on the real component, or measured. *Read*: read in its source. *Issue*: told in an issue thread.', '',
    ...families.flatMap(family => [
      `## ${family}`, '',
      '| rule | severity | known |', '| --- | --- | --- |',
      ...chapters.filter(chapter => chapter.family === family).map(({ rule }) => `| [${rule.id}](#${rule.id.toLowerCase()}) ${cell(rule.title)} | ${rule.severity} | ${rule.evidence} |`), '',
      ...chapters.filter(chapter => chapter.family === family).flatMap(section),
    ]),
  ].join('\n');
}

function section({ rule }: Chapter): string[] {
  const { example } = rule;
  return [
    `### ${rule.id}`, '',
    `**${rule.title}.** ${capital(rule.cause)}.`, '',
    `- Fix: ${rule.fix}`,
    `- Holds for: ${rule.holdsFor ?? 'all releases'}${rule.waivable ?? true ? '' : '; cannot be waived'}`,
    `- Source: ${rule.source}`, '',
    ...(example ? ['```ts', `${assignment(example, example.fails)} // fails`, `${assignment(example, example.passes)} // passes`, '```', ''] : []),
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

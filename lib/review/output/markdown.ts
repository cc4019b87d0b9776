import { fieldText } from '../../cluster/changes/object-change';
import { COMMENT_MARK } from './comment-mark';
import type { DeploymentReview } from '../deployment-review';
import type { Danger, Effect } from '../effects/effect';
import { costText, differs } from '../judgement/cost';
import type { Risk } from '../judgement/risk';
import type { Review } from '../review';
import { changeText, costLines, summaryOf } from './words';

/**
 * A review as a comment of a pull request. GitHub takes 65,536 characters: deployments that do not fit are named.
 *
 * @param pictureOf mermaid of a deployment; nothing where there is none
 */
export function markdown(review: Review, pictureOf: (deployment: string) => string | undefined = () =>
  undefined): string {
  const head = [COMMENT_MARK, `## Deployments: ${summaryOf(review)}`, '', ...totals(review)];
  let text = `${head.join('\n')}\n`;
  const left: string[] = [];
  for (const deployment of review.deployments) {
    const section = `\n${sectionOf(deployment, pictureOf(deployment.deployment)).join('\n')}\n`;
    if (text.length + section.length < LARGEST && left.length === 0) text += section;
    else left.push(`- ${marks[deployment.danger]} ${escaped(changeText(deployment))}`);
  }
  return left.length === 0 ? text
    : `${text}\nNot shown here, since a comment has an end; \`llmd diff\` prints `
      + `them:\n\n${left.slice(0, NAMED).join('\n')}\n${
        left.length > NAMED ? `\nand ${left.length - NAMED} more\n` : ''}`;
}

const LARGEST = 55_000;
const NAMED = 100;

const marks: Readonly<Record<Danger, string>> = { refused: '⛔', care: '⚠️', safe: '✅' };

function totals({ costs, deployments }: Review): readonly string[] {
  if (deployments.length < 2) return [];
  const changed = costs.filter(differs).map(costText);
  return [`All together: ${changed.length > 0 ? changed.map(escaped).join(', ') : 'nothing more and nothing less is '
    + 'asked for'}.`];
}

function sectionOf(review: DeploymentReview, picture: string | undefined): readonly string[] {
  return [
    `### ${marks[review.danger]} ${escaped(changeText(review))}`, '',
    '**What it does**', '', ...review.effects.length > 0 ? effectsOf(review) : ['- nothing to what runs'], '',
    '**What it costs**', '', ...costLines(review).map(line => `- ${escaped(line)}`), '',
    '**What it risks**', '', ...review.risks.length > 0 ? review.risks.flatMap(riskLines)
      : ['- nothing that is known'], '',
    '**How to undo it**', '', ...review.undo.map((step, index) => `${index + 1}. ${escaped(step)}`),
    ...picture === undefined ? [] : ['', '<details><summary>Picture</summary>', '', '```mermaid', picture.trimEnd(),
      '```', '',
      '</details>'],
  ];
}

function effectsOf({ change, effects }: DeploymentReview): readonly string[] {
  if (change === 'changed') return effects.flatMap(effectLines);
  const told = effects.filter(({ kind }) => ['creates', 'deletes', 'storage'].includes(kind));
  const others = effects.length - told.length;
  return [...told.flatMap(effectLines), ...others > 0 ? [`- and ${others} other objects`] : []];
}

function effectLines({ danger, fields, kind, object, text }: Effect): readonly string[] {
  const shown = kind === 'restarts' || kind === 'recreates' ? fields : [];
  const [ofKind] = object.split('/') as [string];
  return [
    `- ${marks[danger]} **${escaped(object)}** ${escaped(text)}`,
    ...shown.slice(0, SHOWN).map(field => `  - ${code(fieldText(field, { kind: ofKind }))}`),
    ...shown.length > SHOWN ? [`  - and ${shown.length - SHOWN} more fields`] : [],
  ];
}

const SHOWN = 6;

function riskLines({ danger, fix, rule, text }: Risk): readonly string[] {
  return [
    `- ${marks[danger]} ${rule === undefined ? '' : `**${rule}** `}${escaped(text)}`,
    ...fix === undefined ? [] : [`  - Fix: ${escaped(fix)}`],
  ];
}

/** A text as Markdown shows it: what a manifest says is no markup, but for the code that our sentences quote. */
function escaped(text: string): string {
  return text.split(/(`[^`\n]+`)/).map((part, index) => index % 2 === 1 ? part
    : part.replace(/[\\*_[\]<>|#~@]/g, character => character === '@' ? '&#64;' : `\\${character}`)).join('');
}

/** Code in one line, whatever backticks are in it. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = /^`|`$/.test(text) ? ' ' : '';
  return `${fence}${space}${text}${space}${fence}`;
}

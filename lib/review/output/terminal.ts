import { fieldText } from '../../cluster/changes/object-change';
import type { DeploymentReview } from '../deployment-review';
import type { Danger, Effect } from '../effects/effect';
import type { Review } from '../review';
import { changeText, costLines, summaryOf } from './words';

/** A review for a terminal, line by line. */
export function terminalLines(review: Review): readonly string[] {
  return [summaryOf(review), ...review.deployments.flatMap(deployment => ['', ...deploymentLines(deployment)])];
}

function deploymentLines(review: DeploymentReview): readonly string[] {
  return [
    `${marks[review.danger]} ${changeText(review)}`,
    ...review.effects.length > 0 ? ['  what it does:'] : ['  what it does: nothing to what runs'],
    ...(review.change === 'changed' ? review.effects.flatMap(effectLines) : shortEffects(review.effects)),
    '  what it costs:',
    ...costLines(review).map(line => `    ${line}`),
    ...review.risks.length > 0 ? ['  what it risks:'] : ['  what it risks: nothing that is known'],
    ...review.risks.flatMap(({ danger, fix, rule, text }) => [
      `    ${marks[danger]} ${rule === undefined ? '' : `${rule}: `}${text}`, ...fix === undefined ? []
        : [`      fix: ${fix}`],
    ]),
    '  how to undo it:',
    ...review.undo.map(step => `    ${step}`),
  ];
}

const marks: Readonly<Record<Danger, string>> = { refused: '✖', care: '!', safe: '✔' };

function effectLines({ danger, fields, kind, object, text }: Effect): readonly string[] {
  const shown = TELLS_FIELDS.has(kind) ? fields.slice(0, SHOWN) : [];
  return [
    `    ${marks[danger]} ${object} ${text}`,
    ...shown.map(field => `      ${fieldText(field, { kind: object.split('/')[0]! })}`),
    ...shown.length > 0 && fields.length > SHOWN ? [`      and ${fields.length - SHOWN} more fields`] : [],
  ];
}

/** A deployment that appears or goes: what runs pods, and how much else. */
export function shortEffects(effects: readonly Effect[]): readonly string[] {
  const told = effects.filter(({ kind, danger }) => ['creates', 'deletes', 'storage'].includes(kind)
    || danger === 'refused');
  const others = effects.length - told.length;
  return [
    ...told.map(({ danger, object, text }) => `    ${marks[danger]} ${object} ${text}`),
    ...others > 0 ? [`    and ${others} other ${others === 1 ? 'object' : 'objects'}`] : [],
  ];
}

/** The others have them in their sentence. */
const TELLS_FIELDS: ReadonlySet<Effect['kind']> = new Set(['restarts', 'recreates']);
/** Fields that a reader still takes in. */
const SHOWN = 6;

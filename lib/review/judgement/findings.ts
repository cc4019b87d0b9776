import { waiversOf } from '../../plan/waiver-annotations';
import type { RenderedObject } from '../../rules/language/rendered-object';
import type { Finding } from '../../rules/language/finding';
import { comparedWith } from '../../synth/comparison';
import { EarlierSide } from './earlier-side';
import type { ManifestDocument } from '../manifests/manifest-document';
import type { Side, Sides } from '../manifests/side';
import type { Risk } from './risk';

/**
 * What the rules about changes say, and the waivers that appear or go. A finding that the files waive for this change
 * needs care; one that they do not is refused.
 */
export function findingRisks(deployment: string, { after, before }: Sides): readonly Risk[] {
  const waivers = waiverRisks(before, after);
  if (before.isEmpty || after.isEmpty) return waivers;
  const last = new EarlierSide(before, after);
  const written = after.documents.map(document => ({ object: judged(document, last), text: document.text }));
  const found = comparedWith(last, deployment, written);
  const risks = (isWaived: boolean) =>
    found.filter(each => each.isWaived === isWaived).map(({ finding }) => riskOf(finding, isWaived));
  return [...risks(false), ...risks(true), ...waivers];
}

/** An object that is as before is only told from others, but for what runs pods. */
function judged(document: ManifestDocument, last: EarlierSide): RenderedObject {
  const { head } = document;
  const isAsBefore = last.textOf({ object: head as unknown as RenderedObject, text: document.text }) === document.text;
  return (isAsBefore && !RUNS.test(document.text) ? head : document.object) as unknown as RenderedObject;
}

const RUNS = /^ {2}template:|^ {2}leaderWorkerTemplate:|record\.json:/m;

function riskOf({ cause, fix, rule, severity }: Finding, isWaived = false): Risk {
  return {
    danger: severity === 'error' && !isWaived ? 'refused' : 'care', rule,
    text: isWaived ? `waived for this change: ${cause}` : cause,
    ...!isWaived && { fix },
  };
}

function waiverRisks(before: Side, after: Side): readonly Risk[] {
  const [was, is] = [reasonsIn(before), reasonsIn(after)];
  const appear = [...is].filter(([rule, reason]) => was.get(rule) !== reason)
    .map(([rule, reason]): Risk => ({ danger: 'care', rule, text: `is waived: ${reason}` }));
  const go = before.isEmpty || after.isEmpty ? [] : [...was.keys()].filter(rule => !is.has(rule))
    .map((rule): Risk => ({ danger: 'safe', rule, text: 'is no longer waived, and finds nothing' }));
  return [...appear, ...go];
}

function reasonsIn(side: Side): ReadonlyMap<string, string> {
  return new Map(side.pods.flatMap(({ part }) =>
    waiversOf(part.object.metadata.annotations ?? {}).map(({ reason, rule }) => [rule, reason])));
}

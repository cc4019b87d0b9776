import { waiversOf } from '../../plan/waiver-annotations';
import { changeRules } from '../../rules/changes/changes';
import type { RenderedObject, WrittenObject } from '../../rules/language/rendered-object';
import { applyRule } from '../../rules/language/rule';
import type { Finding } from '../../rules/language/finding';
import { compare } from '../../synth/comparison';
import { LastFiles } from '../../synth/last-synth';
import { identityOf } from '../manifests/identity';
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
  const earlier = new Map(before.documents.map(document => [keyOf(document.head), document]));
  const earlierRecord = before.documents.find(({ isRecord }) => isRecord);
  const textOf = ({ object, text }: WrittenObject): string | undefined =>
    earlier.get(keyOf(object))?.text ?? (text.includes('\n  record.json: ') ? earlierRecord?.text : undefined);
  const written = after.documents.map(document => ({ object: judged(document, earlier), text: document.text }));
  const found = compare(deployment, written, textOf);
  const last = new LastFiles(written, textOf);
  const all = changeRules.flatMap(rule => applyRule(rule, deployment, rule.check(written, last)));
  const open = new Set(found.map(({ cause, rule }) => `${rule} ${cause}`));
  return [
    ...found.map(finding => riskOf(finding)),
    ...all.filter(({ cause, rule }) => !open.has(`${rule} ${cause}`)).map(finding => riskOf(finding, true)),
    ...waivers,
  ];
}

/** An object that is as before is only told from others, but for what runs pods. */
function judged(document: ManifestDocument, earlier: ReadonlyMap<string, ManifestDocument>): RenderedObject {
  const { head } = document;
  const isAsBefore = earlier.get(keyOf(head))?.text === document.text;
  return (isAsBefore && !RUNS.test(document.text) ? head : document.object) as unknown as RenderedObject;
}

const RUNS = /^ {2}template:|^ {2}leaderWorkerTemplate:|record\.json:/m;

function keyOf(object: object): string {
  return identityOf(object as Parameters<typeof identityOf>[0]);
}

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

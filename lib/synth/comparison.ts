import { WrittenObject } from '../rules/language/rendered-object';
import { Finding } from '../rules/language/finding';
import { applyRule, RuleText } from '../rules/language/rule';
import { waiversOf } from '../plan/waiver-annotations';
import { handoverRule, handovers } from './replicas-handover';
import { pairChangeRule, pairChanges } from './pair-change';
import { parsed, type TextBefore } from './previous-object';
import { previousRecord } from './previous-record';

/** The rules that compare what is written with what the last synth wrote. */
export const comparisonRules: readonly RuleText[] = [handoverRule, pairChangeRule];

/**
 * What is found in the objects of a chart beside those of the last synth, without what is waived. Waivers are read from
 * the objects. A reason counts for one change: where the last synth had it, it was written for an earlier one.
 */
export function compare(chart: string, objects: readonly WrittenObject[], before: TextBefore): Finding[] {
  const record = once(() => previousRecord(objects, before));
  const found = [
    ...applyRule(handoverRule, chart, handovers(objects, before, record)),
    ...applyRule(pairChangeRule, chart, pairChanges(objects, before, record)),
  ];
  if (found.length === 0) return [];
  const reasons = reasonsIn(objects.map(({ object }) => object));
  const earlier = reasonsIn(
    objects.map(written => (written.object.kind === 'Deployment' ? parsed(before(written)) : undefined)),
  );
  return found.flatMap((finding) => {
    const reason = reasons.get(finding.rule);
    if (reason === undefined) return [finding];
    return reason === earlier.get(finding.rule)
      ? [
          {
            ...finding,
            fix:
              `${finding.fix}. The reason in \`waive.${finding.rule}\` is that of the last synth: write one `
              + 'for this change',
          },
        ]
      : [];
  });
}

function once<T>(read: () => T): () => T {
  let done: { readonly value: T } | undefined;
  return () => (done ??= { value: read() }).value;
}

/** The waivers that objects tell of. */
function reasonsIn(objects: readonly (WrittenObject['object'] | undefined)[]): ReadonlyMap<string, string> {
  const waivers = objects.flatMap(object =>
    waiversOf((object?.metadata?.annotations ?? {}) as Readonly<Record<string, string>>),
  );
  return new Map(
    waivers.filter(({ reason }) => String(reason).trim() !== '').map(({ rule, reason }) => [rule, reason]),
  );
}

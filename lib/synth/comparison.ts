import { WrittenObject } from '../rules/language/rendered-object';
import { Finding } from '../rules/language/finding';
import { applyRule } from '../rules/language/rule';
import { changeRules } from '../rules/changes/changes';
import type { LastSynth } from '../rules/changes/last-synth';
import { waiversOf } from '../plan/waiver-annotations';

/** What is found in the objects of a chart beside those of the last synth, without what is waived. */
export function compare(chart: string, objects: readonly WrittenObject[], last: LastSynth): Finding[] {
  return comparedWith(last, chart, objects).flatMap(({ finding, isWaived }) => isWaived ? [] : [finding]);
}

/** What a change of objects breaks. */
export interface ComparedFinding {
  /** What is found. */
  readonly finding: Finding;
  /** Whether the objects waive it for this change. */
  readonly isWaived: boolean;
}

/**
 * All that is found beside the last synth. Waivers are read from the objects. A reason counts for one change: where the
 * last synth had it, it was written for an earlier one.
 */
export function comparedWith(last: LastSynth, chart: string, objects: readonly WrittenObject[]): ComparedFinding[] {
  const found = changeRules.flatMap(rule => applyRule(rule, chart, rule.check(objects, last)));
  if (found.length === 0) return [];
  const reasons = reasonsIn(objects.map(({ object }) => object));
  const earlier = reasonsIn(earlierDeployments(objects, last));
  return found.map((finding) => {
    const reason = reasons.get(finding.rule);
    if (reason === undefined) return { finding, isWaived: false };
    if (reason !== earlier.get(finding.rule)) return { finding, isWaived: true };
    const fix = `${finding.fix}. The reason in \`waive.${finding.rule}\` is that of the last synth: write one for this `
      + 'change';
    return { finding: { ...finding, fix }, isWaived: false };
  });
}

/** The Deployments that the last synth had, also those with names of which this one has none. */
function earlierDeployments(
  objects: readonly WrittenObject[], last: LastSynth,
): (WrittenObject['object'] | undefined)[] {
  const recorded = (last.record?.objects ?? []).filter(({ kind }) => kind === 'Deployment');
  return recorded.length > 0
    ? recorded.map(object => last.recorded(object))
    : objects.filter(({ object }) => object.kind === 'Deployment').map(written => last.objectOf(written));
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

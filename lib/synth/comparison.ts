import { WrittenObject } from '../rules/language/rendered-object';
import { Finding } from '../rules/language/finding';
import { applyRule } from '../rules/language/rule';
import { changeRules } from '../rules/changes/changes';
import { waiversOf } from '../plan/waiver-annotations';
import { LastFiles } from './last-synth';

/**
 * What is found in the objects of a chart beside those of the last synth, without what is waived. Waivers are read from
 * the objects. A reason counts for one change: where the last synth had it, it was written for an earlier one.
 *
 * @param textOf the YAML that an object had in the last synth
 */
export function compare(
  chart: string, objects: readonly WrittenObject[], textOf: (written: WrittenObject) => string | undefined,
): Finding[] {
  const last = new LastFiles(objects, textOf);
  const found = changeRules.flatMap(rule => applyRule(rule, chart, rule.check(objects, last)));
  if (found.length === 0) return [];
  const reasons = reasonsIn(objects.map(({ object }) => object));
  const earlier = reasonsIn(earlierDeployments(objects, last));
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

/** The Deployments that the last synth had, also those with names of which this one has none. */
function earlierDeployments(
  objects: readonly WrittenObject[], last: LastFiles,
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

import type { ApiObject } from 'cdk8s';
import type { InferencePlan } from '../plan/inference-plan';
import type { Finding } from '../rules/language/finding';
import { toJsonPatch } from '../rules/language/json-patch';
import { judgeOverride, missingTarget, unjudgedOverrides } from '../rules/objects/overrides';
import { isDerived } from './derived-object';
import { rendered } from './patches';

/**
 * Applies the overrides of a spec to the objects of its deployment.
 *
 * @returns what is wrong with them and not waived; one with an error is not applied
 */
export function applyOverrides({ name, spec }: InferencePlan, objects: readonly ApiObject[]): Finding[] {
  const { overrides = [], waive = {} } = spec;
  const isWaived = ({ rule }: Finding): boolean => (waive as Readonly<Record<string, string>>)[rule] !== undefined;
  const found: Finding[] = [];
  const unjudged: string[] = [];
  for (const [index, override] of overrides.entries()) {
    const field = `overrides[${index}]`;
    const targets = objects.filter(object => !isDerived(object));
    const target = targets.find(object => object.kind === override.kind && object.name === override.name);
    if (!target) {
      found.push(...missingTarget(name, field, override, targets.map(rendered)));
      continue;
    }
    const judgement = judgeOverride(name, { field, override, before: rendered(target) });
    const standing = judgement.findings.filter(finding => !isWaived(finding));
    found.push(...standing);
    unjudged.push(...judgement.unjudged);
    // eslint-disable-next-line no-restricted-syntax -- the patch is the user's, and was judged
    if (standing.length === 0) target.addJsonPatch(...override.patch.map(toJsonPatch));
  }
  return [...found, ...unjudgedOverrides(name, unjudged).filter(finding => !isWaived(finding))];
}

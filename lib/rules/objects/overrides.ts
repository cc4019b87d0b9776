import { nearest } from '../../schema/did-you-mean';
import type { OverrideSpec } from '../../spec/overrides';
import { Finding } from '../language/finding';
import { patched, PatchError } from '../language/json-patch';
import { describe, RenderedObject } from '../language/rendered-object';
import { applyRule, RuleText, Violation } from '../language/rule';
import { changedPlaces } from './changed-places';
import { fieldOf, isJudged } from './judged-places';
import { checkObject } from './objects';
import { overrideFieldRule, overrideTargetRule, patchRule, unjudgedOverrideRule } from './override-rules';

/** An override and the object that it is of. */
export interface Overridden {
  /** The field of the spec, for example `overrides[0]`. */
  readonly field: string;
  /** What is to change. */
  readonly override: OverrideSpec;
  /** The object as it would be written without it. */
  readonly before: RenderedObject;
}

/** What is wrong with one override; where nothing is, what the object becomes and which places no rule judges. */
export interface OverrideJudgement {
  /** Errors. With one, the override is not applied. */
  readonly findings: readonly Finding[];
  /** The places that only the schema judges. */
  readonly unjudged: readonly string[];
}

/** An override of an object that the deployment does not have. */
export function missingTarget(
  deployment: string, field: string, { kind, name }: OverrideSpec, objects: readonly RenderedObject[],
): Finding[] {
  const ofKind = objects.filter(object => object.kind === kind).map(({ metadata }) => String(metadata?.name));
  const kinds = [...new Set(objects.map(object => String(object.kind)))];
  const meant = ofKind.length > 0 ? nearest(name, ofKind) : nearest(kind, kinds);
  const there = ofKind.length > 0 ? `its objects of this kind: ${ofKind.join(', ')}` : `its kinds: ${kinds.join(', ')}`;
  return applyRule(overrideTargetRule, deployment, [{
    field,
    cause: `the deployment has no ${kind}/${name}; ${there}`,
    ...meant !== undefined && { fix: `use \`${meant}\`` },
  }]);
}

/** Judges one override by what it makes of its object. */
export function judgeOverride(deployment: string, { before, field, override }: Overridden): OverrideJudgement {
  const found = (rule: RuleText, violation: Omit<Violation, 'field'>, at = field): OverrideJudgement =>
    ({ findings: applyRule(rule, deployment, [{ ...violation, field: at }]), unjudged: [] });
  let after: RenderedObject;
  try {
    after = patched(before, override.patch);
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    return found(patchRule, { cause: `${describe(before)}: ${error.message}` }, `${field}.patch[${error.operation}]`);
  }
  const places = changedPlaces(before, after);
  if (places.length === 0)
    return found(patchRule, { cause: `changes nothing: ${describe(before)} already is so`, fix: 'remove it' });
  const identity = places.find(place => identityPlaces.some(pattern => pattern.test(place)));
  if (identity !== undefined)
    return found(overrideTargetRule, { cause: `changes \`${identity}\`, by which ${describe(before)} is known` });
  const objectFindings = checkObject(deployment, after)
    .map(finding => ({ ...finding, field: `${field} ${finding.field}` }));
  const fields = new Map(places.flatMap((place) => {
    const ofSpec = fieldOf(before, place);
    return ofSpec === undefined ? [] : [[ofSpec, place] as const];
  }));
  const set = applyRule(overrideFieldRule, deployment, [...fields].map(([ofSpec, place]) => ({
    field, cause: `sets \`${place}\` of ${describe(before)}, for which the spec has \`${ofSpec}\``,
    fix: `set \`${ofSpec}\``,
  })));
  return {
    findings: [...objectFindings, ...set],
    unjudged: places.filter(place => fieldOf(before, place) === undefined && !isJudged(before, place))
      .map(place => `${describe(before)} ${place}`),
  };
}

/** One warning for all that only the schema judges. */
export function unjudgedOverrides(deployment: string, places: readonly string[]): Finding[] {
  if (places.length === 0) return [];
  const more = places.length > MOST_NAMED ? ` and ${places.length - MOST_NAMED} more` : '';
  return applyRule(unjudgedOverrideRule, deployment, [{
    field: 'overrides',
    cause: `only the schema of the kind judges ${places.slice(0, MOST_NAMED).join(', ')}${more}`,
  }]);
}

/** What the API server knows an object by, and the labels by which the commands find it. */
const identityPlaces = [
  /^(apiVersion|kind)$/, /^metadata\.(name|namespace)$/,
  /^metadata\.labels\.app\.kubernetes\.io\/(managed-by|part-of)$/,
];

const MOST_NAMED = 5;

import type { RenderedObject } from '../language/rendered-object';
import { nodeOf } from '../../schema/schema-node';
import { CleanObjects, WrittenObject } from './clean-objects';
import { place as onOneLine } from '../language/message-text';
import { Finding } from '../language/finding';
import { inspect } from './inspection';
import { Names } from './names-in-text';
import { objectRules } from './object-rules';
import { applyRule } from '../language/rule';

/** All findings on one object of a chart. */
export function checkObject(chart: string, object: RenderedObject): Finding[] {
  const violations = [
    ...inspect(object, nodeOf(object.apiVersion, object.kind)),
    ...objectRules.flatMap(rule => rule.check(object).map(violation => ({ rule, ...violation }))),
  ];
  return violations.flatMap(({ rule, ...violation }) => applyRule(rule, chart, [{
    ...violation, field: [describe(object), onOneLine(violation.field)].filter(Boolean).join(' '),
  }]));
}

/** All findings on one object of a deployment, as {@link checkObject}, quicker where another deployment has had the same one under other names. */
export function checkWritten(names: Names, written: WrittenObject): Finding[] {
  if (clean.has(names, written)) return [];
  const findings = checkObject(names[0], written.object);
  if (findings.length === 0) clean.add(names, written);
  return findings;
}

const clean = new CleanObjects();

/** An object as a reader names it. */
export function describe({ kind, metadata }: RenderedObject): string {
  return onOneLine(`${String(kind)}/${String(metadata?.name)}`);
}

import { describe, RenderedObject } from '../language/rendered-object';
import { nodeOf } from '../../schema/schema-node';
import { place as onOneLine } from '../language/message-text';
import { Finding } from '../language/finding';
import { inspect } from './inspection';
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

import { nodeOf } from '../schema/schema-node';
import { place as onOneLine } from './excerpt';
import { Finding } from './finding';
import { inspect } from './inspection';
import { nameRule } from './object-names';
import { portRule } from './object-ports';
import { secretDataRule } from './object-secrets';
import { Place } from './place';
import { applyRule, Rule, RuleText, Violation } from './rule';

/** A Kubernetes object as it will be written. */
export interface RenderedObject {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: {
    readonly name?: unknown;
    readonly namespace?: unknown;
    readonly labels?: Readonly<Record<string, unknown>>;
    readonly annotations?: Readonly<Record<string, unknown>>;
  };
  readonly [field: string]: unknown;
}

/** A statement that every object must satisfy, whatever made it. */
export interface ObjectRule extends Omit<Rule, 'check'> {
  /** The places where an object breaks it; `field` is the path within the object. */
  readonly check: (object: RenderedObject) => readonly Violation[];
}

/** A statement about each value of an object, whatever the object is. */
export interface ValueRule extends RuleText {
  /** What is wrong with a value that has none below it. */
  readonly leaf: (value: unknown, place: Place) => string | undefined;
  /** What is wrong with a key of a map. */
  readonly key?: (key: string) => string | undefined;
}

/** Every rule about an object as a whole. */
export const objectRules: readonly ObjectRule[] = [nameRule, portRule, secretDataRule];

/** All findings on one object of a chart. */
export function checkObject(chart: string, object: RenderedObject): Finding[] {
  const findings = (rule: RuleText, violations: readonly Violation[]) => applyRule(rule, chart, violations.map(violation => ({
    ...violation, field: [describe(object), onOneLine(violation.field)].filter(Boolean).join(' '),
  })));
  const found = inspect(object, nodeOf(object.apiVersion, object.kind)).flatMap(({ rule, ...violation }) => findings(rule, [violation]));
  for (const rule of objectRules) {
    const violations = rule.check(object);
    if (violations.length > 0) found.push(...findings(rule, violations));
  }
  return found;
}

/** An object as a reader names it. */
export function describe({ kind, metadata }: RenderedObject): string {
  return onOneLine(`${String(kind)}/${String(metadata?.name)}`);
}

import { nodeOf } from '../schema/schema-node';
import { CleanObjects, WrittenObject } from './clean-objects';
import { place as onOneLine } from './excerpt';
import { Finding } from './finding';
import { inspect } from './inspection';
import { Names } from './names-in-text';
import { objectRules } from './object-rules';
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
  /** The names of the fields whose values decide, beside which fields there are. */
  readonly reads: readonly string[];
}

/** A statement about each value of an object, whatever the object is. */
export interface ValueRule extends RuleText {
  /** The places of the values that it is about. @default - all */
  readonly concerns?: (place: Place) => boolean;
  /** What is wrong with a value that has none below it. */
  readonly leaf: (value: unknown, place: Place) => string | undefined;
  /** What is wrong with a key of a map. */
  readonly key?: (key: string) => string | undefined;
}

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

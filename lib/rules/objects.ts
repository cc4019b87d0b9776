import { place } from './excerpt';
import { Finding } from './finding';
import { Leaf, leavesOf } from './leaves';
import { labelRules } from './object-labels';
import { nameRule } from './object-names';
import { portRule } from './object-ports';
import { secretRule } from './object-secrets';
import { valueRule } from './object-values';
import { applyRule, Rule, Violation } from './rule';

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
  readonly check: (object: RenderedObject, leaves: readonly Leaf[]) => readonly Violation[];
}

/** Every rule about an object. */
export const objectRules: readonly ObjectRule[] = [nameRule, ...labelRules, portRule, secretRule, valueRule];

/** All findings on one object of a chart. */
export function checkObject(chart: string, object: RenderedObject): Finding[] {
  const leaves = leavesOf(object);
  return objectRules.flatMap(rule => applyRule(rule, chart, rule.check(object, leaves).map(violation => ({
    ...violation, field: [describe(object), place(violation.field)].filter(Boolean).join(' '),
  }))));
}

/** An object as a reader names it. */
export function describe({ kind, metadata }: RenderedObject): string {
  return place(`${String(kind)}/${String(metadata?.name)}`);
}

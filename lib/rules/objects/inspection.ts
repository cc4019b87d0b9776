import { brokenRules } from '../../schema/cel-rules';
import { checkValue } from '../../schema/check-value';
import { celRule, schemaRule } from '../../schema/rules';
import { SchemaNode } from '../../schema/schema-node';
import { valueRules } from './object-rules';
import { Place, placeText } from '../language/field-path';
import { RuleText, Violation } from '../language/rule';

/** Where an object breaks which rule; the field is the path within the object. */
export interface ObjectViolation extends Violation {
  readonly rule: RuleText;
}

/**
 * What the rules about values, the schema and the CEL rules of its kind find in an object. All are asked in one walk.
 */
export function inspect(object: object, node: SchemaNode | undefined): readonly ObjectViolation[] {
  const inspection = new Inspection();
  inspection.visit(object, node, []);
  // Of an object with a wrong field, the rules of CEL about that field say nothing more.
  return inspection.violations.some(({ rule }) => rule === schemaRule)
    ? inspection.violations.filter(({ rule }) => rule !== celRule)
    : inspection.violations;
}

class Inspection {
  public readonly violations: ObjectViolation[] = [];

  /** The place is one list that grows and shrinks, so that a value without violations makes no garbage. */
  public visit(value: unknown, node: SchemaNode | undefined, place: (string | number)[]): void {
    const known = node && this.isOfSchema(node, value, place) ? node : undefined;
    if (typeof value !== 'object' || value === null) this.leaf(value, place);
    else if (Array.isArray(value)) this.list(value, known?.items, place);
    else this.fields(value as Readonly<Record<string, unknown>>, known, place);
  }

  private list(list: readonly unknown[], node: SchemaNode | undefined, place: (string | number)[]): void {
    const depth = place.length;
    for (let index = 0; index < list.length; index++) {
      place[depth] = index;
      this.visit(list[index], node, place);
    }
    place.length = depth;
  }

  private fields(
    object: Readonly<Record<string, unknown>>,
    node: SchemaNode | undefined,
    place: (string | number)[],
  ): void {
    const depth = place.length;
    for (const key of Object.keys(object)) {
      place[depth] = key;
      for (const rule of keyRules) {
        const cause = rule.key?.(key);
        if (cause === undefined) continue;
        this.report(rule, placeText([...place.slice(0, depth), key.length > LONGEST_KEY ? '...' : key]), cause);
      }
      this.visit(object[key], node?.field(key), place);
    }
    place.length = depth;
  }

  private leaf(value: unknown, place: Place): void {
    for (const rule of valueRules) {
      const cause = rule.leaf(value, place);
      if (cause !== undefined) this.report(rule, placeText(place), cause);
    }
  }

  private isOfSchema(node: SchemaNode, value: unknown, place: Place): boolean {
    const fits = checkValue(node, value, (cause, key) =>
      this.report(schemaRule, placeText(key === undefined ? place : [...place, key]), cause),
    );
    if (node.text.rules) for (const cause of brokenRules(node, value)) this.report(celRule, placeText(place), cause);
    return fits;
  }

  private report(rule: RuleText, field: string, cause: string): void {
    this.violations.push({ rule, field, cause });
  }
}

const keyRules = valueRules.filter(({ key }) => key !== undefined);

/** Of a key in a message. */
const LONGEST_KEY = 100;

import { excerpt } from '../rules/language/message-text';
import { boundProblem } from './bounds';
import { listProblem } from './list-identity';
import { SchemaNode } from './schema-node';

/**
 * Called with what is wrong, and the field or entry of the value that it is about; without one, it is about the value.
 */
export type Report = (cause: string, key?: string | number) => void;

/**
 * What the API server would refuse in a value by its schema, under strict field validation: a wrong type, a bound that
 * is not kept, unknown and missing fields, repeated entries. Of what is below the value only the names of the fields
 * count. Nulls are not its concern.
 *
 * @returns whether the schema can be asked about what is below
 */
export function checkValue(node: SchemaNode, value: unknown, report: Report): boolean {
  if (value === null || value === undefined) return false;
  if (!isOfType(node, value)) {
    report(`must be ${expected(node)}, got ${kindOf(value)}`);
    return false;
  }
  const problem = node.bounded ? boundProblem(node, value) : undefined;
  if (problem) report(problem);
  if (Array.isArray(value)) checkList(node, value, report);
  else if (typeof value === 'object') checkFields(node, value as Readonly<Record<string, unknown>>, report);
  if (node.hasChoices) checkChoices(node, value, report);
  return true;
}

function checkList(node: SchemaNode, list: readonly unknown[], report: Report): void {
  const repeated = listProblem(node.text, list);
  if (repeated) report(repeated.cause, repeated.index);
}

function checkFields(node: SchemaNode, object: Readonly<Record<string, unknown>>, report: Report): void {
  const { closed, required } = node.text;
  if (closed)
    for (const key of Object.keys(object))
      if (!node.properties.has(key)) report('must not be set: the API has no such field', key);
  if (required)
    for (const key of required) if (object[key] === undefined && !hasDefault(node, key)) report('must be set', key);
}

function hasDefault({ properties }: SchemaNode, key: string): boolean {
  return properties.get(key)?.text.default !== undefined;
}

function checkChoices(node: SchemaNode, value: unknown, report: Report): void {
  const [all, any, one, not] = [node.choice('allOf') ?? [], node.choice('anyOf'), node.choice('oneOf'), node.not];
  const matches = (choice: SchemaNode) => fits(choice, value);
  if (!all.every(matches) || (any && !any.some(matches)) || (not && matches(not)))
    report(`is none of the forms that the API takes, got ${kindOf(value)}`);
  if (one && one.filter(matches).length !== 1)
    report(`must be exactly one of the forms that the API takes, got ${kindOf(value)}`);
}

/** Whether {@link checkValue} finds nothing. */
export function isSound(node: SchemaNode, value: unknown): boolean {
  let problems = 0;
  checkValue(node, value, () => problems++);
  return problems === 0;
}

/** Whether a value and all that is below it fit a schema. */
export function fits(node: SchemaNode, value: unknown): boolean {
  let problems = 0;
  const below = checkValue(node, value, () => problems++);
  if (problems > 0) return false;
  if (!below || typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, child]) => {
    const own = Array.isArray(value) ? node.items : node.field(key);
    return !own || fits(own, child);
  });
}

function isOfType({ types }: SchemaNode, value: unknown): boolean {
  if (types === undefined) return true;
  for (const type of types) if (isOne(type, value)) return true;
  return false;
}

function isOne(type: string, value: unknown): boolean {
  switch (type) {
    case 'integer': return Number.isInteger(value);
    case 'array': return Array.isArray(value);
    case 'object': return typeof value === 'object' && !Array.isArray(value);
    default: return typeof value === type;
  }
}

function expected({ types = [] }: SchemaNode): string {
  return types.map(type => typeNames[type]!).join(' or ');
}

const typeNames: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
};

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null
    ? `a map of ${Object.keys(value).join(', ') || 'nothing'}`
    : excerpt(value);
}

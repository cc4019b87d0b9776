import { nearest } from './did-you-mean';
import { shown } from './shown';
import type { Violation } from './violation';

/**
 * Says where a value is not what a field takes. `cdk8s synth` type-checks nothing, so a mistyped field must be found at
 * run time as well.
 */
export type Shape = (value: unknown, field: string) => readonly Violation[];

/** The shapes of all fields of an object type; the compiler demands each one. */
export type Fields<T> = { readonly [K in keyof Required<T>]: Shape };

/** An object with these fields and no others. */
export function object<T extends object>(fields: Fields<T>): Shape {
  const known = Object.entries<Shape>(fields);
  const inside = (value: Readonly<Record<string, unknown>>, field: string) => {
    const violations: Violation[] = [];
    for (const [name, shape] of known) {
      const found = shape(value[name], join(field, name));
      if (found.length > 0) violations.push(...found);
    }
    return violations;
  };
  return (value, field) => {
    // Who writes `true` means the part with its defaults.
    if (value === true && inside({}, field).length === 0) return wrong('an object', value, field, 'use `{}`');
    if (!isObject(value)) return wrong('an object', value, field);
    const violations = inside(value, field);
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name))
        violations.push(unknownField(name, join(field, name), Object.keys(fields)));
    }
    return violations;
  };
}

function unknownField(name: string, field: string, known: readonly string[]): Violation {
  const meant = nearest(name, known);
  return meant === undefined
    ? { field, cause: `\`${name}\` is not a known field; known fields: ${known.join(', ')}` }
    : { field, cause: `\`${name}\` is not a known field; perhaps \`${meant}\` is meant`, fix: `use \`${meant}\`` };
}

/** One of several objects, told apart by `type`. */
export function union(variants: Readonly<Record<string, Shape>>): Shape {
  return (value, field) => {
    if (!isObject(value)) return wrong('an object', value, field);
    const shape
      = typeof value.type === 'string' && Object.hasOwn(variants, value.type) ? variants[value.type] : undefined;
    return shape ? shape(value, field) : wrong(listed(Object.keys(variants)), value.type, join(field, 'type'));
  };
}

/** A field that may be left out. */
export function optional(shape: Shape): Shape {
  return (value, field) => (value === undefined ? [] : shape(value, field));
}

/** A part that is on unless it is `false`. */
export function orFalse(shape: Shape): Shape {
  return (value, field) => value === false
    ? []
    : shape(value, field).map(violation => violation.field === field
        ? { ...violation, cause: violation.cause.replace('must be ', 'must be `false` or ') }
        : violation);
}

/** A list of one shape. */
export function list(shape: Shape): Shape {
  return (value, field) =>
    isList(value)
      ? value.flatMap((item, index) => shape(item, `${field}[${index}]`))
      : wrong(Array.isArray(value) ? 'a list without holes and without fields' : 'a list', value, field);
}

/** A map of one shape. */
export function map(shape: Shape): Shape {
  return (value, field) => isObject(value)
    ? Object.entries(value).flatMap(([key, item]) => reserved.has(key)
        ? [{ field: join(field, key), cause: `\`${key}\` is a reserved word of JavaScript and cannot be a key` }]
        : shape(item, join(field, key)))
    : wrong('a map', value, field);
}

// cdk8s tells plain objects by their `constructor`.
const reserved = new Set(['constructor', '__proto__']);

/** One of these literals. */
export function oneOf(...values: readonly (string | number)[]): Shape {
  return (value, field) => (values.includes(value as string) ? [] : wrong(listed(values), value, field));
}

/** One of several shapes: what is wrong with the one that is meant, where that is plain. */
export function anyOf(expected: string, ...shapes: readonly Shape[]): Shape {
  return (value, field) => {
    const found = shapes.map(shape => shape(value, field));
    return found.some(({ length }) => length === 0) ? [] : nearestForm(found, field) ?? wrong(expected, value, field);
  };
}

/** The violations of the form that is nearest: its mistakes are inside of the value, and no other has as few. */
function nearestForm(found: readonly (readonly Violation[])[], field: string): readonly Violation[] | undefined {
  const distance = (violations: readonly Violation[]) =>
    2 * violations.length - violations.filter(({ fix }) => fix !== undefined).length;
  const [first, second] = found
    .filter(violations => violations.every(violation => violation.field !== field))
    .sort((one, other) => distance(one) - distance(other));
  return first && (second === undefined || distance(first) < distance(second)) ? first : undefined;
}

/** Text. */
export const string: Shape = (value, field) => (typeof value === 'string' ? [] : wrong('text', value, field));

/** A text of a form; `expected` says of which. */
export function form(pattern: RegExp, expected: string): Shape {
  return (value, field) =>
    typeof value === 'string' && pattern.test(value)
      ? []
      : [{ field, cause: `must be ${expected}, got ${shown(value)}` }];
}

/** The address of a page. */
export const webAddress: Shape = (value, field) =>
  (typeof value === 'string' && /^https?:\/\/[^\s/]\S*$/.test(value) ? [] : wrong('an https:// address', value, field));

/** A number; its bounds are for the rules. */
export const number: Shape = (value, field) =>
  typeof value === 'number' ? [] : wrong('a number', value, field, withoutQuotes(value));

/** A whole number within bounds that are the API's own. */
export function wholeNumber(least: number, most: number): Shape {
  const isRight = (value: unknown) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
  return (value, field) => isRight(value)
    ? []
    : wrong(`a whole number between ${least} and ${most}`, value, field, withoutQuotes(value, isRight));
}

/** `true` or `false`. */
export const boolean: Shape = (value, field) =>
  typeof value === 'boolean'
    ? []
    : wrong('true or false', value, field, value === 'true' || value === 'false' ? `use ${value}` : undefined);

/** The fix for a number that was written as text. */
function withoutQuotes(value: unknown, isRight = Number.isFinite): string | undefined {
  const isText = typeof value === 'string' && /^[+-]?\d+(\.\d+)?$/.test(value);
  return isText && isRight(Number(value)) ? `use ${Number(value)}` : undefined;
}

/** Anything of JSON, for parameters of plugins; functions, symbols and the like are not data. */
export const data: Shape = (value, field) => {
  if (
    value === null
    || ['string', 'boolean'].includes(typeof value)
    || (typeof value === 'number' && Number.isFinite(value))
  )
    return [];
  if (isList(value)) return list(data)(value, field);
  return isObject(value) ? map(data)(value, field) : wrong('data', value, field);
};

function wrong(expected: string, value: unknown, field: string, fix?: string): Violation[] {
  return [{ field, cause: `must be ${expected}, got ${shown(value)}`, ...(fix !== undefined && { fix }) }];
}

/**
 * A plain object: dates, maps, patterns and instances of classes cannot be written to YAML. The prototype is of any
 * realm, as in tests.
 */
function isObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype !== null && Object.getPrototypeOf(prototype) === null;
}

/** An array as a literal has it: no holes, no fields of its own, and the methods of an array. */
function isList(value: unknown): value is readonly unknown[] {
  return (
    Array.isArray(value)
    && Object.keys(value).length === value.length
    && Object.hasOwn(Object(Object.getPrototypeOf(value)) as object, 'map')
  );
}

function listed(values: readonly (string | number)[]): string {
  return `one of ${values.map(value => typeof value === 'string' ? `'${value}'` : value).join(', ')}`;
}

function join(field: string, name: string): string {
  return field === '' ? name : `${field}.${name}`;
}

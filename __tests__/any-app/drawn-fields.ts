import fc from 'fast-check';
import type { Shape } from '../../lib/schema/shape';
import { drawn, drawnKeys } from './drawn-values';
import { Form, formOf, objectWith } from './shape-forms';

/** A value of a shape, drawn from what `drawn-values.ts` has for its fields. What draws it is made once. */
export function valueOf(shape: Shape, path: string): fc.Arbitrary<unknown> {
  const made = drawnOnce.get(shape) ?? new Map<string, fc.Arbitrary<unknown>>();
  drawnOnce.set(shape, made);
  const known = made.get(path);
  if (known !== undefined) return known;
  const value = newValueOf(shape, path);
  made.set(path, value);
  return value;
}

const drawnOnce = new Map<Shape, Map<string, fc.Arbitrary<unknown>>>();

function newValueOf(shape: Shape, path: string): fc.Arbitrary<unknown> {
  const named = served(drawn, path);
  const form = formAt(shape, path);
  if (path === 'fabric') return fc.oneof(fc.constant('tcp'), fields(objectWith('network', 'devices'), path));
  if (form === undefined) return named ?? unserved(path);
  switch (form.kind) {
    case 'optional': return valueOf(form.of, path);
    case 'orFalse': return fc.oneof(fc.constant(false), valueOf(form.of, path));
    case 'object': return fields(form.parts, path);
    case 'union': return fc.oneof(...Object.entries(form.parts).map(([type, variant]) =>
      valueOf(variant, path).map(value => ({ ...value as object, type }))));
    case 'list': return fc.array(valueOf(form.of, `${path}[]`), { maxLength: 2 });
    case 'map': return fc.dictionary(served(drawnKeys, path) ?? unserved(`the keys of ${path}`),
      valueOf(form.of, `${path}.*`), { maxKeys: 2, noNullPrototype: true });
    case 'anyOf': return fc.oneof(...form.shapes.map(one => valueOf(one, path)));
    case 'oneOf': return fc.constantFrom(...form.values);
    case 'wholeNumber': return fc.oneof(
      fc.constantFrom(form.least, form.most),
      fc.integer({ min: form.least, max: Math.min(form.most, form.least + 600) }));
    case 'boolean': return fc.boolean();
    default: return named ?? unserved(path);
  }
}

/** `pod` is looked at before its shape is asked, for a field that it must not have. */
function formAt(shape: Shape, path: string): Form | undefined {
  const form = formOf(shape);
  return form === undefined && path.endsWith('.pod')
    ? { kind: 'object', parts: objectWith('affinity', 'nodeSelector') }
    : form;
}

/** The shapes of a field and of all fields inside, by path. Entries of lists and maps are drawn with their field. */
export function fieldShapes(shape: Shape, path: string): ReadonlyMap<string, Shape> {
  const found = new Map([[path, shape]]);
  const form = formAt(shape, path);
  const inside = unwrapped(form, path);
  const variants = inside?.kind === 'union'
    ? Object.values(inside.parts).map(variant => formOf(variant))
    : [inside];
  for (const variant of variants) {
    if (variant?.kind !== 'object') continue;
    for (const [name, part] of Object.entries(variant.parts)) {
      if (name === 'type') continue;
      for (const [dotted, own] of fieldShapes(part, `${path}.${name}`)) found.set(dotted, own);
    }
  }
  return found;
}

function unwrapped(form: Form | undefined, path: string): Form | undefined {
  return form?.kind === 'optional' || form?.kind === 'orFalse' ? unwrapped(formAt(form.of, path), path) : form;
}

function fields(parts: Readonly<Record<string, Shape>>, path: string): fc.Arbitrary<Record<string, unknown>> {
  const required = Object.keys(parts).filter(name => formOf(parts[name]!)?.kind !== 'optional');
  return fc.record(
    Object.fromEntries(Object.entries(parts).map(([name, part]) =>
      [name, name === 'type'
        ? served(drawn, `${path}.type`) ?? fc.constant('')
        : valueOf(part, path === '' ? name : `${path}.${name}`)])),
    { requiredKeys: required, noNullPrototype: true },
  );
}

/** The entry of the longest path that the field's ends with. */
function served<T>(table: Readonly<Record<string, T>>, path: string): T | undefined {
  const ends = Object.keys(table).filter(end => path === end || path.endsWith(`.${end}`));
  const [longest] = ends.sort((a, b) => b.length - a.length);
  return longest === undefined ? undefined : table[longest];
}

function unserved(path: string): never {
  throw new Error(`drawn-values.ts has nothing for ${path}: write what people write there, and what nobody should`);
}

import type { Shape } from '../../lib/schema/shape';

/** What a shape was made of. */
export type Form
  = | { readonly kind: 'object' | 'union'; readonly parts: Readonly<Record<string, Shape>> }
    | { readonly kind: 'optional' | 'orFalse' | 'list' | 'map'; readonly of: Shape }
    | { readonly kind: 'anyOf'; readonly shapes: readonly Shape[] }
    | { readonly kind: 'oneOf'; readonly values: readonly (string | number)[] }
    | { readonly kind: 'wholeNumber'; readonly least: number; readonly most: number }
    | { readonly kind: 'string' | 'number' | 'boolean' | 'data' };

type Module = typeof import('../../lib/schema/shape');

const forms = new Map<Shape, Form>();

/** The module of shapes, whose functions also remember what each shape was made of. */
export function recording(actual: Module): Module {
  const remember = (shape: Shape, form: Form): Shape => {
    forms.set(shape, form);
    return shape;
  };
  for (const kind of ['string', 'number', 'boolean', 'data'] as const) remember(actual[kind], { kind });
  return {
    ...actual,
    object: fields => remember(actual.object(fields), { kind: 'object', parts: fields }),
    union: variants => remember(actual.union(variants), { kind: 'union', parts: variants }),
    optional: of => remember(actual.optional(of), { kind: 'optional', of }),
    orFalse: of => remember(actual.orFalse(of), { kind: 'orFalse', of }),
    list: of => remember(actual.list(of), { kind: 'list', of }),
    map: of => remember(actual.map(of), { kind: 'map', of }),
    anyOf: (expected, ...shapes) => remember(actual.anyOf(expected, ...shapes), { kind: 'anyOf', shapes }),
    oneOf: (...values) => remember(actual.oneOf(...values), { kind: 'oneOf', values }),
    wholeNumber: (least, most) => remember(actual.wholeNumber(least, most), { kind: 'wholeNumber', least, most }),
  };
}

/** What a shape was made of; nothing for a function written by hand. */
export function formOf(shape: Shape): Form | undefined {
  return forms.get(shape);
}

/** The fields of the object that has all of these. */
export function objectWith(...names: readonly string[]): Readonly<Record<string, Shape>> {
  for (const form of forms.values()) {
    if (form.kind === 'object' && names.every(name => name in form.parts)) return form.parts;
  }
  throw new Error(`no shape has the fields ${names.join(', ')}`);
}

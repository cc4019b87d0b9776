import fc from 'fast-check';
import type { InferenceSpec } from '../../lib';
import { arbitrarySpec } from '../arbitrary-spec';
import { wrongValue } from '../wrong-value';
import { fieldShapes, valueOf } from './drawn-fields';
import { objectWith } from './shape-forms';

const root = objectWith('prefill', 'decode', 'modelCache');
const shapes = new Map(Object.entries(root).flatMap(([field, shape]) => [...fieldShapes(shape, field)]));
const paths = [...shapes.keys()];

/** A field of the spec with a value for it and for each object that it is in, from the outermost on. */
interface Change {
  readonly path: readonly string[];
  readonly values: readonly unknown[];
}

const change: fc.Arbitrary<Change> = fc.constantFrom(...paths).chain((dotted) => {
  const known = changes.get(dotted) ?? changeOf(dotted);
  changes.set(dotted, known);
  return known;
});

/** What draws a change of each field. */
const changes = new Map<string, fc.Arbitrary<Change>>();

function changeOf(dotted: string): fc.Arbitrary<Change> {
  const path = dotted.split('.');
  return fc.tuple(...path.map((_, depth) => {
    const around = path.slice(0, depth + 1).join('.');
    const value = valueOf(shapes.get(around)!, around);
    return fc.oneof({ weight: 19, arbitrary: value }, { weight: 1, arbitrary: wrongValue });
  }))
    .map(values => ({ path, values }));
}

/** A spec that is valid but for some fields, which have any value that people write there. */
export const anySpec = fc.tuple(arbitrarySpec, fc.array(change, { maxLength: 4 })).map(([valid, drawn]) =>
  drawn.reduce<unknown>((changed, one) => applied(changed, one), valid) as InferenceSpec);

function applied(old: unknown, { path: [key, ...rest], values: [value, ...inside] }: Change): unknown {
  const parts = old as Readonly<Record<string, unknown>>;
  const own = parts[key!];
  const isInside = rest.length > 0 && typeof own === 'object' && own !== null;
  return { ...parts, [key!]: isInside ? applied(own, { path: rest, values: inside }) : value };
}

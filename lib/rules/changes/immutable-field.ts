import type { RenderedObject } from '../language/rendered-object';

/** A field that the API server does not change in an object that exists. */
export interface ImmutableField {
  /** The kinds that have it. */
  readonly kinds: readonly string[];
  /** Where it is, its fields with dots between them. */
  readonly path: string;
  /** The field of a spec that sets it. @default - none, the object is named */
  readonly field?: string;
  /** Whether a change is refused. @default - every change is */
  readonly refuses?: (from: unknown, to: unknown) => boolean;
  /** Objects that it is about. @default - all of the kinds */
  readonly concerns?: (was: RenderedObject) => boolean;
  /** What to do before the object can be made anew, beside deleting it. @default - nothing */
  readonly first?: string;
}

/** The value at a path of an object; undefined where there is none. */
export function valueAt(object: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    object,
  );
}

/**
 * A change of one object after it was made, for what no field of the spec says. It is checked as any object is: by the
 * schema of its kind, and by the rules between objects.
 */
export interface OverrideSpec {
  /** The kind of the object, for example `HTTPRoute`. One of the deployment's; else it is an error (PD746). */
  readonly kind: string;
  /** The name of the object. */
  readonly name: string;
  /**
   * What changes, in this order. Paths are those of the YAML in `dist/`. What hits nothing or changes nothing is an
   * error (PD745), as is a field that the kind does not have (PD743).
   */
  readonly patch: readonly PatchOperation[];
}

/** One operation of a JSON patch (RFC 6902). */
export type PatchOperation = PatchValue | PatchRemoval | PatchTransfer;

/** Sets a value, or demands one. */
export interface PatchValue {
  /**
   * `add` sets a field that may not be there, or inserts into a list; `replace` needs a value to replace; `test` fails
   * where the value is another.
   */
  readonly op: 'add' | 'replace' | 'test';
  /** Where, as a JSON pointer: `~1` is a slash in a name, `~0` a tilde, and `-` the end of a list. */
  readonly path: `/${string}`;
  /** Data of JSON. A quantity is text, for example `'1'`. */
  readonly value: unknown;
}

/** Takes a value out. */
export interface PatchRemoval {
  /** What is done. */
  readonly op: 'remove';
  /** Where, as a JSON pointer. */
  readonly path: `/${string}`;
}

/** Moves or copies a value. */
export interface PatchTransfer {
  /** What is done. */
  readonly op: 'move' | 'copy';
  /** From where, as a JSON pointer. */
  readonly from: `/${string}`;
  /** Where to, as a JSON pointer. */
  readonly path: `/${string}`;
}

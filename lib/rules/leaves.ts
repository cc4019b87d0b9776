/** A value in an object that has no values below it. */
export interface Leaf {
  /** Where it is. */
  readonly path: Path;
  /** Text, number, truth value or null. */
  readonly value: unknown;
}

/** A place in an object, from the inside out. Only {@link pathText} makes a text of it, for the few places that are reported. */
export interface Path {
  /** Name of a field, or position in a list. */
  readonly key: string | number;
  /** The place around it; absent at the top. */
  readonly parent?: Path;
}

/** All leaves of an object, found once for all rules about it. */
export function leavesOf(object: object): Leaf[] {
  const leaves: Leaf[] = [];
  collect(object, undefined, leaves);
  return leaves;
}

/** For example `spec.containers[0].image`. */
export function pathText({ key, parent }: Path): string {
  const own = typeof key === 'number' ? `[${key}]` : key;
  if (!parent) return own;
  return typeof key === 'number' ? `${pathText(parent)}${own}` : `${pathText(parent)}.${own}`;
}

function collect(value: object, parent: Path | undefined, leaves: Leaf[]): void {
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
  for (const key of keys) {
    const child = (value as Record<string | number, unknown>)[key];
    const path = { key, parent };
    if (typeof child === 'object' && child !== null) collect(child, path, leaves);
    else leaves.push({ path, value: child });
  }
}

/**
 * The JSON pointers of every null in a manifest. A server drops most nulls without a word, so a value that was meant to
 * be there is not.
 */
export function nullPaths(value: unknown, path = ''): string[] {
  if (value === null) return [path];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, below]) => nullPaths(below, `${path}/${pointerPart(key)}`));
}

/** A field's name as JSON pointers write it. */
export function pointerPart(name: string): string {
  return name.replace(/~/g, '~0').replace(/\//g, '~1');
}

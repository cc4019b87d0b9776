/** A value that is not what was expected, as a message shows it: on one line, cut, and by its kind where it is no text. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `'${oneLine(cut(value, LONGEST))}'`;
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (Array.isArray(value)) return 'a list';
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return 'an object without a prototype';
  const { constructor } = prototype as Partial<object>;
  const name = typeof constructor === 'function' && constructor.name !== 'Object' ? constructor.name : '';
  return name === '' ? 'an object' : `an object of class ${cut(name, LONGEST)}`;
}

/** A text, or its beginning and the number of characters that it has. */
export function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}... (${text.length} characters)`;
}

/**
 * A text without control characters. A line break would make two findings of one, and an escape sequence would be
 * obeyed by the terminal.
 */
export function oneLine(text: string): string {
  return text.replace(
    /[\0-\x1f\x7f-\x9f\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Longer than names and paths that people write. */
const LONGEST = 80;

import { cut, oneLine, shown } from '../../schema/shown';
import { looksLikeSecret } from './secret-text';

/**
 * A value as a message shows it: in quotes, on one line, cut at 80 characters, and not at all where it may be a secret.
 */
export function excerpt(value: unknown): string {
  const text = String(value);
  return looksLikeSecret(text) ? 'a value that looks like a secret (not shown)' : shown(text);
}

/** A name or a path as a message shows it: on one line, without what may be a secret. */
export function place(text: string): string {
  return looksLikeSecret(text) ? '(a name that looks like a secret)' : oneLine(text);
}

/** A sentence of a message: on one line, and cut where a value made it longer than anybody reads. */
export function sentence(text: string): string {
  return cut(oneLine(text), LONGEST_SENTENCE);
}

/** Above the longest list of a message, the fields of a table. */
const LONGEST_SENTENCE = 2000;

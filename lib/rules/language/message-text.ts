import { looksLikeSecret } from './secret-text';

/**
 * A value as a message shows it: in quotes, on one line, cut at 80 characters, and not at all where it may be a secret.
 */
export function excerpt(value: unknown): string {
  const text = String(value);
  if (looksLikeSecret(text)) return 'a value that looks like a secret (not shown)';
  return `'${oneLine(text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text)}'`;
}

/** A name or a path as a message shows it: whole, on one line, without what may be a secret. */
export function place(text: string): string {
  return looksLikeSecret(text) ? '(a name that looks like a secret)' : oneLine(text);
}

const LONGEST = 80;

// A line break would make two findings of one, and an escape sequence would be obeyed by the terminal.
function oneLine(text: string): string {
  return text.replace(
    /[\0-\x1f\x7f-\x9f\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * A pattern as the API server's language reads it: Go writes "in any case" as `(?i)` at the beginning, JavaScript as a
 * flag.
 */
export function goPattern(text: string): RegExp {
  const anyCase = /^\^?\(\?i\)/.test(text);
  return new RegExp(anyCase ? text.replace('(?i)', '') : text, anyCase ? 'iu' : 'u');
}

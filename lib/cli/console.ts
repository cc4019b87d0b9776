// Everything that commands print passes here. Messages, events and logs of a cluster hold what internet users and
// containers write: an escape sequence would be obeyed by the terminal, a carriage return or a line break would print a
// verdict of its own, and a direction override would show a name backwards. They are written out, on a terminal and in
// a file.

/** Prints a line on standard output. A line break in it is written out. */
export function printLine(text: string): void {
  console.log(visible(text));
}

/** Prints a text of several lines on standard output, whose line breaks are the program's own. */
export function printText(text: string): void {
  console.log(text.split('\n').map(visible).join('\n'));
}

/** Prints a line on standard error. A line break in it is written out. */
export function printError(text: string): void {
  console.error(visible(text));
}

/** Prints a document on standard output, in ASCII where a terminal would obey a character. */
export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, undefined, 2).replace(INVISIBLE, inJson));
}

/** A text without characters that a terminal obeys. Escape is `^[` as kubectl writes it. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, character => short[character] ?? unicode(character));
}

/**
 * Control characters but for the tab, line and paragraph separators, and what changes the direction of text (Unicode
 * Bidirectional Algorithm, UAX #9, table 4).
 */
const INVISIBLE = /[\0-\x08\n-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

const short: Readonly<Record<string, string>> = { '\x1b': '^[', '\r': '\\r', '\n': '\\n' };

function unicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Line breaks are between the fields of a document. */
function inJson(character: string): string {
  return character === '\n' ? character : unicode(character);
}

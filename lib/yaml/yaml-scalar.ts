import { Yaml } from 'cdk8s';

/** Thrown for a value whose writing depends on more than itself and its indentation. */
export class UnusualScalar extends Error {}

/**
 * A text, number or truth value in YAML, at an indentation, as a key or as a value.
 *
 * Texts that readers of YAML 1.1 (kubectl, PyYAML) would take for something else than cdk8s's writer meant are quoted
 * in the way of JSON: numbers that only kubectl knows (`0o17`, `0X1F`, `+_1`), merge keys and `=`, DEL, C1 controls and
 * line separators of Unicode, words with a tab in them, and blocks that begin with a tab or hold nothing but white
 * space. A key of several lines, which no kind of Kubernetes has, is quoted too.
 */
export function scalar(value: unknown, indent: string, isKey: boolean): string {
  if (typeof value === 'string') return text(value, indent, isKey);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  if (typeof value === 'number' || value === null) return valueByCdk8s(value);
  throw new UnusualScalar();
}

/** Whether a text is written as it is, on one line and without quotes, and read as a text. */
export function isPlain(value: string): boolean {
  return plain.test(value) && !reserved.test(value);
}

function text(value: string, indent: string, isKey: boolean): string {
  if (isPlain(value) && !(isKey && value.length > LONGEST_KEY)) return value;
  const written
    = !isKey && isPlainBlock(value)
      ? block(value)
      : remembered(value, isKey ? (indent === '' ? 'first key' : 'key') : 'value');
  return written.includes('\n') ? written.replace(/\n(?=[^\n])/g, `\n${indent.slice(2)}`) : written;
}

/** Whether a text of several lines is a block that needs no escape and says nothing of its indentation or its end. */
function isPlainBlock(value: string): boolean {
  return (
    /^[!-~]/.test(value)
    && value.endsWith('\n')
    && !/[^ -~\n]| \n|\n\n/.test(value)
    && value.indexOf('\n') < value.length - 1
  );
}

/** As cdk8s writes it, which takes a tenth of a millisecond for each kilobyte. */
function block(value: string): string {
  return `|\n  ${value.slice(0, -1).replaceAll('\n', '\n  ')}`;
}

// Begins with a letter, or is a flag, so no number or time; no character that means anything to YAML but a colon
// inside a word.
const plain = /^(?:--)?[A-Za-z_/](?:[\w./@%+=-]|:(?=[\w./-]))*$/;
// Words with a meaning in YAML 1.1, and e9 or E-0, which are numbers there.
const reserved
  = /^(?:[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|true|True|TRUE|false|False|FALSE|null|Null|NULL|[eE][-+]?[\d_]+)$/;

/** What cdk8s wrote for a text, unless a reader would take that for something else. */
function corrected(written: string, value: string): string {
  const isMisread
    = misread.test(written)
      || isNumberToKubectl(written)
      || (written.startsWith('|') && misreadBlock.test(value))
      || (written.startsWith('"') && misreadFold.test(value))
      || (written === value && value.includes('\t'));
  return isMisread ? quoted(value) : written;
}

// PyYAML fails on these two words; the characters end a line or are refused, unless escaped.
const misread = /^(?:=|<<)$|[\x7f-\x9f\u2028\u2029\ufeff]/;
const misreadBlock = /^\n*\t|^\s*[ \t]\s*$/;
// In a long quoted text the space of a line with one space is escaped twice, which makes it a backslash.
const misreadFold = /\n \n/;

/** go-yaml drops underscores, wherever they are, before it tries a number (go.yaml.in/yaml/v2 v2.4.2 `resolve.go`). */
function isNumberToKubectl(written: string): boolean {
  return /^[-+.\d]/.test(written) && numberOfGo.test(written.replaceAll('_', ''));
}

const numberOfGo = /^[-+]?(?:0[xX][\da-fA-F]+|0[bB][-+]?[01]+|0[oO][0-7]+|(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?)$/;

function quoted(value: string): string {
  return JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const memory = new Map<string, string>();

/** Enough for every text that repeats, small beside the texts of one file. */
const MEMORY_LIMIT = 5000;

/** Where a text stands; at the beginning of a line without indentation `...` and `---` are marks. */
type Place = 'first key' | 'key' | 'value';

function remembered(value: string, place: Place): string {
  const entry = `${place} ${value}`;
  let written = memory.get(entry);
  if (written === undefined) {
    if (memory.size >= MEMORY_LIMIT) memory.clear();
    written = corrected(place === 'value' ? valueByCdk8s(value) : keyByCdk8s(value, place), value);
    memory.set(entry, written);
  }
  return written;
}

function valueByCdk8s(value: string | number | null): string {
  return Yaml.stringify({ a: value }).slice('a: '.length, -1);
}

function keyByCdk8s(key: string, place: Place): string {
  const written
    = place === 'key' ? Yaml.stringify({ a: { [key]: 0 } }).slice('a:\n  '.length) : Yaml.stringify({ [key]: 0 });
  if (written.startsWith('? ') && quoted(key).length <= LONGEST_KEY) return quoted(key);
  if (!written.endsWith(': 0\n')) throw new UnusualScalar();
  return written.slice(0, -': 0\n'.length);
}

/** A longer one must have a question mark before it (YAML 1.1, section 9.3.1), which is left to cdk8s. */
const LONGEST_KEY = 1024;

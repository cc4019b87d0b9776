import { Yaml } from 'cdk8s';

/** Thrown for a value whose writing depends on more than itself and its indentation. */
export class UnusualScalar extends Error {}

/**
 * A text, number or truth value in YAML, at an indentation, as a key or as a value.
 *
 * Texts that readers of YAML 1.1 (kubectl, PyYAML) would take for something else than cdk8s's writer meant are quoted in the way of JSON:
 * numbers that only some of them know (`0o17`, `0X1F`, `1_0e3`), merge keys and `=`, control characters,
 * line separators of Unicode, and blocks that begin with white space.
 */
export function scalar(value: unknown, indent: string, isKey: boolean): string {
  if (typeof value === 'string') return text(value, indent, isKey);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  if (typeof value === 'number' || value === null) return valueByCdk8s(value);
  throw new UnusualScalar();
}

function text(value: string, indent: string, isKey: boolean): string {
  if (plain.test(value) && !reserved.test(value)) return value;
  if (misread.test(value) || (value.includes('\n') && misreadBlock.test(value))) return quoted(value);
  const written = remembered(value, isKey ? (indent === '' ? 'first key' : 'key') : 'value');
  return written.includes('\n') ? written.replace(/\n(?=[^\n])/g, `\n${indent.slice(2)}`) : written;
}

// Begins with a letter, so no number or time; no character that means anything to YAML but a colon inside a word.
const plain = /^[A-Za-z_/](?:[\w./@%+-]|:(?=[\w./-]))*$/;
// Words with a meaning in YAML 1.1, and e9 or E-0, which are numbers there.
const reserved = /^(?:[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|true|True|TRUE|false|False|FALSE|null|Null|NULL|[eE][-+]?[\d_]+)$/;

const misread = /^(?:[-+]?0[oOxXbB][\da-fA-F_]+|[-+]?[\d_.]*[eE][-+]?[\d_]+|=|<<)$|[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]/;
const misreadBlock = /^\s|\r|\n[ \t]+(?:\n|$)|[ \t]\n/;

function quoted(value: string): string {
  return JSON.stringify(value).replace(/[\x7f-\x9f\u2028\u2029\ufeff]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
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
    written = place === 'value' ? valueByCdk8s(value) : keyByCdk8s(value, place);
    memory.set(entry, written);
  }
  return written;
}

function valueByCdk8s(value: string | number | null): string {
  return Yaml.stringify({ a: value }).slice('a: '.length, -1);
}

function keyByCdk8s(key: string, place: Place): string {
  const written = place === 'key' ? Yaml.stringify({ a: { [key]: 0 } }).slice('a:\n  '.length) : Yaml.stringify({ [key]: 0 });
  if (!written.endsWith(': 0\n') || written.startsWith('? ')) throw new UnusualScalar();
  return written.slice(0, -': 0\n'.length);
}

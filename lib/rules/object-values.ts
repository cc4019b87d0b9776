import type { ObjectRule } from './objects';
import { Violation } from './rule';

/** Values that no YAML carries from here to the API server as they are. */
export const valueRule: ObjectRule = {
  id: 'PD736',
  title: 'Every value can be written in YAML and read back as it is',
  severity: 'error',
  fix: 'write a whole number below 2^53, a finite number, or text without broken characters',
  source: 'YAML 1.1, section 5.1 (printable characters); RFC 8259, section 6 (numbers); Kubernetes refuses null in a list',
  check: object => unreadable(object, ''),
};

function unreadable(value: unknown, field: string): Violation[] {
  if (typeof value === 'string') return text(value, field);
  if (typeof value === 'number') return number(value, field);
  if (Array.isArray(value)) return value.flatMap((item, index) => item === undefined || item === null ? [{ field: `${field}[${index}]`, cause: 'must not be null' }] : unreadable(item, `${field}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [...text(key, `a key in ${field}`), ...unreadable(child, field === '' ? key : `${field}.${key}`)]);
}

// Half of a surrogate pair, and the two code points that Unicode gives to nobody.
const broken = /[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function text(value: string, field: string): Violation[] {
  return broken.test(value) ? [{ field, cause: 'holds a character that no YAML reader takes: half of a surrogate pair, U+FFFE or U+FFFF' }] : [];
}

function number(value: number, field: string): Violation[] {
  if (!Number.isFinite(value)) return [{ field, cause: `must be a finite number, got ${value}` }];
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? [{ field, cause: `must be below 2^53 to be written exactly, got ${value}` }] : [];
}

import type { ValueRule } from '../language/object-rule';

/** Values that no YAML carries from here to the API server as they are. */
export const valueRule = {
  id: 'PD736' as const,
  title: 'Every value is unchanged after it is written to YAML and read again',
  severity: 'error' as const,
  cause: 'kubectl and the API server would read another value, or refuse the file',
  fix: 'use a whole number below 2^53, a finite number, or text without invalid characters',
  source:
    'YAML 1.1, sections 5.1 (printable characters) and 9.3.1 (keys); RFC 8259, section 6 (numbers); Kubernetes '
    + 'refuses null in a list',
  evidence: 'proven' as const,
  waivable: false,
  leaf: problem,
  // Keys at every level: one may have an empty map below it, which no leaf tells of.
  key: (key: string) => {
    if (broken.test(key)) return `has ${unreadable} in its name`;
    return key.length > LONGEST_KEY ? `has a name of more than ${LONGEST_KEY} characters` : undefined;
  },
  example: { of: 'object', field: 'data', fails: { note: 'a\ud800' }, passes: { note: 'a' } },
} satisfies ValueRule;

// Half of a surrogate pair, and the two code points that Unicode gives to nobody.
const broken = /[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function problem(value: unknown): string | undefined {
  if (typeof value === 'string') return broken.test(value) ? `contains ${unreadable}` : undefined;
  if (value === null || value === undefined) return 'must not be null';
  if (['bigint', 'function', 'symbol'].includes(typeof value)) return `must be plain data, got a ${typeof value}`;
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return undefined;
  if (!Number.isFinite(value)) return `must be a finite number, got ${value}`;
  return Number.isInteger(value) ? `must be below 2^53 to be written exactly, got ${value}` : undefined;
}

/** What YAML readers take on one line. */
const LONGEST_KEY = 1024;

const unreadable = 'a character that no YAML parser accepts: half of a surrogate pair, U+FFFE or U+FFFF';

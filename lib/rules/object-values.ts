import { Path, pathText } from './leaves';
import type { ObjectRule } from './objects';
import { Violation } from './rule';

/** Values that no YAML carries from here to the API server as they are. */
export const valueRule: ObjectRule = {
  id: 'PD736',
  title: 'Every value can be written in YAML and read back as it is',
  severity: 'error',
  cause: 'kubectl and the API server would read another value, or refuse the file',
  fix: 'write a whole number below 2^53, a finite number, or text without broken characters',
  source: 'YAML 1.1, sections 5.1 (printable characters) and 9.3.1 (keys); RFC 8259, section 6 (numbers); Kubernetes refuses null in a list',
  evidence: 'proven',
  waivable: false,
  check: (object, leaves) => [
    ...keyProblems(object),
    ...leaves.flatMap(({ path, value }) => problem(value).map(cause => ({ field: pathText(path), cause }))),
  ],
};

// Half of a surrogate pair, and the two code points that Unicode gives to nobody.
const broken = /[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function problem(value: unknown): string[] {
  if (typeof value === 'string') return broken.test(value) ? [`holds ${unreadable}`] : [];
  if (value === null || value === undefined) return ['must not be null'];
  if (['bigint', 'function', 'symbol'].includes(typeof value)) return [`must be plain data, got a ${typeof value}`];
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return [];
  if (!Number.isFinite(value)) return [`must be a finite number, got ${value}`];
  return Number.isInteger(value) ? [`must be below 2^53 to be written exactly, got ${value}`] : [];
}

/** Keys are checked at every level: one may have an empty map below it, which no leaf tells of. */
function keyProblems(value: object, parent?: Path): Violation[] {
  const violations: Violation[] = [];
  for (const [key, child] of Object.entries(value)) {
    const path = { key: Array.isArray(value) ? Number(key) : key, parent };
    if (broken.test(key)) violations.push({ field: pathText(path), cause: `has ${unreadable} in its name` });
    if (key.length > LONGEST_KEY) violations.push({ field: pathText({ key: '...', parent }), cause: `has a name of more than ${LONGEST_KEY} characters` });
    if (typeof child === 'object' && child !== null) violations.push(...keyProblems(child as object, path));
  }
  return violations;
}

/** What YAML readers take on one line. */
const LONGEST_KEY = 1024;

const unreadable = 'a character that no YAML reader takes: half of a surrogate pair, U+FFFE or U+FFFF';

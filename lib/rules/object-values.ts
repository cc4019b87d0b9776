import { Path, pathText } from './leaves';
import type { ObjectRule } from './objects';

/** Values that no YAML carries from here to the API server as they are. */
export const valueRule: ObjectRule = {
  id: 'PD736',
  title: 'Every value can be written in YAML and read back as it is',
  severity: 'error',
  fix: 'write a whole number below 2^53, a finite number, or text without broken characters',
  source: 'YAML 1.1, section 5.1 (printable characters); RFC 8259, section 6 (numbers); Kubernetes refuses null in a list',
  check: (_object, leaves) => leaves.flatMap(({ path, value }) => [...keyProblem(path), ...problem(value)].map(cause => ({ field: pathText(path), cause }))),
};

// Half of a surrogate pair, and the two code points that Unicode gives to nobody.
const broken = /[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function problem(value: unknown): string[] {
  if (typeof value === 'string') return broken.test(value) ? [`holds ${unreadable}`] : [];
  if (value === null || value === undefined) return ['must not be null'];
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return [];
  if (!Number.isFinite(value)) return [`must be a finite number, got ${value}`];
  return Number.isInteger(value) ? [`must be below 2^53 to be written exactly, got ${value}`] : [];
}

function keyProblem({ key }: Path): string[] {
  return typeof key === 'string' && broken.test(key) ? [`has ${unreadable} in its name`] : [];
}

const unreadable = 'a character that no YAML reader takes: half of a surrogate pair, U+FFFE or U+FFFF';

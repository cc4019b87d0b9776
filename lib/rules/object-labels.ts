import { excerpt } from './excerpt';
import { Leaf, Path, pathText } from './leaves';
import type { ObjectRule } from './objects';
import { Violation } from './rule';

/** Labels and annotations, of the object, of its pods and in its selectors. */
export const labelRules: readonly ObjectRule[] = [
  {
    id: 'PD732',
    title: 'A label is a qualified name with a short value',
    severity: 'error',
    cause: 'the API server refuses the object',
    fix: 'use at most 63 letters, digits, `-`, `_` and `.`, beginning and ending with a letter or a digit; a key may have a DNS prefix and a slash before it',
    source: 'Kubernetes documentation, Labels and Selectors, Syntax and character set',
    evidence: 'read',
    waivable: false,
    check: (_object, leaves) => leaves.filter(isLabel).flatMap(({ path, value }) => [
      ...keyViolation(path),
      ...typeof value === 'string' && labelValue.test(value) && value.length <= MAX_LENGTH ? [] : [{
        field: pathText(path), cause: `a label's value must have at most ${MAX_LENGTH} letters, digits, '-', '_' and '.', got ${excerpt(value)}`,
      }],
    ]),
  },
  {
    id: 'PD733',
    title: 'An annotation has a qualified name and a text',
    severity: 'error',
    cause: 'the API server refuses the object',
    fix: 'write the key as [prefix/]name and the value in quotes',
    source: 'Kubernetes documentation, Annotations, Syntax and character set',
    evidence: 'read',
    waivable: false,
    check: (_object, leaves) => leaves.filter(isAnnotation).flatMap(({ path, value }) => [
      ...keyViolation(path),
      ...typeof value === 'string' ? [] : [{ field: pathText(path), cause: `must be a text, got ${String(value)}` }],
    ]),
  },
];

const MAX_LENGTH = 63;
const labelValue = /^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/;
const labelName = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const prefix = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

function keyViolation(path: Path): Violation[] {
  const key = String(path.key);
  if (isQualifiedName(key)) return [];
  const cause = `the key must be [prefix/]name with a name of at most ${MAX_LENGTH} characters, got ${excerpt(key)}`;
  return [{ field: pathText(path), cause }];
}

function isQualifiedName(key: string): boolean {
  const slash = key.indexOf('/');
  const name = key.slice(slash + 1);
  const before = key.slice(0, Math.max(slash, 0));
  return labelName.test(name) && name.length <= MAX_LENGTH && (slash === -1 || (prefix.test(before) && before.length <= 253));
}

/** A label of an object or of its pods, or one that a selector asks for. */
function isLabel({ path: { parent } }: Leaf): boolean {
  return parent?.key === 'matchLabels' || (parent?.key === 'labels' && parent.parent?.key === 'metadata');
}

function isAnnotation({ path: { parent } }: Leaf): boolean {
  return parent?.key === 'annotations' && parent.parent?.key === 'metadata';
}

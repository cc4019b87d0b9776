import { excerpt } from '../language/message-text';
import type { ValueRule } from '../language/object-rule';
import { Place } from '../language/field-path';

/** Labels and annotations, of the object, of its pods and in its selectors. */
export const labelRules: readonly ValueRule[] = [
  {
    id: 'PD732',
    title: 'A label is a qualified name with a short value',
    severity: 'error',
    cause: 'the API server refuses the object',
    fix:
      'use at most 63 letters, digits, `-`, `_` and `.`, beginning and ending with a letter or a digit; a key '
      + 'may have a DNS prefix and a slash before it',
    source: 'Kubernetes documentation, Labels and Selectors, Syntax and character set',
    evidence: 'proven',
    waivable: false,
    concerns: isLabel,
    leaf: (value, place) => {
      if (!isLabel(place)) return undefined;
      if (!isQualifiedName(keyOf(place))) return wrongKey(place);
      return typeof value === 'string' && labelValue.test(value) && value.length <= MAX_LENGTH
        ? undefined
        : `a label's value must have at most ${MAX_LENGTH} letters, digits, '-', '_' and '.', got ${excerpt(value)}`;
    },
    example: { of: 'object', field: 'metadata.labels', fails: { team: 'team a' }, passes: { team: 'a' } },
  },
  {
    id: 'PD733',
    title: 'An annotation has a qualified name and a text',
    severity: 'error',
    cause: 'the API server refuses the object',
    fix: 'use a key of the form [prefix/]name, and a value in quotes',
    source: 'Kubernetes documentation, Annotations, Syntax and character set',
    evidence: 'proven',
    waivable: false,
    concerns: isAnnotation,
    leaf: (value, place) => {
      if (!isAnnotation(place)) return undefined;
      if (!isQualifiedName(keyOf(place))) return wrongKey(place);
      return typeof value === 'string' ? undefined : `must be a text, got ${String(value)}`;
    },
    example: { of: 'object', field: 'metadata.annotations', fails: { 'a note': 'x' }, passes: { note: 'a b' } },
  },
];

const MAX_LENGTH = 63;
const labelValue = /^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/;
const labelName = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const prefix = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

function keyOf(place: Place): string {
  return String(place.at(-1));
}

function wrongKey(place: Place): string {
  return `the key must be [prefix/]name with a name of at most ${MAX_LENGTH} characters, got ${excerpt(keyOf(place))}`;
}

function isQualifiedName(key: string): boolean {
  const slash = key.indexOf('/');
  const name = key.slice(slash + 1);
  const before = key.slice(0, Math.max(slash, 0));
  return (
    labelName.test(name) && name.length <= MAX_LENGTH && (slash === -1 || (prefix.test(before) && before.length <= 253))
  );
}

/** A label of an object or of its pods, or one that a selector asks for. */
function isLabel(place: Place): boolean {
  const parent = place[place.length - 2];
  return parent === 'matchLabels' || (parent === 'labels' && place[place.length - 3] === 'metadata');
}

function isAnnotation(place: Place): boolean {
  return place[place.length - 2] === 'annotations' && place[place.length - 3] === 'metadata';
}

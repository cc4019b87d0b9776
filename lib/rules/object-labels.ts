import type { ObjectRule } from './objects';
import { Violation } from './rule';

/** Labels and annotations, of the object, of its pods and in its selectors. */
export const labelRules: readonly ObjectRule[] = [
  {
    id: 'PD732',
    title: 'A label is a qualified name with a short value',
    severity: 'error',
    fix: 'use at most 63 letters, digits, `-`, `_` and `.`, beginning and ending with a letter or a digit; a key may have a DNS prefix and a slash before it',
    source: 'Kubernetes documentation, Labels and Selectors, Syntax and character set',
    check: object => labelMaps(object, '').flatMap(({ field, labels }) => Object.entries(labels).flatMap(([key, value]) => [
      ...keyViolation(field, key),
      ...typeof value === 'string' && labelValue.test(value) && value.length <= MAX_LENGTH ? [] : [{
        field: `${field}.${key}`, cause: `a label's value must have at most ${MAX_LENGTH} letters, digits, '-', '_' and '.', got '${shortened(value)}'`,
      }],
    ])),
  },
  {
    id: 'PD733',
    title: 'An annotation has a qualified name and a text',
    severity: 'error',
    fix: 'write the key as [prefix/]name and the value in quotes',
    source: 'Kubernetes documentation, Annotations, Syntax and character set',
    check: ({ metadata }) => Object.entries(metadata?.annotations ?? {}).flatMap(([key, value]) => [
      ...keyViolation('metadata.annotations', key),
      ...typeof value === 'string' ? [] : [{ field: `metadata.annotations.${key}`, cause: `must be a text, got ${JSON.stringify(value)}` }],
    ]),
  },
];

const MAX_LENGTH = 63;
const labelValue = /^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/;
const labelName = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const prefix = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

function keyViolation(field: string, key: string): Violation[] {
  const [name, before, ...more] = key.split('/').reverse();
  const valid = labelName.test(name!) && name!.length <= MAX_LENGTH && more.length === 0 && (before === undefined || (prefix.test(before) && before.length <= 253));
  return valid ? [] : [{ field: `${field}.${shortened(key)}`, cause: `the key must be [prefix/]name with a name of at most ${MAX_LENGTH} characters, got '${shortened(key)}'` }];
}

/** Every map of labels in an object: `labels` of any metadata, and `matchLabels`. */
function labelMaps(value: unknown, field: string): { readonly field: string; readonly labels: Readonly<Record<string, unknown>> }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const path = field === '' ? key : `${field}.${key}`;
    const isLabels = /(^|\.)metadata\.labels$|\.matchLabels$/.test(path) && typeof child === 'object' && child !== null;
    return isLabels ? [{ field: path, labels: child as Record<string, unknown> }] : labelMaps(child, path);
  });
}

function shortened(value: unknown): string {
  const text = String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

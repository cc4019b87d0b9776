import type { ObjectRule } from './objects';
import { Violation } from './rule';
import { looksLikeSecret } from './secret-text';

/** Secrets in plain text, in whatever object. */
export const secretRule: ObjectRule = {
  id: 'PD735',
  title: 'No manifest holds a secret',
  severity: 'error',
  fix: 'refer to a Secret that is made outside of the manifests: by hand, by External Secrets or by Sealed Secrets',
  source: 'manifests are committed to git and readable in the cluster; Kubernetes documentation, Good practices for Kubernetes Secrets',
  check: object => [
    ...object.kind === 'Secret' && (object.data ?? object.stringData) ? [{ field: 'data', cause: 'a Secret with data must not be among the manifests' }] : [],
    ...secretTexts(object, ''),
  ],
};

function secretTexts(value: unknown, field: string): Violation[] {
  // The value is not repeated: the message ends up in logs.
  if (typeof value === 'string') return looksLikeSecret(value) ? [{ field, cause: 'holds what looks like a secret in plain text (the value is not shown)' }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => secretTexts(child, field === '' ? key : `${field}.${key}`));
}

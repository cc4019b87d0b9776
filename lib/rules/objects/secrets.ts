import type { ObjectRule, ValueRule } from '../language/object-rule';
import { looksLikeSecret } from '../language/secret-text';

const text = {
  id: 'PD735',
  title: 'No manifest contains a secret',
  severity: 'error',
  cause: 'everyone who can read the repository or the cluster can use the secret',
  fix: 'refer to a Secret that is created outside of the manifests: by hand, by External Secrets or by Sealed Secrets',
  source:
    'manifests are committed to git and readable in the cluster; Kubernetes documentation, Good practices for '
    + 'Kubernetes Secrets',
  evidence: 'read',
  example: { of: 'object', field: 'data', fails: { note: `hf_${'a'.repeat(34)}` }, passes: { note: 'a note' } },
} as const;

/** Secrets in plain text, in whatever object. The value is not repeated: the message ends up in logs. */
export const secretRule: ValueRule = {
  ...text,
  leaf: value =>
    typeof value === 'string' && looksLikeSecret(value)
      ? 'contains a text that looks like a secret (the value is not shown)'
      : undefined,
};

/** The same rule about a Secret, whose data need not look like anything. */
export const secretDataRule: ObjectRule = {
  ...text,
  reads: ['kind', 'data', 'stringData'],
  check: ({ kind, data, stringData }) =>
    kind === 'Secret' && (data ?? stringData)
      ? [{ field: 'data', cause: 'a Secret with data must not be among the manifests' }]
      : [],
};

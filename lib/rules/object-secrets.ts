import { pathText } from './leaves';
import type { ObjectRule } from './objects';
import { looksLikeSecret } from './secret-text';

/** Secrets in plain text, in whatever object. */
export const secretRule: ObjectRule = {
  id: 'PD735',
  title: 'No manifest holds a secret',
  severity: 'error',
  cause: 'whoever can read the repository or the cluster can use it',
  fix: 'refer to a Secret that is made outside of the manifests: by hand, by External Secrets or by Sealed Secrets',
  source: 'manifests are committed to git and readable in the cluster; Kubernetes documentation, Good practices for Kubernetes Secrets',
  evidence: 'read',
  waivable: false,
  check: (object, leaves) => [
    ...object.kind === 'Secret' && (object.data ?? object.stringData) ? [{ field: 'data', cause: 'a Secret with data must not be among the manifests' }] : [],
    ...leaves.filter(({ value }) => typeof value === 'string' && looksLikeSecret(value))
      // The value is not repeated: the message ends up in logs.
      .map(({ path }) => ({ field: pathText(path), cause: 'holds what looks like a secret in plain text (the value is not shown)' })),
  ],
};

import { Rule, Violation } from '../../language/rule';
import { looksLikeSecret, secretFlag, secretName } from '../../language/secret-text';

/** Secrets and labels that identify pods. */
export const secretRules: readonly Rule[] = [
  {
    id: 'PD601',
    title: 'A secret is a reference, never a value',
    severity: 'error',
    cause:
      'the manifests are committed: everyone who can read the repository, its history or the pod can read the '
      + 'secret, and removing it later does not undo that',
    fix: 'put the value into a Secret and refer to it: `model.token` or `extraEnv: { NAME: { secretName, key } }`',
    source:
      'the manifests are committed to git and readable in the cluster; Kubernetes documentation, Good '
      + 'practices for Kubernetes Secrets',
    evidence: 'read',
    waivable: false,
    check: ({ pools, spec }) =>
      [
        ...texts(spec.model, 'model'),
        ...texts(spec.names ?? {}, 'names'),
        ...pools.flatMap(({ role }) => texts(spec[role], role)),
      ]
        .filter(
          ({ text, name }) =>
            looksLikeSecret(text) || secretFlag.test(text) || (name !== undefined && secretName.test(name)),
        )
        // The value is not repeated: the message ends up in logs.
        .map(
          ({ field }): Violation => ({
            field,
            cause: 'contains a text that looks like a secret (the value is not shown)',
          }),
        ),
    example: { field: 'decode.extraEnv', fails: { NOTE: `hf_${'a'.repeat(34)}` }, passes: { NOTE: 'a note' } },
  },
  {
    id: 'PD602',
    title: 'A label that the library derives is not set again',
    severity: 'error',
    cause:
      'the pool, the picker and the Deployments find pods by these labels; with another value a pod is used '
      + 'for the wrong purpose, or not at all',
    fix: 'remove the label from `pod.labels`',
    source: 'the InferencePool, the picker and the Deployment find pods by these labels (lib/plan/labels.ts)',
    evidence: 'read',
    waivable: false,
    check: ({ pools, spec }) =>
      pools.flatMap(({ labels, role }) =>
        Object.keys(spec[role].pod?.labels ?? {})
          .filter(label => label in labels || label.startsWith('llm-d.ai/'))
          .map(
            (label): Violation => ({
              field: `${role}.pod.labels.${label}`,
              cause: `\`${label}\` is derived, so it must not be set in \`pod.labels\``,
            }),
          ),
      ),
    example: { field: 'decode.pod', fails: { labels: { 'llm-d.ai/role': 'both' } }, passes: { labels: { team: 'a' } } },
  },
];

interface Text {
  readonly field: string;
  readonly text: string;
  /** The variable's name where the text is the value of one. */
  readonly name?: string;
}

function texts(value: unknown, field: string, name?: string): Text[] {
  if (typeof value === 'string') return [{ field, text: value, ...(name !== undefined && { name }) }];
  if (Array.isArray(value)) return value.flatMap((item, index) => texts(item, `${field}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  const isEnvironment = field.endsWith('.extraEnv');
  return Object.entries(value).flatMap(([key, child]) =>
    texts(child, `${field}.${key}`, isEnvironment ? key : undefined),
  );
}

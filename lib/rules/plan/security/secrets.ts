import type { InferencePlan } from '../../../plan/inference-plan';
import { poolSpec } from '../../../plan/pool-spec';
import { Rule, Violation } from '../../language/rule';
import { looksLikeSecret, secretByName, secretFlag, secretHeader } from '../../language/secret-text';

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
    check: plan => textsOf(plan).flatMap(({ field, name, text }): Violation[] => {
      // The value is not repeated: the message ends up in logs.
      if (looksLikeSecret(text) || secretFlag.test(text) || (name !== undefined && secretHeader(name, text)))
        return [{ field, cause: 'contains a text that looks like a secret (the value is not shown)' }];
      const named = name === undefined ? undefined : secretByName(name, text);
      return named?.isCertain
        ? [{ field, cause: `\`${name}\` ends in \`${named.end}\`, and its value looks like one (it is not shown)` }]
        : [];
    }),
    example: { field: 'decode.extraEnv', fails: { NOTE: `hf_${'a'.repeat(34)}` }, passes: { NOTE: 'a note' } },
  },
  {
    id: 'PD620',
    title: 'A variable with the name of a secret has none as its value',
    severity: 'warning',
    cause:
      'tokens and credentials of most programs are variables with such names, and the manifests are committed; but '
      + 'tokens of a model and paths of files have such names too',
    fix: 'if it is a secret refer to it, `extraEnv: { NAME: { secretName, key } }`; if it is none waive the rule',
    source: 'Kubernetes documentation, Good practices for Kubernetes Secrets',
    evidence: 'read',
    check: plan => textsOf(plan).flatMap(({ field, name, text }): Violation[] => {
      const named = name === undefined || looksLikeSecret(text) ? undefined : secretByName(name, text);
      return named && !named.isCertain
        ? [{ field, cause: `\`${name}\` ends in \`${named.end}\`, so its value may be a secret (it is not shown)` }]
        : [];
    }),
    example: { field: 'decode.extraEnv', fails: { EOS_TOKEN: '</s>' }, passes: { EOS_WORD: '</s>' } },
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
    check: ({ pools, spec }) =>
      pools.flatMap(({ labels, role }) =>
        Object.keys(poolSpec(spec, role).pod?.labels ?? {})
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

/** The texts of a spec that its author writes freely. */
function textsOf({ pools, spec }: InferencePlan): Text[] {
  return [
    ...texts(spec.model, 'model'),
    ...texts(spec.names ?? {}, 'names'),
    ...pools.flatMap(({ role }) => texts(poolSpec(spec, role), role)),
  ];
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

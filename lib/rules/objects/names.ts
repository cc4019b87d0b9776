import { excerpt } from '../language/message-text';
import type { ObjectRule } from '../language/object-rule';

/** Kind, version and name as the API server takes them. */
export const nameRule: ObjectRule = {
  id: 'PD731',
  title: 'An object has an apiVersion, a kind and a name that its kind allows',
  severity: 'error',
  cause: 'the API server refuses the object, and references to it fail',
  fix: 'give the object a name of lowercase letters, digits and dashes, and its apiVersion and kind',
  source:
    'Kubernetes documentation, Object Names and IDs; k8s.io/apimachinery v0.34 pkg/api/validation/path and '
    + 'pkg/util/validation',
  evidence: 'proven',
  waivable: false,
  reads: ['apiVersion', 'kind', 'name'],
  check: ({ apiVersion, kind, metadata }) => {
    const name = metadata?.name;
    if (!isText(apiVersion) || !isText(kind) || !isText(name)) {
      return Object.entries({ apiVersion, kind, 'metadata.name': name })
        .filter(([, value]) => !isText(value))
        .map(([field, value]) => ({
          field,
          cause: `must be a text, got ${value === '' ? 'an empty one' : String(value)}`,
        }));
    }
    const { form, length, expected } = formOf(kind);
    return form.test(name) && name.length <= length
      ? []
      : [
          {
            field: 'metadata.name',
            cause: `must be ${expected} of at most ${length} characters, got ${excerpt(name)}`,
          },
        ];
  },
  example: { of: 'object', field: 'metadata.name', fails: 'My notes', passes: 'my-notes' },
};

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

interface Form {
  readonly form: RegExp;
  readonly length: number;
  readonly expected: string;
}

const label: Form = { form: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, length: 63, expected: 'a DNS label' };
const labelFromLetter: Form = {
  form: /^[a-z]([a-z0-9-]*[a-z0-9])?$/,
  length: 63,
  expected: 'a DNS label that begins with a letter',
};
const subdomain: Form = {
  form: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
  length: 253,
  expected: 'a DNS subdomain',
};
const pathSegment: Form = { form: /^(?!\.{1,2}$)[^/%\0-\x1f\x7f]+$/, length: 253, expected: 'a path segment' };

const forms: Readonly<Record<string, Form>> = {
  Namespace: label,
  Service: labelFromLetter,
  Role: pathSegment,
  RoleBinding: pathSegment,
  ClusterRole: pathSegment,
  ClusterRoleBinding: pathSegment,
};

function formOf(kind: string): Form {
  return Object.hasOwn(forms, kind) ? forms[kind]! : subdomain;
}

import type { RuleText } from '../rules/language/rule';

/** The rule that {@link checkValue} applies. */
export const schemaRule = {
  id: 'PD743',
  title: 'An object has the fields of its kind, within their types and bounds',
  severity: 'error',
  cause:
    'the API server refuses the object, or drops the field without a word where the client does not ask for '
    + 'strict validation',
  fix: 'correct the field of the construct that makes the object; `kubectl explain` tells what it takes',
  source:
    'the OpenAPI document of Kubernetes 1.34.4 with the constants of k8s.io/api types.go, and the CRDs in '
    + 'crds/ (their headers name module and version)',
  evidence: 'proven',
  holdsFor: 'the kinds of crds/ and of schemas/kubernetes.json',
  waivable: false,
  example: { of: 'object', field: 'immutable', fails: 'yes', passes: true },
} as const satisfies RuleText;

/** The rule that {@link brokenRules} applies. */
export const celRule = {
  id: 'PD744',
  title: 'An object keeps the CEL rules of its CRD',
  severity: 'error',
  cause: 'the API server refuses the object',
  fix: 'correct the fields that the rule compares',
  source: 'x-kubernetes-validations of the CRDs in crds/ (their headers name module and version)',
  evidence: 'proven',
  holdsFor: 'the kinds of crds/',
  waivable: false,
  example: {
    of: 'object', field: 'spec.targetPorts', fails: [{ number: 8000 }, { number: 8000 }], passes: [{ number: 8000 }],
    given: {
      apiVersion: 'inference.networking.k8s.io/v1', kind: 'InferencePool',
      'spec.selector': { matchLabels: { app: 'a' } }, 'spec.endpointPickerRef': { name: 'epp', port: { number: 9002 } },
    },
  },
} as const satisfies RuleText;

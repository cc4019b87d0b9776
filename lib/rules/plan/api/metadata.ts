import { eachRole } from '../../language/roles';
import { Rule, Violation } from '../../language/rule';

/** Labels, annotations and selectors as the API server takes them. */
export const metadataRules: readonly Rule[] = [
  {
    id: 'PD722',
    title: 'A label has a key and a value that Kubernetes takes',
    severity: 'error',
    cause: 'the API server refuses the pod template',
    fix: 'write a key of letters, digits, `-`, `_` and `.`, of at most 63 characters, with a DNS name and a slash before it if need be, and a value of the same kind',
    source: 'Kubernetes documentation, Labels and Selectors: Syntax and character set',
    evidence: 'proven',
    waivable: false,
    check: ({ spec }) => [
      ...(isQualifiedName(spec.release.endpointPicker.inferenceServingLabel) ? [] : [{ field: 'release.endpointPicker.inferenceServingLabel', cause: 'is not the key of a label' }]),
      ...eachRole(role => (['labels', 'nodeSelector'] as const).flatMap(map => Object.entries(spec[role].pod?.[map] ?? {}).flatMap(([key, value]): Violation[] => {
        const field = `${role}.pod.${map}.${key}`;
        if (!isQualifiedName(key)) return [{ field, cause: 'is not the key of a label' }];
        return labelValue.test(value) && value.length <= 63 ? [] : [{ field, cause: `is not the value of a label, got '${value}'` }];
      }))),
    ],
    example: { field: 'decode.pod', fails: { labels: { team: 'team a' } }, passes: { labels: { team: 'team-a' } } },
  },
  {
    id: 'PD723',
    title: 'An annotation has a key that Kubernetes takes, and all are at most 256 KiB',
    severity: 'error',
    cause: 'the API server refuses the pod template',
    fix: 'write a key as for a label, or keep the text elsewhere',
    source: 'Kubernetes 1.34 k8s.io/apimachinery/pkg/api/validation/objectmeta.go, TotalAnnotationSizeLimitB',
    evidence: 'proven',
    waivable: false,
    check: ({ spec }) => eachRole((role) => {
      const annotations = Object.entries(spec[role].pod?.annotations ?? {});
      const size = annotations.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
      return [
        ...annotations.filter(([key]) => !isQualifiedName(key.toLowerCase())).map(([key]): Violation => ({ field: `${role}.pod.annotations.${key}`, cause: 'is not the key of an annotation' })),
        ...(size > MAX_ANNOTATIONS ? [{ field: `${role}.pod.annotations`, cause: `are ${size} bytes` }] : []),
      ];
    }),
    example: {
      field: 'decode.pod', fails: { annotations: { 'a note': 'x' } }, passes: { annotations: { 'a-note': 'x' } },
    },
  },
  {
    id: 'PD724',
    title: 'A variable has a name that Kubernetes takes',
    severity: 'error',
    cause: 'the API server refuses the pod template',
    fix: 'write letters, digits and underscores, not beginning with a digit',
    source: 'Kubernetes 1.34 k8s.io/apimachinery/pkg/util/validation: IsEnvVarName; the relaxed form of 1.32 and later is not portable',
    evidence: 'read',
    waivable: false,
    check: ({ spec }) => eachRole(role => Object.keys(spec[role].extraEnv ?? {}).filter(name => !variableName.test(name))
      .map((name): Violation => ({ field: `${role}.extraEnv.${name}`, cause: `'${name}' is not the name of a variable` }))),
    example: { field: 'decode.extraEnv', fails: { 'MY-NAME': 'x' }, passes: { MY_NAME: 'x' } },
  },
  {
    id: 'PD725',
    title: 'A reference names an object and a key that can exist',
    severity: 'error',
    cause: 'the API server refuses a key of other characters, and no object can have a name of others, so the pod waits for it for ever',
    fix: 'write the name of the object in lowercase letters, digits, `-` and `.`, and the key in letters, digits, `-`, `_` and `.`',
    source: 'Kubernetes 1.34 k8s.io/apimachinery/pkg/util/validation: IsConfigMapKey, IsDNS1123Subdomain',
    evidence: 'read',
    waivable: false,
    check: ({ spec }) => [
      ...objectName('gateway.gatewayClassName', spec.gateway.gatewayClassName),
      ...(spec.model.token ? secretReference('model.token', spec.model.token) : []),
      ...('storageClassName' in spec.modelCache ? objectName('modelCache.storageClassName', spec.modelCache.storageClassName) : []),
      ...eachRole(role => [
        ...Object.entries(spec[role].extraEnv ?? {}).flatMap(([name, source]) => typeof source === 'object' && 'secretName' in source ? secretReference(`${role}.extraEnv.${name}`, source) : []),
        ...(['priorityClassName', 'runtimeClassName', 'schedulerName'] as const).flatMap(name => objectName(`${role}.pod.${name}`, spec[role].pod?.[name])),
        ...(spec[role].pod?.imagePullSecrets ?? []).flatMap(({ name }, index) => objectName(`${role}.pod.imagePullSecrets[${index}].name`, name)),
      ]),
    ],
    example: {
      field: 'model.token', fails: { secretName: 'Hub Token', key: 'token' },
      passes: { secretName: 'hub-token', key: 'token' },
    },
  },
  {
    id: 'PD726',
    title: 'A variable takes a field of the pod that Kubernetes offers',
    severity: 'error',
    cause: 'the API server refuses any other path',
    fix: `write one of ${'status.podIP, status.podIPs, status.hostIP, status.hostIPs, metadata.name, metadata.namespace, metadata.uid, spec.nodeName, spec.serviceAccountName'}, `
      + 'or `metadata.labels[\'<key>\']` or `metadata.annotations[\'<key>\']`',
    source: 'Kubernetes 1.34 pkg/apis/core/validation, validEnvDownwardAPIFieldPathExpressions',
    evidence: 'proven',
    waivable: false,
    check: ({ spec }) => eachRole(role => Object.entries(spec[role].extraEnv ?? {})
      .filter(([, source]) => typeof source === 'object' && 'fieldPath' in source && !fieldPath.test(source.fieldPath))
      .map(([name]): Violation => ({ field: `${role}.extraEnv.${name}.fieldPath`, cause: 'is not a field that a variable can take' }))),
    example: {
      field: 'decode.extraEnv', fails: { NODE: { fieldPath: 'spec.node' } },
      passes: { NODE: { fieldPath: 'spec.nodeName' } },
    },
  },
];

const MAX_ANNOTATIONS = 256 * 1024;
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const labelName = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const fieldPath = new RegExp(`^(${[
  'status\\.(podIPs?|hostIPs?)', 'metadata\\.(name|namespace|uid)', 'metadata\\.(labels|annotations)\\[\'[^\'\\]]+\'\\]', 'spec\\.(nodeName|serviceAccountName)',
].join('|')})$`);

function isQualifiedName(key: string): boolean {
  const [name = '', prefix, ...more] = key.split('/').reverse();
  return more.length === 0 && name.length <= 63 && labelName.test(name) && (prefix === undefined || (prefix.length <= 253 && subdomain.test(prefix)));
}

function secretReference(field: string, { secretName, key }: { readonly secretName: string; readonly key: string }): Violation[] {
  return [
    ...objectName(`${field}.secretName`, secretName),
    ...(/^[-._a-zA-Z0-9]{1,253}$/.test(key) && key !== '.' && !key.startsWith('..') ? [] : [{ field: `${field}.key`, cause: 'is not a key of a Secret' }]),
  ];
}

function objectName(field: string, name: string | undefined): Violation[] {
  return name === undefined || (name.length <= 253 && subdomain.test(name)) ? [] : [{ field, cause: 'is not the name of an object' }];
}
